import { record, text, time } from '../../model/json';
import type { NotifyAlarm, NotifyConfig } from '../../model/notifyConfig';

/** A change of an alarm that is worth a message. */
export interface AlarmChange {
  readonly alarm: NotifyAlarm;
  readonly state: 'ALARM' | 'OK';
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Reads an event of the type "CloudWatch Alarm State Change". OK is worth a message only after ALARM: a new alarm becomes OK, too.
 * Source: Amazon CloudWatch User Guide, "Alarm events and EventBridge".
 *
 * @returns undefined if nobody needs to know.
 * @throws Error if it is another event, or about another alarm.
 */
export function parseAlarmEvent(event: unknown, { alarms }: Pick<NotifyConfig, 'alarms'>): AlarmChange | undefined {
  const { 'detail-type': type, detail, time: eventTime } = record(event);
  const { alarmName, state, previousState } = record(detail);
  const alarm = alarms.find(({ name }) => name === alarmName);
  const at = time(record(state).timestamp) ?? time(eventTime);
  const value = text(record(state).value);
  if (type !== 'CloudWatch Alarm State Change' || alarm === undefined || at === undefined || value === undefined) {
    throw new Error(
      `expected an event of the type "CloudWatch Alarm State Change" of ${alarms.map(({ name }) => name).join(', ')}; got the type ${JSON.stringify(type)} of ${JSON.stringify(alarmName)}`,
    );
  }
  if (value === 'ALARM') return { alarm, state: 'ALARM', at };
  return value === 'OK' && record(previousState).value === 'ALARM' ? { alarm, state: 'OK', at } : undefined;
}
