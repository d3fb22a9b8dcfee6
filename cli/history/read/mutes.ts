import {
  type CloudWatchClient,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
  ListAlarmMuteRulesCommand,
} from '@aws-sdk/client-cloudwatch';
import { askAws } from '../../askAws';
import type { MuteFacts } from '../facts';
import { type MuteSchedule, muteWindows } from '../muteWindows';
import type { Span } from '../timeline';

/** What CloudWatch answers where it has no mute rules. */
const unsupported = /UnknownOperation|InvalidAction|UnsupportedOperation/;

/** Whether an error of AWS means that the region has no mute rules. */
export function hasNoMuteRules(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  return cause instanceof Error && unsupported.test(cause.name);
}

/**
 * Reads the mute rules of alarms, also those that have ended.
 *
 * @throws UserError if they cannot be read.
 */
export async function readMuteRules(
  client: CloudWatchClient,
  alarmNames: readonly string[],
): Promise<GetAlarmMuteRuleOutput[]> {
  const lists = await Promise.all(alarmNames.map((name) => listNames(client, name)));
  const names = [...new Set(lists.flat())];
  const rules = await Promise.all(
    names.map((name) =>
      askAws({
        action: 'cloudwatch:GetAlarmMuteRule',
        policyIn: 'docs/history.md',
        send: () => client.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name })),
      }),
    ),
  );
  return rules.filter((rule) => rule !== undefined);
}

/** When the rules mute alarms in a span. */
export function toMuteFacts(rules: readonly GetAlarmMuteRuleOutput[], span: Span): MuteFacts[] {
  return rules.map((rule) => ({
    name: rule.Name ?? '',
    reason: rule.Description ?? '',
    windows: muteWindows(scheduleOf(rule), span),
  }));
}

export function scheduleOf({ Rule, StartDate, ExpireDate }: GetAlarmMuteRuleOutput): MuteSchedule {
  const { Expression = '', Duration = '', Timezone } = Rule?.Schedule ?? {};
  return {
    expression: Expression,
    duration: Duration,
    timezone: Timezone,
    start: StartDate?.getTime(),
    expiry: ExpireDate?.getTime(),
  };
}

async function listNames(client: CloudWatchClient, alarmName: string): Promise<string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const command = new ListAlarmMuteRulesCommand({
      AlarmName: alarmName,
      Statuses: ['SCHEDULED', 'ACTIVE', 'EXPIRED'],
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page = await askAws({
      action: 'cloudwatch:ListAlarmMuteRules',
      policyIn: 'docs/history.md',
      send: () => client.send(command),
    });
    names.push(...(page?.AlarmMuteRuleSummaries ?? []).map(({ AlarmMuteRuleArn: arn = '' }) => nameIn(arn)));
    token = page?.NextToken;
  } while (token !== undefined);
  return names;
}

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm-mute-rule:NAME`. */
function nameIn(arn: string): string {
  return arn.split(':').slice(6).join(':');
}
