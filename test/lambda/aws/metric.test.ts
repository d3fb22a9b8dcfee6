import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { createMetricData, publish } from '../../../lambda/aws/metric';

const noon = Date.UTC(2026, 0, 1, 12);
const metric = {
  namespace: 'EksVigil',
  name: 'ClusterHealth',
  dimensions: [
    { name: 'Cluster', value: 'prod' },
    { name: 'Stage', value: 'live' },
  ],
};

test.each([0, 1] as const)('the datum of %p', (value) => {
  expect(createMetricData(metric, value, noon)).toEqual({
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

test('the datum of a metric without dimensions', () => {
  expect(createMetricData({ ...metric, dimensions: [] }, 1, noon).MetricData?.[0]?.Dimensions).toEqual([]);
});

const data = createMetricData(metric, 1, noon);
const limits = { signal: new AbortController().signal, tryTimeout: 1234 };
const client = (send: (command: unknown, options: unknown) => Promise<unknown>) =>
  ({ send }) as unknown as Pick<CloudWatchClient, 'send'>;

test('is sent in one call, within the limits of the run', async () => {
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

test('that is throttled is tried again', async () => {
  const throttled = Object.assign(new Error('slow down'), { name: 'Throttling' });
  let calls = 0;
  const throttles = client(async () => {
    calls += 1;
    if (calls === 1) throw throttled;
  });
  await publish(throttles, data, { ...limits, tryTimeout: 10 });
  expect(calls).toBe(2);
});

test.each<[unknown, string]>([
  [Object.assign(new Error('not authorized'), { name: 'AccessDenied' }), 'AccessDenied: not authorized'],
  ['strange', 'strange'],
])('a call that fails with %p is no publication', async (cause, why) => {
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
