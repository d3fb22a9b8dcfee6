import { type Alarm, type AlarmState, type Datapoint, evaluateAlarm } from './alarmEvaluator';
import type { Random, Range } from './random';

/** When things happen in one minute, in seconds. */
export interface MinuteTiming {
  /** The second of the minute at which the schedule invokes the function. */
  readonly run: number;
  /** From the run until CloudWatch returns its data points. */
  readonly visibleAfter: number;
  /** The second of the minute at which CloudWatch evaluates the alarms. */
  readonly evaluation: number;
}

const secondOfMinute: Range = [0, 59];
const visibility: Range = [5, 90];

/** The extremes: data points that are as late, and as early, as this model knows. */
export const latest: MinuteTiming = { run: 59, visibleAfter: 90, evaluation: 0 };
export const earliest: MinuteTiming = { run: 0, visibleAfter: 5, evaluation: 59 };

/**
 * Draws the timing of one minute. EventBridge Scheduler has a precision of 60 seconds. AWS documents no limit for the delay of a
 * data point, and evaluates an alarm once a minute.
 */
export function drawTiming(random: Random): MinuteTiming {
  return {
    run: random.between(secondOfMinute),
    visibleAfter: random.between(visibility),
    evaluation: random.between(secondOfMinute),
  };
}

/**
 * The data point of a scheduled minute. Its timestamp is the scheduled time, whenever the function runs.
 *
 * @param start - of the minute, in milliseconds since the epoch.
 */
export function publishedIn(start: number, { run, visibleAfter }: MinuteTiming, value: number): Datapoint {
  return { timestamp: start, value, visibleAt: start + (run + visibleAfter) * 1000 };
}

/**
 * An alarm over time, which remembers its state.
 *
 * Source of the warm-up: AWS CloudFormation, WarmUpConfiguration of AWS::CloudWatch::Alarm.
 */
export class AlarmHistory {
  #state: AlarmState;
  readonly #alarm: Alarm;
  readonly #createdAt: number;

  /**
   * @param state - INSUFFICIENT_DATA for a new alarm.
   * @param createdAt - in milliseconds since the epoch. @default - long ago
   */
  constructor(alarm: Alarm, state: AlarmState, createdAt = Number.NEGATIVE_INFINITY) {
    this.#alarm = alarm;
    this.#state = state;
    this.#createdAt = createdAt;
  }

  /** Evaluates the alarm. Returns its state afterwards. */
  evaluate(datapoints: Iterable<Datapoint>, at: number): AlarmState {
    const { warmUpMs = 0 } = this.#alarm;
    if (at >= this.#createdAt + warmUpMs) this.#state = evaluateAlarm(this.#alarm, datapoints, at, this.#state);
    return this.#state;
  }
}
