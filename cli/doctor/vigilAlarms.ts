import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  ListAlarmMuteRulesCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { VigilNames } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import { hasTickets } from '../../lib/config/toRuntimeConfig';
import { readAws } from './awsRead';

interface Named {
  readonly config: Pick<Config, 'alarms' | 'targets' | 'watchdog' | 'notify' | 'dryRun'>;
  readonly names: Pick<VigilNames, 'alarms' | 'emailTopics'>;
}

/** An alarm, and what the file says that it calls. */
export interface ExpectedAlarm {
  readonly name: string;
  readonly actions: readonly string[];
  readonly okActions: readonly string[];
  /** The name of the SNS topic of the stack that it calls, for email. @default - none */
  readonly ownTopic?: string | undefined;
  /** Where the actions are in the file. */
  readonly key: string;
}

/** The alarms of a configuration without `dryRun`. */
export function expectedAlarms({ config, names }: Named): ExpectedAlarm[] {
  const { alarms, watchdog } = config;
  const { page, ticket } = alarms;
  const ofPage = {
    actions: page.actions,
    okActions: page.okActions,
    ownTopic: page.email && names.emailTopics.page,
    key: 'alarms.page.actions',
  };
  const ofTicket = {
    actions: ticket.actions,
    okActions: ticket.okActions,
    ownTopic: ticket.email && names.emailTopics.ticket,
    key: 'alarms.ticket.actions',
  };
  return [
    { name: names.alarms.health, ...ofPage },
    ...(hasTickets(config) ? [{ name: names.alarms.ticket, ...ofTicket }] : []),
    { name: names.alarms.blind, ...ofTicket },
    ...(ticket.chronic ? [{ name: names.alarms.chronic, ...ofTicket }] : []),
    ...(watchdog?.topic === true ? [{ name: names.alarms.watchdog, ...ofPage }] : []),
  ];
}

/** @returns those of these alarms that exist. */
export async function readAlarms(client: CloudWatchClient, AlarmNames: string[]): Promise<readonly MetricAlarm[]> {
  const command = new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm'] });
  return (await readAws('cloudwatch:DescribeAlarms', client.send(command)))?.MetricAlarms ?? [];
}

/** A rule that suppresses the actions of an alarm for some time. */
export interface MuteRule {
  readonly alarm: string;
  readonly name: string;
  /** ACTIVE, or SCHEDULED: it is not active now. */
  readonly status: string;
}

/** @returns the rules for these alarms that are active or will be. */
export async function readMuteRules(client: CloudWatchClient, alarms: readonly string[]): Promise<readonly MuteRule[]> {
  const read = alarms.map(async (alarm) => {
    const command = new ListAlarmMuteRulesCommand({ AlarmName: alarm, Statuses: ['ACTIVE', 'SCHEDULED'] });
    const found = await readAws('cloudwatch:ListAlarmMuteRules', client.send(command));
    return (found?.AlarmMuteRuleSummaries ?? []).map(({ AlarmMuteRuleArn: arn = '', Status: status = '' }) => ({
      alarm,
      name: arn.split(':').at(-1) ?? arn,
      status,
    }));
  });
  return (await Promise.all(read)).flat();
}

/** Something that alarms call, or a topic that the notifier tells. */
export interface CalledAction {
  readonly arn: string;
  /** The names of the alarms that call it. */
  readonly alarms: readonly string[];
  /** Whether it is in `notify.topics`. */
  readonly isOfNotifier: boolean;
}

/**
 * What the alarms call and the notifier tells, each once: as the file says, and as they are deployed, because actions may be added by
 * hand. The topics of the
 * stack are there in a dry run, too, so that their addresses are confirmed before the alarms exist.
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
  const told = new Set(vigil.config.dryRun ? [] : (vigil.config.notify?.topics ?? []));
  const arns = new Set([...calls.flatMap((one) => one.arns), ...told]);
  return [...arns].map((arn) => ({
    arn,
    alarms: [...new Set(calls.filter((one) => one.arns.includes(arn)).map(({ name }) => name))],
    isOfNotifier: told.has(arn),
  }));
}
