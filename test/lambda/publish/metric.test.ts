import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { metricDataOf, publish } from '../../../lambda/publish/metric';

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
  expect(metricDataOf(metric, value, noon)).toEqual({
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
  expect(metricDataOf({ ...metric, dimensions: [] }, 1, noon).MetricData?.[0]?.Dimensions).toEqual([]);
});

const data = metricDataOf(metric, 1, noon);
const limits = { signal: new AbortController().signal, tryTimeout: 1234 };
const client = (send: (command: unknown, options: unknown) => Promise<unknown>) =>
  ({ send }) as unknown as Pick<CloudWatchClient, 'send'>;

test('is sent in one call, within the limits of the run', async () => {
  const calls: unknown[][] = [];
  await publish(
    client(async (...call) => calls.push(call)),
    data,
    limits,
  );
  expect(calls).toEqual([[expect.any(PutMetricDataCommand), { abortSignal: limits.signal, requestTimeout: 1234 }]]);
  expect(calls[0]?.[0]).toMatchObject({ input: data });
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
