import {
  type CloudWatchClient,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
} from '@aws-sdk/client-cloudwatch';
import { askAws, askWith, isDenied } from '../askAws';
import type { MuteFacts } from '../history/facts';
import type { Span } from '../history/timeline';
import { UserError } from '../io';
import { type MuteSchedule, muteWindows } from './muteWindows';
import { type ListedMuteRule, listMuteRules, type MuteStatus } from './readAlarms';

/** What CloudWatch answers where it has no mute rules. */
const unsupported = /UnknownOperation|InvalidAction|UnsupportedOperation/;

/** Whether an error of AWS means that the region has no mute rules. */
export function hasNoMuteRules(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  return cause instanceof Error && unsupported.test(cause.name);
}

const statuses: readonly MuteStatus[] = ['SCHEDULED', 'ACTIVE', 'EXPIRED'];

/** A rule that exists, but may not be read: it mutes these alarms, and maybe those of others. */
export interface DeniedRule extends ListedMuteRule {
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
  const ask = askWith('docs/history.md');
  const lists = await Promise.all(alarmNames.map((name) => listMuteRules(client, name, statuses, ask)));
  const statusOf = new Map(lists.flat().map(({ name, status }) => [name, status]));
  const answers = await Promise.all([...statusOf].map(([name, status]) => readRule(client, name, status)));
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
