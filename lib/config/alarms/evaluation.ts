/** M out of N: an alarm fires if M of the last N periods are breaching. */
export interface Evaluation {
  /** M. */
  readonly datapointsToAlarm: number;
  /** N. */
  readonly evaluationPeriods: number;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Source: Amazon CloudWatch User Guide, "Alarm warm-up periods" (1 to 2,880 minutes). */
const longestWarmUp = 2 * day;

/**
 * The default of the alarm `health`. A run every minute: 5 of 6, so that one or two bad minutes do not fire, even while the two
 * newest values are still on their way, and one good minute inside an outage changes nothing (the table in docs/health.md). Up
 * to 10 minutes: 3 of 3, for one bad run and the newest value. Longer periods: 2 of 2, because a third one would delay the
 * alarm by more than it is worth; one bad run then fires if the next one is late.
 *
 * @param seconds - the period.
 */
export function healthEvaluation(seconds: number): Evaluation {
  if (seconds === minute) return { datapointsToAlarm: 5, evaluationPeriods: 6 };
  return allOf(seconds <= 10 * minute ? 3 : 2);
}

/**
 * Of the alarm `blind`: a quarter of the runs of an hour. Periods of more than 7.5 minutes: 2 of the last 8 runs, or of the
 * last two days, because its window is also its warm-up.
 *
 * @param seconds - the period.
 */
export function blindEvaluation(seconds: number): Evaluation {
  const evaluationPeriods = Math.min(Math.max(Math.ceil(hour / seconds), 8), Math.floor(longestWarmUp / seconds));
  return { datapointsToAlarm: Math.max(2, Math.ceil(evaluationPeriods / 4)), evaluationPeriods };
}

/**
 * Of the alarm `chronic`. A run every minute: 40 of 120. In the simulations of docs/health.md, maintenance is short in up to 34
 * minutes of two hours, and a pod that is recreated every 3 minutes in about 50. Longer periods: half of the runs of an hour,
 * and of 6 runs at least, because a few runs show a smaller share only by chance.
 *
 * @param seconds - the period.
 */
export function chronicEvaluation(seconds: number): Evaluation {
  if (seconds === minute) return { datapointsToAlarm: 40, evaluationPeriods: 120 };
  const evaluationPeriods = Math.max(Math.ceil(hour / seconds), 6);
  return { datapointsToAlarm: Math.ceil(evaluationPeriods / 2), evaluationPeriods };
}

/**
 * The period of the alarm `watchdog`, in seconds: the messages of Alertmanager come every 4 to 6 minutes, whatever the period of the
 * function is.
 */
export const watchdogPeriod = 5 * minute;

/**
 * Of the alarm `watchdog`: no message for 20 minutes, so that one lost message does not fire, even while the next one is not counted
 * yet, and the first message afterward ends it (the table in docs/watchdog.md).
 */
export const watchdogEvaluation: Evaluation = allOf(4);

/** Minutes for which the new alarm `watchdog` waits: time to configure Alertmanager, which needs the topic. */
export const watchdogWarmUpMinutes = 60;

/**
 * Minutes for which a new alarm waits: 15, or time for two runs if that is longer.
 *
 * @param seconds - the period.
 */
export function warmUpMinutes(seconds: number): number {
  return Math.min(longestWarmUp, Math.max(15 * minute, 2 * seconds + 5 * minute)) / minute;
}

/**
 * Minutes for which the new alarm `blind` waits: its whole window, because the time before the first run counts as missing.
 *
 * @param seconds - the period.
 */
export function blindWarmUpMinutes(seconds: number): number {
  return Math.max(warmUpMinutes(seconds), (blindEvaluation(seconds).evaluationPeriods * seconds) / minute);
}

/**
 * Of the alarms `failing` of the functions of sections. A run every minute: 5 of 10, because a conflict or an API server that is
 * replaced fails a minute or two. Longer periods: as `health`, all of the last 3 or 2. A rate expression invokes at any second of the
 * period, and up to 60 s later, so that a run may be counted in the next period: one period is then without a run, but never two in a row.
 *
 * @param seconds - the period.
 */
export function failingEvaluation(seconds: number): Evaluation {
  return seconds === minute ? { datapointsToAlarm: 5, evaluationPeriods: 10 } : healthEvaluation(seconds);
}

/**
 * Minutes for which a new alarm `failing` waits: at least its whole window, because the time before the first run counts as failed.
 *
 * @param seconds - the period.
 */
export function failingWarmUpMinutes(seconds: number): number {
  return Math.max(warmUpMinutes(seconds), (failingEvaluation(seconds).evaluationPeriods * seconds) / minute);
}

/** The alarm `zones-late` fires after so many hours without a result: one may be tried again by hand. */
export const lateHours = 3;

/**
 * The longest evaluation range that CloudWatch accepts, in periods.
 * Source: Amazon CloudWatch API Reference, PutMetricAlarm (`Period`).
 */
export function mostEvaluationPeriods(seconds: number): number {
  return Math.floor((seconds < hour ? day : 7 * day) / seconds);
}

function allOf(periods: number): Evaluation {
  return { datapointsToAlarm: periods, evaluationPeriods: periods };
}
