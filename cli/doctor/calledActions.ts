import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { expectedAlarms, type Named } from '../alarms/expectedAlarms';

/** Something that alarms call, or a topic that the notifier publishes to. */
export interface CalledAction {
  readonly arn: string;
  /** The names of the alarms that call it. */
  readonly alarms: readonly string[];
  /** Whether it is in `notify.topics`. */
  readonly isOfNotifier: boolean;
}

/**
 * What the alarms call and the notifier publishes to, each once: as the file says, and as they are deployed, because actions may be
 * added by hand. The topics of the stack are there in a dry run, too, so that their addresses are confirmed before the alarms exist.
 *
 * @param toArn - the ARN of a topic of the stack.
 */
export function calledActions(
  vigil: Named,
  deployed: readonly MetricAlarm[],
  toArn: (topicName: string) => string,
): CalledAction[] {
  const calls = [
    ...expectedAlarms(vigil).map(({ name, actions, okActions, ownTopic }) => ({
      name,
      arns: [...actions, ...okActions, ...(ownTopic === undefined ? [] : [toArn(ownTopic)])],
    })),
    ...deployed.map(({ AlarmName: name = '', AlarmActions = [], OKActions = [] }) => ({
      name,
      arns: [...AlarmActions, ...OKActions],
    })),
  ];
  // In a dry run there is no notifier.
  const notified = new Set(vigil.config.dryRun ? [] : (vigil.config.notify?.topics ?? []));
  const arns = new Set([...calls.flatMap((one) => one.arns), ...notified]);
  return [...arns].map((arn) => ({
    arn,
    alarms: [...new Set(calls.filter((one) => one.arns.includes(arn)).map(({ name }) => name))],
    isOfNotifier: notified.has(arn),
  }));
}
