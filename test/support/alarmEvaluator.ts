export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A published value. */
export interface Datapoint {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly value: number;
  /**
   * From when CloudWatch returns it.
   * @default - from its timestamp
   */
  readonly visibleAt?: number;
}

/** The settings of an AWS::CloudWatch::Alarm. */
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
  /**
   * The second argument of `FILL`.
   * @default - no metric math
   */
  readonly fill?: number;
  readonly comparison: keyof typeof comparisons;
  readonly threshold: number;
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M of "M out of N". */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: keyof typeof whenMissing;
  /**
   * How long it waits in INSUFFICIENT_DATA after its creation.
   * @default - it is evaluated at once
   */
  readonly warmUpMs?: number;
}

/** AWS publishes this only for N = 3, where 5 points are retrieved. */
const extraPeriods = 2;
const minute = 60_000;

/** The supported statistics of the values in a period. */
export const statistics = {
  Minimum: (values: readonly number[]) => Math.min(...values),
  Maximum: (values: readonly number[]) => Math.max(...values),
  Sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
};

/** The supported comparisons: whether a value breaches the threshold. */
export const comparisons = {
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
};

/** Fewer than N real points, of which fewer than M are breaching. */
interface MissingPoints {
  /** Whether each real point is breaching, newest last. */
  readonly real: readonly boolean[];
  /** How many points are missing to N. */
  readonly missing: number;
  /** Age of the oldest real point in periods. The newest period has age 1. */
  readonly oldestAge: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly previous: AlarmState;
}

/** The state of an alarm with missing points, by TreatMissingData. */
export const whenMissing = {
  breaching: ({ real, missing, datapointsToAlarm }: MissingPoints): AlarmState =>
    real.filter(Boolean).length + missing >= datapointsToAlarm ? 'ALARM' : 'OK',
  notBreaching: (): AlarmState => 'OK',
  ignore: ({ real, previous }: MissingPoints): AlarmState => (real.includes(false) ? 'OK' : previous),
  missing: ({ real, oldestAge, datapointsToAlarm, previous }: MissingPoints): AlarmState => {
    if (real.length === 0) return 'INSUFFICIENT_DATA';
    // By the text on premature alarms, 0 - X - - (2 of 3) would be ALARM. The table of AWS states OK.
    if (real.includes(false)) return 'OK';
    // With a younger breaching point the alarm "does not go immediately into ALARM state". Another state is not documented.
    return oldestAge >= datapointsToAlarm ? 'ALARM' : previous;
  },
};

/**
 * The state of an alarm as CloudWatch evaluates it. The evaluation range ends with the last complete period, and does not
 * contain points that are not visible yet.
 *
 * Source: Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", with its two tables and
 * "Avoiding premature transitions to alarm state".
 * @param at - milliseconds since the epoch.
 * @param previous - the state before.
 */
export function evaluateAlarm(
  alarm: Alarm,
  datapoints: Iterable<Datapoint>,
  at: number,
  previous: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, threshold } = alarm;
  const range = retrieve(alarm, datapoints, at);
  const real = range
    .filter((value) => value !== undefined)
    .map((value) => comparisons[alarm.comparison](value, threshold))
    .slice(-evaluationPeriods);
  if (real.filter(Boolean).length >= datapointsToAlarm) return 'ALARM';
  const missing = evaluationPeriods - real.length;
  if (missing === 0) return 'OK';
  const oldestAge = range.length - range.findIndex((value) => value !== undefined);
  return whenMissing[alarm.treatMissingData]({ real, missing, oldestAge, datapointsToAlarm, previous });
}

/** The evaluation range, newest last. Undefined for a period without visible points. */
function retrieve(alarm: Alarm, datapoints: Iterable<Datapoint>, at: number): (number | undefined)[] {
  const { periodMs, evaluationPeriods, statistic, fill } = alarm;
  const values = Array.from({ length: evaluationPeriods + extraPeriods }, (): number[] => []);
  // Periods of a minute and longer end with the last full minute ("Evaluating an alarm" in the same guide).
  const start = Math.floor(at / minute) * minute - values.length * periodMs;
  for (const { timestamp, value, visibleAt = timestamp } of datapoints) {
    if (visibleAt <= at) values[Math.floor((timestamp - start) / periodMs)]?.push(value);
  }
  const range = values.map((period) => (period.length === 0 ? undefined : statistics[statistic](period)));
  // AWS does not document FILL for a series without any point. Here it adds none, so TreatMissingData applies.
  return range.every((value) => value === undefined) ? range : range.map((value) => value ?? fill);
}
