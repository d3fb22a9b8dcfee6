import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { createTargetData, publishTargets } from '../../../lambda/aws/targetMetric';
import type { TargetVerdict } from '../../../lambda/health/targetVerdict';

const noon = Date.UTC(2026, 0, 1, 12);
const metric = { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] };
const target = (verdict: TargetVerdict['verdict'], name = 'web'): TargetVerdict => ({
  kind: 'Deployment',
  namespace: 'shop',
  name,
  verdict,
  reason: 'Ready',
  message: 'any',
});
const many = (count: number, name = (index: number) => `web-${index}`) =>
  Array.from({ length: count }, (_, index) => target('Healthy', name(index)));
const sizes = (verdicts: readonly TargetVerdict[], of = metric) =>
  createTargetData(of, verdicts, noon).map(({ MetricData = [] }) => MetricData.length);

test('the dimension Target is added to those of the metric, and Unknown has no data', () => {
  const verdicts = (['Healthy', 'Progressing', 'Unhealthy', 'Unknown'] as const).map((one) =>
    target(one, one.toLowerCase()),
  );
  const [batch, ...others] = createTargetData(metric, verdicts, noon);
  expect(others).toEqual([]);
  expect(batch).toEqual({
    Namespace: 'EksVigil',
    MetricData: [
      ['healthy', 1],
      ['progressing', 1],
      ['unhealthy', 0],
    ].map(([name, Value]) => ({
      MetricName: 'ClusterHealth',
      Dimensions: [
        { Name: 'Cluster', Value: 'prod' },
        { Name: 'Target', Value: `Deployment shop/${name}` },
      ],
      Timestamp: new Date(noon),
      Unit: 'None',
      Value,
    })),
  });
});

test.each([
  [0, []],
  [1, [1]],
  [1000, [1000]],
  [1001, [1000, 1]],
  [2500, [1000, 1000, 500]],
])('%d targets are sent in batches of %p', (count, expected) => {
  expect(sizes(many(count))).toEqual(expected);
});

test('a batch has at most 1 MB, and none is lost', () => {
  const dimensions = Array.from({ length: 29 }, (_, index) => ({ name: `d${index}`, value: 'v'.repeat(1000) }));
  const batches = createTargetData({ ...metric, dimensions }, many(100), noon);
  for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThan(1024 * 1024);
  expect(batches.flatMap(({ MetricData = [] }) => MetricData)).toHaveLength(100);
  expect(batches.length).toBeGreaterThan(2);
});

test('a value is printable ASCII of at most 1024 characters', () => {
  const long = createTargetData(metric, [target('Healthy', `ä${'n'.repeat(2000)}`)], noon);
  const value = long[0]?.MetricData?.[0]?.Dimensions?.at(-1)?.Value ?? '';
  expect(value).toMatch(/^Deployment shop\/\?n+$/);
  expect(value).toHaveLength(1024);
});

test('a failure is returned, and the other batches are sent', async () => {
  const sent: unknown[] = [];
  const send = async (command: { readonly input: unknown }) => {
    sent.push(command.input);
    if (sent.length === 1) throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  };
  const client = { send } as unknown as Pick<CloudWatchClient, 'send'>;
  const limits = { signal: new AbortController().signal, tryTimeout: 60_000 };
  const batches = createTargetData(metric, many(1001), noon);
  await expect(publishTargets(client, batches, limits, false)).resolves.toMatch(/AccessDenied: not authorized$/);
  expect(sent).toEqual(batches);
  await expect(publishTargets(client, batches, limits, false)).resolves.toBeUndefined();
});
