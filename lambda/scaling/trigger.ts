import { record, text } from '../../model/json';
import { truncate } from '../../model/truncate';
import { EventRejected } from '../errors';

/** What invoked the function. None of them says what to do: the alarms are read in each run. */
export type ScalingTrigger =
  /** An alarm has changed to ALARM. */
  | { readonly type: 'alarm'; readonly alarm: string }
  /** The schedule. */
  | { readonly type: 'scheduled' }
  /** A test, for example from the Lambda console: nothing is changed. */
  | { readonly type: 'test' };

/**
 * Source: Amazon CloudWatch User Guide, "Alarm events and EventBridge".
 *
 * @throws EventRejected
 */
export function parseScalingTrigger(event: unknown): ScalingTrigger {
  const { 'detail-type': type, detail, time } = record(event);
  if (type === undefined) return { type: time === undefined ? 'test' : 'scheduled' };
  const alarm = text(record(detail).alarmName);
  if (type === 'CloudWatch Alarm State Change' && alarm !== undefined) return { type: 'alarm', alarm };
  const got = `the type ${truncate(String(type))}${alarm === undefined ? ' without an alarm name' : ''}`;
  throw new EventRejected('InvalidEvent', `expected an event of the type CloudWatch Alarm State Change, got ${got}`);
}
