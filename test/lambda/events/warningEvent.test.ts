import * as fc from 'fast-check';
import { warningEventsIn } from '../../../lambda/events/warningEvent';
import { hour, minute, now } from '../../support/objects/clock';
import { type EventShape, event, eventList } from '../../support/objects/event';

const parse = (...items: readonly unknown[]) => warningEventsIn(eventList(...items), 'shop');
const one = (shape: EventShape = {}) => parse(event(shape))?.[0];

test('what is kept of an event', () => {
  const involved = { kind: 'ReplicaSet', name: 'web-5d4f', uid: 'a' };
  expect(parse(event({ involved, reason: 'FailedCreate', message: 'quota', times: 12 }))).toEqual([
    { involved, reason: 'FailedCreate', message: 'quota', seen: now - minute, times: 12 },
  ]);
});

describe('when it was last seen, and how often', () => {
  test.each<[string, EventShape, { seen: number; times: number }]>([
    ['by lastTimestamp and count', { times: 3 }, { seen: now - minute, times: 3 }],
    ['by eventTime, if it happened once', { isSeries: true }, { seen: now - minute, times: 1 }],
    ['by its series', { isSeries: true, times: 7 }, { seen: now - minute, times: 7 }],
    ['once, if it has no count', { over: { count: null } }, { seen: now - minute, times: 1 }],
    [
      'by the newest of several',
      { over: { eventTime: new Date(now - hour).toISOString() } },
      { seen: now - minute, times: 1 },
    ],
  ])('%s', (_, shape, expected) => {
    expect(one(shape)).toMatchObject(expected);
  });
});

test.each<[string, unknown]>([
  ['is not a warning', event({ type: 'Normal' })],
  ['is of another namespace', event({ namespace: 'other' })],
  ['has no message', event({ message: ' ' })],
  ['has a message that is not a text', event({ over: { message: 7 } })],
  ['has no time', event({ over: { lastTimestamp: null } })],
  ['has a time that is not one', event({ over: { lastTimestamp: 'noon' } })],
  ['is not an object', 'event'],
  ['is nothing', null],
])('an event that %s is skipped, and the others are not', (_, item) => {
  expect(parse(item, event())).toHaveLength(1);
});

test.each([
  ['something else', { kind: 'Status' }],
  ['a list of something else', { ...eventList(), kind: 'PodList' }],
  ['a list without items', { kind: 'EventList', items: null }],
])('%s is not a list of events', (_, body) => {
  expect(warningEventsIn(body, 'shop')).toBeUndefined();
});

test('the prefix of similar events that client-go combined is left out', () => {
  expect(one({ message: '(combined from similar events): Error creating: quota' })?.message).toBe(
    'Error creating: quota',
  );
});

test('texts are on one line, safe to print, and truncated', () => {
  const found = one({ reason: `Bad\n\u001b[31m${'r'.repeat(1e6)}`, message: ` a\r\n\u202eb ${'m'.repeat(1e6)}` });
  expect(found?.reason).toMatch(/^Bad \\u001b\[31mr+…$/);
  expect(found?.reason).toHaveLength(40);
  expect(found?.message).toMatch(/^a \\u202eb m+…$/);
  expect(found?.message).toHaveLength(240);
});

test.each([undefined, '', 7])('the reason %p is replaced', (reason) => {
  expect(one({ over: { reason } })?.reason).toBe('Warning');
});

test('whatever is in a list, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (involvedObject, series, message) => {
      const found = parse({ ...event(), involvedObject, series, message }, involvedObject, [series]);
      for (const { times, message: kept } of found ?? []) {
        expect(times).toBeGreaterThanOrEqual(0);
        expect(kept).not.toBe('');
      }
    }),
  );
});
