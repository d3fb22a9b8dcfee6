import { parseAlarmEvent } from '../../../lambda/notify/alarmEvent';
import { alarmEvent, config, evaluated, type Fields } from './fixture';

const id = '2dde0eb1-528b-d2d5-9ca6-6d590caf2329';
const at = Date.UTC(2026, 0, 1, 3, 10);

test.each([
  ['OK', 'ALARM', { state: 'ALARM' }],
  ['INSUFFICIENT_DATA', 'ALARM', { state: 'ALARM' }],
  ['ALARM', 'OK', { state: 'OK' }],
  // A new alarm.
  ['INSUFFICIENT_DATA', 'OK', undefined],
  ['ALARM', 'INSUFFICIENT_DATA', undefined],
])('from %s to %s', (from, to, expected) => {
  const change = parseAlarmEvent(alarmEvent('health', from, to), config);
  expect(change).toEqual(
    expected === undefined
      ? undefined
      : { ...expected, id, alarm: config.alarms[0], at, reason: '', evaluated: undefined, firedFrom: 0 },
  );
});

test.each<[string, Fields, object]>([
  ['its values', evaluated(1, 0, -1), { evaluated: { from: at - 180_000, values: [1, 0, -1] } }],
  ['what is no value', { reasonData: '{"recentDatapoints":[0,null,"1"]}' }, { evaluated: { from: 0, values: [0] } }],
  ['no values', { reason: 'test', reasonData: '{}' }, { reason: 'test', evaluated: undefined }],
  ['data that is cut off', { reasonData: '{"recentData' }, { evaluated: undefined }],
])('the event has %s', (_, state, expected) => {
  expect(parseAlarmEvent(alarmEvent('health', 'OK', 'ALARM', state), config)).toMatchObject(expected);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an event of the schedule', { time: '2026-01-01T03:10:00Z' }],
  [
    'another alarm',
    { ...alarmEvent('health', 'OK', 'ALARM'), detail: { alarmName: 'other', state: { value: 'ALARM' } } },
  ],
  [
    'an event without a state',
    { ...alarmEvent('health', 'OK', 'ALARM'), detail: { alarmName: config.alarms[0]?.name } },
  ],
])('%s is rejected', (_, event) => {
  expect(() => parseAlarmEvent(event, config)).toThrow(
    /expected an event of the type "CloudWatch Alarm State Change" of/,
  );
});
