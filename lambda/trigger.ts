import { record, text, time } from '../model/json';
import { truncate } from '../model/truncate';

/** What an invocation is for. */
export type Trigger =
  | {
      readonly type: 'scheduled';
      /** The schedule's minute, in milliseconds since the epoch: the metric's timestamp. */
      readonly timestamp: number;
    }
  /** A person tests the function: nothing is published, and the verdicts are the answer. */
  | { readonly type: 'test' };

/** An event that must not be answered with a metric. */
export class EventRejected extends Error {
  constructor(
    override readonly name: 'LateEvent' | 'EarlyEvent' | 'InvalidEvent',
    message: string,
  ) {
    super(message);
  }
}

const minute = 60_000;

/**
 * Tells a scheduled invocation from a test, and refuses one that would write today's verdict into another minute.
 * Source: Amazon EventBridge User Guide, "Creating a rule that runs on a schedule" (`time` is the scheduled time).
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
    throw new EventRejected(
      'InvalidEvent',
      `the event's time is no date: ${truncate(text(scheduled) ?? typeof scheduled)}`,
    );
  }
  const age = (now - at) / 1000;
  if (age > seconds) {
    throw new EventRejected(
      'LateEvent',
      `the event is ${age} s old, more than its period of ${seconds} s: nothing is published`,
    );
  }
  if (-age > seconds) {
    throw new EventRejected(
      'EarlyEvent',
      `the event is ${-age} s in the future: nothing is published; is the clock right?`,
    );
  }
  return { type: 'scheduled', timestamp: Math.floor(at / minute) * minute };
}
