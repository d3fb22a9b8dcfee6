/** A span of time, in milliseconds since the epoch: from its start up to, but without its end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What something was like at a time. It holds until the next reading. */
export interface Reading {
  readonly at: number;
  /** Such as Unhealthy, 0 or ALARM. */
  readonly state: string;
  /** Why, as one word. */
  readonly reason?: string;
  /** Why, as a sentence. */
  readonly message?: string;
  /** The part of the message that several targets share. */
  readonly cause?: string;
}

/** How long something was the same. */
export interface Interval extends Span, Omit<Reading, 'at'> {
  /** When the message was written: ages in it are relative to this time. */
  readonly asOf?: number;
}

/** How readings become intervals. */
export interface Holding {
  /** Milliseconds after which the next reading is due. @default - never: each one holds until the next */
  readonly period?: number;
  /** Milliseconds by which the newest reading may be late. @default 0 */
  readonly late?: number;
  /** What it is while there is no reading. */
  readonly missing: Omit<Reading, 'at'>;
}

/**
 * Turns readings into intervals that cover a span without gap and overlap. A reading holds until the next one, but no longer than
 * its period: what follows is missing, and never assumed to be as before. Equal neighbors are one interval, with the newest message.
 *
 * @param readings - in any order; also those before the span. Of several at one time, the last one counts.
 */
export function toIntervals(
  readings: readonly Reading[],
  { from, to }: Span,
  { period = Number.POSITIVE_INFINITY, late = 0, missing }: Holding,
): Interval[] {
  const byTime = new Map(readings.filter(({ at }) => at < to).map((reading) => [reading.at, reading]));
  const sorted = [...byTime.values()].sort((a, b) => a.at - b.at);
  const intervals: Interval[] = [];
  const add = ({ at, state, ...why }: Omit<Reading, 'at'> & { readonly at?: number }, start: number, end: number) => {
    const since = Math.max(start, from);
    const until = Math.min(end, to);
    if (since >= until) return;
    const asOf = at === undefined || why.message === undefined ? {} : { asOf: at };
    const last = intervals.at(-1);
    const isSame = last?.state === state && last.reason === why.reason;
    if (isSame) intervals.pop();
    intervals.push({ from: isSame ? last.from : since, to: until, state, ...why, ...asOf });
  };
  let covered = from;
  for (const [index, reading] of sorted.entries()) {
    const next = sorted[index + 1]?.at;
    // A run may be started late, so that the next one is due a little after its period.
    const isFollowed = next === undefined ? to - reading.at <= period + late : next - reading.at <= 1.5 * period;
    const end = isFollowed ? (next ?? to) : reading.at + period;
    add(missing, covered, reading.at);
    add(reading, Math.max(reading.at, covered), end);
    covered = Math.max(covered, end);
  }
  add(missing, covered, to);
  return intervals;
}

/** What a lane is about. */
export type LaneKind = 'runs' | 'metric' | 'target' | 'alarm' | 'mute';

/** One line of a history: what something was like from the start to the end of the span. */
export interface Lane {
  readonly kind: LaneKind;
  readonly name: string;
  readonly intervals: readonly Interval[];
  /** What happened at one time, such as a notification. */
  readonly events?: readonly LaneEvent[];
}

export interface LaneEvent {
  readonly at: number;
  readonly message: string;
}

/** What happened to a cluster, and when. */
export interface History extends Span {
  readonly cluster: string;
  readonly lanes: readonly Lane[];
  /** What could not be found out. */
  readonly notes: readonly string[];
}

/** How bad a state is, from what is good to what is worst. */
export type Severity = 'good' | 'none' | 'minor' | 'unknown' | 'bad';

const severities: Readonly<Record<string, Severity>> = {
  Healthy: 'good',
  Progressing: 'minor',
  Unhealthy: 'bad',
  Unknown: 'unknown',
  '1': 'good',
  '0': 'bad',
  'no data': 'unknown',
  OK: 'good',
  ALARM: 'bad',
  INSUFFICIENT_DATA: 'unknown',
  reported: 'good',
  failed: 'unknown',
  'no run': 'unknown',
  'not muted': 'none',
  muted: 'minor',
};

export function severityOf(state: string): Severity {
  return severities[state] ?? 'unknown';
}

const order: readonly Severity[] = ['none', 'good', 'minor', 'unknown', 'bad'];

/** Orders states from the worst to the best. */
export function worstStateFirst(a: string, b: string): number {
  return order.indexOf(severityOf(b)) - order.indexOf(severityOf(a));
}

/** An interval that a person has to know of. */
export interface Incident {
  readonly lane: Lane;
  readonly interval: Interval;
}

/** What was not good, the earliest first. */
export function incidentsOf(lanes: readonly Lane[]): Incident[] {
  return lanes
    .flatMap((lane) => lane.intervals.map((interval) => ({ lane, interval })))
    .filter(({ interval }) => !['good', 'none'].includes(severityOf(interval.state)))
    .sort((a, b) => a.interval.from - b.interval.from);
}
