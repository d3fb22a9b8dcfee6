import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  ListAlarmMuteRulesCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';

/** Asks AWS, and explains an error as the command does that asks. @returns undefined if there is no such resource. */
export type Ask = <T>(action: string, send: () => Promise<T>) => Promise<T | undefined>;

/** @returns those of these alarms that exist. */
export async function readAlarms(
  client: CloudWatchClient,
  names: readonly string[],
  ask: Ask,
): Promise<readonly MetricAlarm[]> {
  const command = new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm'] });
  return (await ask('cloudwatch:DescribeAlarms', () => client.send(command)))?.MetricAlarms ?? [];
}

/** SCHEDULED: it is not active now, but will be. */
export type MuteStatus = 'ACTIVE' | 'SCHEDULED' | 'EXPIRED';

/** A rule that suppresses the actions of an alarm for some time. */
export interface ListedMuteRule {
  readonly name: string;
  /** A `MuteStatus`. */
  readonly status: string;
}

/** Lists the mute rules of an alarm, page by page. */
export async function listMuteRules(
  client: CloudWatchClient,
  alarm: string,
  statuses: readonly MuteStatus[],
  ask: Ask,
): Promise<ListedMuteRule[]> {
  const rules: ListedMuteRule[] = [];
  let token: string | undefined;
  do {
    const command = new ListAlarmMuteRulesCommand({
      AlarmName: alarm,
      Statuses: [...statuses],
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page = await ask('cloudwatch:ListAlarmMuteRules', () => client.send(command));
    rules.push(
      ...(page?.AlarmMuteRuleSummaries ?? []).map(({ AlarmMuteRuleArn: arn = '', Status: status = '' }) => ({
        name: nameIn(arn),
        status,
      })),
    );
    token = page?.NextToken;
  } while (token !== undefined);
  return rules;
}

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm-mute-rule:NAME`. */
function nameIn(arn: string): string {
  return arn.split(':').slice(6).join(':');
}
