import { EventRejected } from '../../lambda/errors';
import { parseTrigger } from '../../lambda/trigger';

const noon = Date.UTC(2026, 0, 1, 12);
const second = 1000;

/** An event as the stack's schedule sends it. */
const scheduled = (time: unknown) => ({ time });
/** An event as a scheduled rule of EventBridge sends it. */
const fromRule = (time: unknown) => ({
  version: '0',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  time,
  resources: ['arn:aws:events:eu-central-1:111122223333:rule/eks-vigil'],
  detail: {},
});
const at = (milliseconds: number) => scheduled(new Date(milliseconds).toISOString());

/** The trigger, or the name of the error. */
function outcome(event: unknown, now = noon, seconds = 60): unknown {
  try {
    return parseTrigger(event, now, seconds);
  } catch (error) {
    expect(error).toBeInstanceOf(EventRejected);
    return (error as EventRejected).name;
  }
}

describe('a scheduled event', () => {
  test.each<[string, number, number, unknown]>([
    ['of the current minute', noon, 60, noon],
    ['a few seconds old', noon - 7 * second, 60, noon - 60 * second],
    ['exactly one period and 60 s old', noon - 120 * second, 60, noon - 120 * second],
    ['older than one period and 60 s', noon - 120 * second - 1, 60, 'LateEvent'],
    ['exactly one longer period and 60 s old', noon - 360 * second, 300, noon - 360 * second],
    ['older than one longer period and 60 s', noon - 360 * second - 1, 300, 'LateEvent'],
    ['one period in the future, because clocks differ', noon + 60 * second, 60, noon + 60 * second],
    ['more than one period in the future', noon + 60 * second + 1, 60, 'EarlyEvent'],
    ['years old', 0, 60, 'LateEvent'],
  ])('%s', (_, scheduledAt, seconds, expected) => {
    const trigger = typeof expected === 'number' ? { type: 'scheduled', timestamp: expected } : expected;
    expect(outcome(at(scheduledAt), noon, seconds)).toEqual(trigger);
  });

  test.each([scheduled, fromRule])('with the time format of AWS', (event) => {
    expect(outcome(event('2026-01-01T11:59:12Z'))).toEqual({ type: 'scheduled', timestamp: noon - 60 * second });
  });

  test.each([60, 300, 3600])('of a period of %d s belongs to its own minute for the period and 60 s', (seconds) => {
    const nominal = { type: 'scheduled', timestamp: noon };
    const ages = Array.from({ length: seconds + 120 }, (_, age) => age);
    const outcomes = ages.map((age) => outcome({ time: '2026-01-01T12:00:00Z' }, noon + age * second, seconds));
    expect(outcomes).toEqual(ages.map((age) => (age <= seconds + 60 ? nominal : 'LateEvent')));
  });

  test.each([null, '', 'now', 1767268800, {}, [], true])('with time %j is invalid', (time) => {
    expect(outcome(scheduled(time))).toBe('InvalidEvent');
  });

  test.each<[unknown, number, RegExp]>([
    [
      at(noon),
      noon + 3600 * second,
      /^the event is 3600 s old, more than the period of 60 s plus 60 s: nothing is published$/,
    ],
    [at(noon), noon - 3600 * second, /^the event is 3600 s in the future: nothing is published; check the clock$/],
    [scheduled('now'), noon, /^the time of the event is not a date: now$/],
    [scheduled(null), noon, /^the time of the event is not a date: object$/],
  ])('%j at %p is rejected with a reason', (event, now, message) => {
    expect(() => parseTrigger(event, now, 60)).toThrow(message);
  });
});

test.each([{}, { key1: 'value1' }, undefined, null, 'test', [], 7])('the event %j is a test', (event) => {
  expect(outcome(event)).toEqual({ type: 'test' });
});
