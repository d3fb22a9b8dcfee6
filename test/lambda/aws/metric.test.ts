import {
  type CloudWatchClient,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { createMetricData, publish } from '../../../lambda/aws/metric';
import type { SeverityHealth } from '../../../lambda/health/severityHealth';

const noon = Date.UTC(2026, 0, 1, 12);
const metric = {
  namespace: 'EksVigil',
  name: 'ClusterHealth',
  dimensions: [
    { name: 'Cluster', value: 'prod' },
    { name: 'Stage', value: 'live' },
  ],
};

test.each([0, 1] as const)('the metric data of %p', (value) => {
  expect(createMetricData(metric, { health: { page: value }, shortTargets: 2, timestamp: noon })).toEqual({
    Namespace: 'EksVigil',
    MetricData: [
      {
        MetricName: 'ClusterHealth',
        Dimensions: [
          { Name: 'Cluster', Value: 'prod' },
          { Name: 'Stage', Value: 'live' },
        ],
        Timestamp: new Date(noon),
        Unit: 'None',
        Value: value,
      },
    ],
  });
});

test('the metric data without dimensions', () => {
  expect(
    createMetricData({ ...metric, dimensions: [] }, { health: { page: 1 }, shortTargets: 0, timestamp: noon })
      ?.MetricData?.[0]?.Dimensions,
  ).toEqual([]);
});

test('the number of short targets is a second datum, if it has a name', () => {
  const both = createMetricData(
    { ...metric, shortTargetsName: 'ClusterHealthShortTargets' },
    { health: { page: 0 }, shortTargets: 3, timestamp: noon },
  );
  const Dimensions = [
    { Name: 'Cluster', Value: 'prod' },
    { Name: 'Stage', Value: 'live' },
  ];
  const Timestamp = new Date(noon);
  expect(both?.MetricData).toEqual([
    { MetricName: 'ClusterHealth', Dimensions, Timestamp, Unit: 'None', Value: 0 },
    { MetricName: 'ClusterHealthShortTargets', Dimensions, Timestamp, Unit: 'Count', Value: 3 },
  ]);
});

describe('with tickets', () => {
  const names = { shortTargetsName: 'ClusterHealthShortTargets', ticketName: 'ClusterHealthTicket' };

  test.each<[SeverityHealth, published: string[]]>([
    [{ page: 1, ticket: 0 }, ['ClusterHealth 1', 'ClusterHealthShortTargets 2', 'ClusterHealthTicket 0']],
    [{ page: 0, ticket: undefined }, ['ClusterHealth 0', 'ClusterHealthShortTargets 2']],
    [{ page: undefined, ticket: 1 }, ['ClusterHealthTicket 1']],
  ])('%p is published as %p, in one call', (health, published) => {
    const { MetricData = [] } =
      createMetricData({ ...metric, ...names }, { health, shortTargets: 2, timestamp: noon }) ?? {};
    expect(MetricData.map(({ MetricName, Value }) => `${MetricName} ${Value}`)).toEqual(published);
    expect(new Set(MetricData.map(({ Dimensions }) => JSON.stringify(Dimensions))).size).toBe(1);
  });

  test('nothing is published if both are unknown', () => {
    const health = { page: undefined, ticket: undefined };
    expect(createMetricData({ ...metric, ...names }, { health, shortTargets: 0, timestamp: noon })).toBeUndefined();
  });
});

const data: PutMetricDataCommandInput = createMetricData(
  { ...metric, shortTargetsName: 'ClusterHealthShortTargets' },
  { health: { page: 1 }, shortTargets: 2, timestamp: noon },
) ?? { Namespace: 'nothing', MetricData: [] };
const limits = { signal: new AbortController().signal, tryTimeout: 60_000 };
const client = (send: (command: unknown, options: unknown) => Promise<unknown>) =>
  ({ send }) as unknown as Pick<CloudWatchClient, 'send'>;

test('a publication is one call, which ends with the run', async () => {
  const commands: unknown[] = [];
  const run = new AbortController();
  const hangs = client((command, options) => {
    commands.push(command);
    const { abortSignal } = options as { readonly abortSignal: AbortSignal };
    setImmediate(() => run.abort());
    return new Promise((_, reject) => abortSignal.addEventListener('abort', reject));
  });
  await expect(publish(hangs, data, { ...limits, signal: run.signal })).rejects.toThrow('the time of the run is over');
  expect(commands).toEqual([expect.any(PutMetricDataCommand)]);
  expect(commands[0]).toMatchObject({ input: data });
});

test('a throttled call is retried', async () => {
  // No wait before the retry.
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const throttled = Object.assign(new Error('slow down'), { name: 'Throttling' });
  let calls = 0;
  const throttles = client(async () => {
    calls += 1;
    if (calls === 1) throw throttled;
  });
  await publish(throttles, data, limits);
  expect(calls).toBe(2);
  jest.restoreAllMocks();
});

test('from a VPC, a call without response names the interface endpoint', async () => {
  const timeout = Object.assign(new Error('no response'), { name: 'TimeoutError' });
  const ended = { ...limits, signal: AbortSignal.abort() };
  const published = publish(
    client(() => Promise.reject(timeout)),
    data,
    ended,
    true,
  );
  await expect(published).rejects.toThrow(/ interface endpoint `monitoring`$/);
});

test.each<[unknown, string]>([
  [Object.assign(new Error('not authorized'), { name: 'AccessDenied' }), 'AccessDenied: not authorized'],
  ['strange', 'strange'],
])('a call that fails with %p is a PublicationFailed', async (cause, why) => {
  await expect(
    publish(
      client(() => Promise.reject(cause)),
      data,
      limits,
    ),
  ).rejects.toMatchObject({
    name: 'PublicationFailed',
    message: `cloudwatch:PutMetricData into namespace EksVigil failed: ${why}`,
    cause,
  });
});
