import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { DeployedStack } from './deployedStack';
import { type Ground, region } from './ground';

const minute = 60_000;

/** The values of the metric of an alarm by minute (in milliseconds since the epoch), in the query of the alarm. */
export async function readMetric(
  ground: Ground,
  stack: DeployedStack,
  alarm: 'health' | 'ticket' = 'health',
): Promise<Map<number, number>> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken = '',
  } = await ground.signIn(stack.account);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const cloudWatch = new CloudWatchClient({ region, endpoint: ground.endpoint, credentials });
  try {
    const name = stack.resources.map(({ physicalId }) => physicalId).find((one) => one.endsWith(`-${alarm}`)) ?? '';
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    const query = MetricAlarms[0]?.Metrics?.find(({ MetricStat }) => MetricStat !== undefined);
    if (query === undefined) throw new Error(`the alarm ${name} reads no metric`);
    // Periods begin at the start time, so it is a full minute.
    const hour = 60 * minute;
    const now = Math.floor(Date.now() / minute) * minute;
    const { MetricDataResults = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ ...query, ReturnData: true }],
        StartTime: new Date(now - hour),
        EndTime: new Date(now + hour),
      }),
    );
    const { Timestamps = [], Values = [] } = MetricDataResults[0] ?? {};
    return new Map(Timestamps.map((timestamp, index) => [timestamp.getTime(), Values[index] ?? Number.NaN]));
  } finally {
    cloudWatch.destroy();
  }
}
