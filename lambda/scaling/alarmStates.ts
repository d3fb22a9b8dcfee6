import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { callAws, describeAwsError } from '../aws/awsCall';
import { ScalingFailed } from '../errors';
import type { Limits } from '../time/limits';

/** The names of some alarms, by what they are now. */
export interface AlarmStates {
  /** In ALARM, with their actions enabled. */
  readonly firing: ReadonlySet<string>;
  /** That do not exist. */
  readonly missing: readonly string[];
}

/** Source: Amazon CloudWatch API Reference, DescribeAlarms (`AlarmNames`). */
const maxNames = 100;

/**
 * Reads what alarms are now. An alarm with disabled actions does not fire, so that `aws cloudwatch disable-alarm-actions` pauses it here, too.
 *
 * @throws ScalingFailed
 */
export async function readAlarmStates(
  client: Pick<CloudWatchClient, 'send'>,
  names: readonly string[],
  limits: Limits,
  inVpc: boolean,
): Promise<AlarmStates> {
  const batches = Array.from({ length: Math.ceil(names.length / maxNames) }, (_, index) =>
    names.slice(index * maxNames, (index + 1) * maxNames),
  );
  const answers = await Promise.all(
    batches.map((AlarmNames) => {
      const command = new DescribeAlarmsCommand({
        AlarmNames,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: maxNames,
      });
      return callAws(limits, (options) => client.send(command, options));
    }),
  ).catch((error: unknown) => {
    const why = describeAwsError(error, inVpc ? 'monitoring' : undefined);
    throw new ScalingFailed(`cloudwatch:DescribeAlarms failed: ${why}`, { cause: error });
  });
  const alarms = answers.flatMap(({ MetricAlarms = [], CompositeAlarms = [] }) => [
    ...MetricAlarms,
    ...CompositeAlarms,
  ]);
  const known = new Set(alarms.map(({ AlarmName }) => AlarmName));
  const firing = alarms.filter(({ StateValue, ActionsEnabled }) => StateValue === 'ALARM' && ActionsEnabled !== false);
  return {
    firing: new Set(firing.flatMap(({ AlarmName }) => AlarmName ?? [])),
    missing: names.filter((name) => !known.has(name)),
  };
}
