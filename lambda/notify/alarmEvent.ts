import { type JsonObject, record, text, time } from '../../model/json';
import type { NotifyAlarm, NotifyConfig } from '../../model/notifyConfig';

/** A change of an alarm that is worth a message. */
export interface AlarmChange {
  /** Of the event, the same each time that it is delivered. */
  readonly id: string | undefined;
  readonly alarm: NotifyAlarm;
  readonly state: 'ALARM' | 'OK';
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** The sentence of CloudWatch, or of who set the state by hand. */
  readonly reason: string;
  /** What CloudWatch has evaluated. Undefined if the state was set by hand. */
  readonly evaluated: Evaluated | undefined;
  /** Since when there may be what made an alarm fire that is OK again, in milliseconds since the epoch. 0 if that is not known. */
  readonly firedFrom: number;
}

/** The values that made an alarm change. */
export interface Evaluated {
  /** In milliseconds since the epoch. */
  readonly from: number;
  /** In any order. Of the alarms that fire on silence, -1 is a missing value. */
  readonly values: readonly number[];
}

/**
 * Reads an event of the type "CloudWatch Alarm State Change". OK is worth a message only after ALARM: a new alarm becomes OK, too.
 * Source: Amazon CloudWatch User Guide, "Alarm events and EventBridge".
 *
 * @returns undefined if nobody needs to know.
 * @throws Error if it is another event, or about another alarm.
 */
export function parseAlarmEvent(event: unknown, { alarms }: Pick<NotifyConfig, 'alarms'>): AlarmChange | undefined {
  const { 'detail-type': type, detail, time: eventTime, id } = record(event);
  const { alarmName, state: stateOfEvent, previousState } = record(detail);
  const [state, before] = [record(stateOfEvent), record(previousState)];
  const alarm = alarms.find(({ name }) => name === alarmName);
  const at = time(state.timestamp) ?? time(eventTime);
  const value = text(state.value);
  if (type !== 'CloudWatch Alarm State Change' || alarm === undefined || at === undefined || value === undefined) {
    throw new Error(
      `expected an event of the type "CloudWatch Alarm State Change" of ${alarms.map(({ name }) => name).join(', ')}; got the type ${JSON.stringify(type)} of ${JSON.stringify(alarmName)}`,
    );
  }
  const change = {
    id: text(id),
    alarm,
    at,
    reason: text(state.reason) ?? '',
    evaluated: parseEvaluated(text(state.reasonData)),
    firedFrom: parseEvaluated(text(before.reasonData))?.from ?? 0,
  };
  if (value === 'ALARM') return { ...change, state: 'ALARM' };
  return value === 'OK' && before.value === 'ALARM' ? { ...change, state: 'OK' } : undefined;
}

function parseEvaluated(data: string | undefined): Evaluated | undefined {
  const { startDate, recentDatapoints } = parseJson(data);
  if (!Array.isArray(recentDatapoints)) return undefined;
  const values = recentDatapoints.filter((value: unknown) => typeof value === 'number');
  return { from: time(startDate) ?? 0, values };
}

function parseJson(data: string | undefined): JsonObject {
  try {
    return record(JSON.parse(data ?? ''));
  } catch {
    return {};
  }
}
