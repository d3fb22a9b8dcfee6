import { record, text, time } from '../model/json';
import { truncate } from '../model/truncate';
import { EventRejected } from './errors';

/** What invoked the function. */
export type Trigger =
  | {
      readonly type: 'scheduled';
      /** The scheduled minute in milliseconds since the epoch: the timestamp of the metric. */
      readonly timestamp: number;
    }
  /** A test, for example from the Lambda console: nothing is published, only the verdicts are returned. */
  | { readonly type: 'test' };

const minute = 60_000;

/** EventBridge Scheduler invokes the function within this many seconds after the scheduled time. */
const precision = 60;

/**
 * Distinguishes a scheduled event from a test, and rejects an event for which the current health would be published with the
 * timestamp of another minute. `time` is the scheduled time, as the schedule of the stack sends it. Scheduled rules of
 * EventBridge send it under the same name.
 * Source: Amazon EventBridge Scheduler User Guide, "Schedule types" (60 second precision) and "Adding context attributes"
 * (`<aws.scheduler.scheduled-time>`).
 *
 * @param now - the process's clock in milliseconds.
 * @param seconds - the period of the schedule.
 * @throws EventRejected
 */
export function parseTrigger(event: unknown, now: number, seconds: number): Trigger {
  const { time: scheduled } = record(event);
  if (scheduled === undefined) return { type: 'test' };
  const at = time(scheduled);
  if (at === undefined) {
    const got = truncate(text(scheduled) ?? typeof scheduled);
    throw new EventRejected('InvalidEvent', `the time of the event is not a date: ${got}`);
  }
  const age = (now - at) / 1000;
  if (age > seconds + precision) {
    const message = `the event is ${age} s old, more than the period of ${seconds} s plus ${precision} s: nothing is published`;
    throw new EventRejected('LateEvent', message);
  }
  if (-age > seconds) {
    const message = `the event is ${-age} s in the future: nothing is published; check the clock`;
    throw new EventRejected('EarlyEvent', message);
  }
  return { type: 'scheduled', timestamp: Math.floor(at / minute) * minute };
}
