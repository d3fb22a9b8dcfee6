import { parseSchedule } from '../../lambda/health/cron/cronSchedule';
import { createWallClock } from '../../lambda/health/cron/wallClock';
import type { Span } from '../history/timeline';

/** When a mute rule is active. Source: Amazon CloudWatch API Reference, PutAlarmMuteRule (`Schedule`). */
export interface MuteSchedule {
  /** `at(yyyy-MM-ddThh:mm)` or `cron(Minutes Hours Day-of-month Month Day-of-week)`. */
  readonly expression: string;
  /** In ISO 8601, such as PT2H. */
  readonly duration: string;
  /** @default UTC */
  readonly timezone?: string | undefined;
  /** Nothing is muted before it, in milliseconds since the epoch. */
  readonly start?: number | undefined;
  /** Nothing is muted after it. */
  readonly expiry?: number | undefined;
}

/** A window each minute of two weeks. */
const most = 20_160;

/** The windows of a mute rule that touch a span. Empty if the schedule cannot be read. */
export function muteWindows({ expression, duration, timezone, start, expiry }: MuteSchedule, span: Span): Span[] {
  const length = parseIsoDuration(duration);
  if (length === undefined) return [];
  const first = Math.max(span.from - length, start ?? 0);
  const last = Math.min(span.to, expiry ?? Number.POSITIVE_INFINITY);
  return startsOf(expression, timezone ?? '', { from: first, to: last })
    .map((from) => ({ from, to: Math.min(from + length, expiry ?? Number.POSITIVE_INFINITY) }))
    .filter(({ from, to }) => to > span.from && from < span.to);
}

function startsOf(expression: string, timezone: string, { from, to }: Span): number[] {
  const [, type, inner = ''] = /^(at|cron)\((.*)\)$/.exec(expression) ?? [];
  try {
    if (type === 'at')
      return createWallClock(timezone)
        .instantsOf(Date.parse(`${inner}Z`))
        .slice(0, 1);
    if (type !== 'cron') return [];
    const schedule = parseSchedule(inner, timezone);
    const starts: number[] = [];
    for (let at = schedule.nextAfter(from - 1); at !== undefined && at < to; at = schedule.nextAfter(at)) {
      if (starts.push(at) === most) break;
    }
    return starts;
  } catch {
    return [];
  }
}

/** @returns milliseconds; undefined if it is not a duration of days, hours and minutes. */
export function parseIsoDuration(text: string): number | undefined {
  const [matched, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const total = (Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0);
  return total === 0 ? undefined : total * 60_000;
}
