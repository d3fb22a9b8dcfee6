export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One value that was published. */
export interface Datapoint {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly value: number;
}

/** What an AWS::CloudWatch::Alarm evaluates. */
export interface Alarm {
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    /** A value may be an intrinsic function of CloudFormation. */
    readonly dimensions: Readonly<Record<string, unknown>>;
  };
  readonly statistic: keyof typeof statistics;
  /** A multiple of a minute. */
  readonly periodMs: number;
  /** The second argument of `FILL`; absent without metric math. */
  readonly fill?: number;
  readonly comparison: keyof typeof comparisons;
  readonly threshold: number;
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M of "M out of N". */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: keyof typeof whenMissing;
}

/** Published for N = 3 alone, where 5 points are retrieved; what other N add is AWS's secret. */
const extraPeriods = 2;
const minute = 60_000;

/** Statistics that the evaluator can make of the values in a period. */
export const statistics = {
  Minimum: (values: readonly number[]) => Math.min(...values),
  Maximum: (values: readonly number[]) => Math.max(...values),
  Sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
};

/** When a value breaches the threshold. */
export const comparisons = {
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
};

/** Fewer than N real points, of which fewer than M are breaching. */
interface TooFew {
  /** Whether each real point is breaching, newest last. */
  readonly real: readonly boolean[];
  /** How many points are lacking to N. */
  readonly toFill: number;
  /** Age of the oldest real point in periods; the newest period has 1. */
  readonly oldestAge: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly previous: AlarmState;
}

/** What becomes of an alarm that misses points, by TreatMissingData. */
export const whenMissing = {
  breaching: ({ real, toFill, datapointsToAlarm }: TooFew): AlarmState =>
    real.filter(Boolean).length + toFill >= datapointsToAlarm ? 'ALARM' : 'OK',
  notBreaching: (): AlarmState => 'OK',
  ignore: ({ real, previous }: TooFew): AlarmState => (real.includes(false) ? 'OK' : previous),
  missing: ({ real, oldestAge, datapointsToAlarm, previous }: TooFew): AlarmState => {
    if (real.length === 0) return 'INSUFFICIENT_DATA';
    // The words of the rule against premature alarms would ring for 0 - X - - (2 of 3); AWS's table says OK.
    if (real.includes(false)) return 'OK';
    // A younger breaching point "does not go immediately into ALARM state"; into which it goes is not said.
    return oldestAge >= datapointsToAlarm ? 'ALARM' : previous;
  },
};

/**
 * The state of an alarm as CloudWatch would evaluate it at a moment; the window ends with the last complete period.
 *
 * Source: Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", with its two tables and
 * "Avoiding premature transitions to alarm state".
 * @param at - milliseconds since the epoch.
 * @param previous - the state before, which `ignore` keeps.
 */
export function evaluateAlarm(
  alarm: Alarm,
  datapoints: Iterable<Datapoint>,
  at: number,
  previous: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, threshold } = alarm;
  const range = retrieve(alarm, [...datapoints], at);
  const real = range
    .filter((value) => value !== undefined)
    .map((value) => comparisons[alarm.comparison](value, threshold))
    .slice(-evaluationPeriods);
  if (real.filter(Boolean).length >= datapointsToAlarm) return 'ALARM';
  const toFill = evaluationPeriods - real.length;
  if (toFill === 0) return 'OK';
  const oldestAge = range.length - range.findIndex((value) => value !== undefined);
  return whenMissing[alarm.treatMissingData]({ real, toFill, oldestAge, datapointsToAlarm, previous });
}

/** The evaluation range, newest last; undefined where the period has no point. */
function retrieve(alarm: Alarm, datapoints: readonly Datapoint[], at: number): (number | undefined)[] {
  const { periodMs, evaluationPeriods, statistic, fill } = alarm;
  const length = evaluationPeriods + extraPeriods;
  // Periods of a minute and longer end with the last full minute ("Evaluating an alarm" in the same guide).
  const end = Math.floor(at / minute) * minute;
  const range = Array.from({ length }, (_, index) => {
    const start = end - (length - index) * periodMs;
    const values = datapoints
      .filter(({ timestamp }) => timestamp >= start && timestamp < start + periodMs)
      .map(({ value }) => value);
    return values.length === 0 ? undefined : statistics[statistic](values);
  });
  // AWS does not say what FILL makes of a series without any point; taken as nothing, so that TreatMissingData decides.
  return range.every((value) => value === undefined) ? range : range.map((value) => value ?? fill);
}
