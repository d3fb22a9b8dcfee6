import type { GetAlarmMuteRuleOutput, PutAlarmMuteRuleCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Severity } from '../../model/severity';
import type { Span } from '../history/timeline';

const minute = 60_000;

export interface Mute {
  /** What the names of the rules of a vigil begin with. */
  readonly prefix: string;
  readonly alarmNames: readonly string[];
  /** @default - all */
  readonly severity?: Severity | undefined;
  readonly reason: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** In seconds: full minutes. */
  readonly length: number;
}

/**
 * The mute rule of a vigil that begins with the next full minute, and ends by itself. Each one has its own name: CloudWatch replaces a
 * rule of the same name, which would end another mute.
 */
export function createMute({
  prefix,
  alarmNames,
  severity,
  reason,
  now,
  length,
}: Mute): PutAlarmMuteRuleCommandInput & Span {
  const from = nextMinute(now);
  const start = new Date(from).toISOString().slice(0, 16);
  return {
    Name: `${prefix}${severity ?? 'all'}-${new Date(now).toISOString().replace(/[-:.Z]/g, '')}`,
    Description: reason,
    Rule: { Schedule: { Expression: `at(${start})`, Duration: `PT${length / 60}M`, Timezone: 'UTC' } },
    MuteTargets: { AlarmNames: [...alarmNames] },
    from,
    to: from + length * 1000,
  };
}

/** How a rule ends now: one that has not begun is deleted; another one is shortened, so that the history keeps it. */
export type Ending =
  | { readonly type: 'delete'; readonly name: string }
  | { readonly type: 'shorten'; readonly input: PutAlarmMuteRuleCommandInput; readonly to: number };

/**
 * Source: Amazon CloudWatch User Guide, "How alarm mute rules work": an update that ends the window executes muted actions of alarms that
 * are still in the same state.
 */
export function endMute(rule: GetAlarmMuteRuleOutput, { from }: Span, now: number): Ending {
  const name = rule.Name ?? '';
  if (from >= now) return { type: 'delete', name };
  const to = nextMinute(now);
  const { Expression, Timezone } = rule.Rule?.Schedule ?? {};
  return {
    type: 'shorten',
    to,
    input: {
      Name: name,
      Description: rule.Description,
      Rule: { Schedule: { Expression, Duration: `PT${Math.ceil((to - from) / minute)}M`, Timezone } },
      // Without targets, a rule mutes every alarm of the account.
      MuteTargets: { AlarmNames: rule.MuteTargets?.AlarmNames ?? [] },
    },
  };
}

function nextMinute(now: number): number {
  return (Math.floor(now / minute) + 1) * minute;
}
