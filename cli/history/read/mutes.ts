import {
  type CloudWatchClient,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
  ListAlarmMuteRulesCommand,
} from '@aws-sdk/client-cloudwatch';
import { askAws, isDenied } from '../../askAws';
import { UserError } from '../../io';
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

/** A rule that exists, but may not be read: it mutes these alarms, and maybe those of others. */
export interface DeniedRule {
  readonly name: string;
  /** ACTIVE, SCHEDULED or EXPIRED. */
  readonly status: string;
  readonly error: UserError;
}

export interface ReadRules {
  readonly rules: readonly GetAlarmMuteRuleOutput[];
  readonly denied: readonly DeniedRule[];
}

/**
 * Reads the mute rules of alarms, also those that have ended.
 *
 * @throws UserError if they cannot be read for another reason than a permission for single rules.
 */
export async function readMuteRules(client: CloudWatchClient, alarmNames: readonly string[]): Promise<ReadRules> {
  const lists = await Promise.all(alarmNames.map((name) => listRules(client, name)));
  const statuses = new Map(lists.flat().map(({ name, status }) => [name, status]));
  const answers = await Promise.all([...statuses].map(([name, status]) => readRule(client, name, status)));
  return {
    rules: answers.flatMap(({ rule }) => rule ?? []),
    denied: answers.flatMap(({ denied }) => denied ?? []),
  };
}

interface Answer {
  readonly rule?: GetAlarmMuteRuleOutput | undefined;
  readonly denied?: DeniedRule;
}

async function readRule(client: CloudWatchClient, name: string, status: string): Promise<Answer> {
  try {
    const rule = await askAws({
      action: 'cloudwatch:GetAlarmMuteRule',
      policyIn: 'docs/operations.md',
      send: () => client.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name })),
    });
    return { rule };
  } catch (error) {
    if (error instanceof UserError && isDenied(error)) return { denied: { name, status, error } };
    throw error;
  }
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

async function listRules(client: CloudWatchClient, alarmName: string): Promise<Pick<DeniedRule, 'name' | 'status'>[]> {
  const rules: Pick<DeniedRule, 'name' | 'status'>[] = [];
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
