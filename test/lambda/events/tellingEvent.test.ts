import * as fc from 'fast-check';
import { describeEvent } from '../../../lambda/events/tellingEvent';
import { type WarningEvent, warningEventsIn } from '../../../lambda/events/warningEvent';
import { hour, minute, now, second } from '../../support/objects/clock';
import { type EventShape, event, eventList } from '../../support/objects/event';

const subject = { namespace: 'shop', related: new Map([['Pod/web-0', {}]]) };
const parse = (shapes: readonly EventShape[]) =>
  warningEventsIn(eventList(...shapes.map((shape) => event(shape))), 'shop') as readonly WarningEvent[];
const describeAll = (message: string, ...shapes: readonly EventShape[]) =>
  describeEvent(message, subject, parse(shapes), now);
const about = (reason: string, age: number, over: EventShape = {}) => ({
  reason,
  message: reason.toLowerCase(),
  seen: now - age,
  ...over,
});

test('the text has the reason, the age, how often, and the message', () => {
  const message = '0/3 nodes are available: 3 Insufficient memory.';
  expect(
    describeAll('0 of 1 pods ready', about('FailedScheduling', 3 * minute + 20 * second, { times: 12, message })),
  ).toBe('; event FailedScheduling 3m ago (x12): 0/3 nodes are available: 3 Insufficient memory.');
});

test.each([
  [0, '0s'],
  [59_999, '59s'],
  [minute, '1m'],
  [hour, '1h'],
  [-5 * second, '0s'],
])('an age of %p ms is %s', (age, expected) => {
  expect(describeAll('', about('FailedMount', age))).toBe(`; event FailedMount ${expected} ago: failedmount`);
});

test.each<[string, readonly EventShape[]]>([
  ['there is none', []],
  ['it is older than an hour', [about('FailedMount', hour + 1)]],
  ['it is about something else', [about('FailedMount', minute, { involved: { kind: 'Pod', name: 'db-0' } })]],
  [
    'it only repeats the state of a container',
    [about('BackOff', minute, { message: 'Back-off restarting failed container' })],
  ],
  ['it only repeats an error', [about('Failed', minute, { message: 'Error: ImagePullBackOff' })]],
])('no event is described if %s', (_, shapes) => {
  expect(describeAll('0 of 1 pods ready', ...shapes)).toBe('');
});

describe('of several events', () => {
  const unable = 'Unable to attach or mount volumes: unmounted volumes=[data]: timed out waiting for the condition';

  test.each<[string, readonly EventShape[], string]>([
    ['the newest counts', [about('FailedMount', 2 * minute), about('FailedScheduling', minute)], 'FailedScheduling'],
    [
      'a cause counts more than a newer remark',
      [about('FailedMount', 50 * minute), about('DNSConfigForming', 1)],
      'FailedMount',
    ],
    [
      'a remark counts if there is no cause',
      [about('BackOff', 1), about('DNSConfigForming', minute)],
      'DNSConfigForming',
    ],
    [
      'a cause counts more than a newer consequence',
      [about('FailedAttachVolume', 9 * minute), about('FailedMount', 1, { message: unable })],
      'FailedAttachVolume',
    ],
    [
      'the message decides at last',
      [about('Failed', 1, { message: 'b' }), about('Evicted', 1, { message: 'a' })],
      'Evicted',
    ],
  ])('%s', (_, shapes, expected) => {
    expect(describeAll('', ...shapes)).toMatch(new RegExp(`^; event ${expected} `));
    expect(describeAll('', ...[...shapes].reverse())).toMatch(new RegExp(`^; event ${expected} `));
  });
});

describe('nothing is said twice:', () => {
  const quota = (pod: string) =>
    `pods "${pod}" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1`;
  const scheduling =
    '0/2 nodes are available: 2 Insufficient memory. preemption: 0/2 nodes are available: 2 No victims found.';
  const image = 'Failed to pull image "pause:9": not found';

  test.each<[string, string, EventShape, boolean]>([
    [
      'the quota, whichever pod was tried',
      `1 of 2 pods ready; ${quota('web-x')}; for 1m`,
      about('FailedCreate', 1, { message: `Error creating: ${quota('web-y')}` }),
      true,
    ],
    [
      'why no node accepts a pod',
      `0 of 1 pods ready; 1 pod unschedulable: ${scheduling}; for 1m`,
      about('FailedScheduling', 1, { message: scheduling }),
      true,
    ],
    [
      'a message that was truncated',
      `1 pod unschedulable: ${scheduling.slice(0, 80)}…`,
      about('FailedScheduling', 1, { message: scheduling }),
      true,
    ],
    ['a message with unsafe characters', 'failed: a\u001bb', about('FailedMount', 1, { message: 'a\u001bb' }), true],
    [
      'another quota',
      `1 of 2 pods ready; ${quota('web-x')}; for 1m`,
      about('FailedCreate', 1, { message: 'Error creating: admission webhook "a" denied the request' }),
      false,
    ],
    [
      'why an image cannot be pulled',
      '0 of 1 pods ready; web-0: ImagePullBackOff',
      about('Failed', 1, { message: image }),
      false,
    ],
  ])('%s', (_, message, shape, isSaid) => {
    expect(describeAll(message, shape) === '').toBe(isSaid);
  });

  test('the next event is described', () => {
    const shapes = [about('FailedScheduling', 1, { message: scheduling }), about('Failed', minute, { message: image })];
    expect(describeAll(`1 pod unschedulable: ${scheduling}`, ...shapes)).toBe(`; event Failed 1m ago: ${image}`);
  });
});

test('the text is short, on one line, and independent of the order of the events', () => {
  const anyEvent = fc.record({
    reason: fc.oneof(fc.constantFrom('Failed', 'FailedMount', 'BackOff', 'Other'), fc.string({ unit: 'binary' })),
    message: fc.string({ unit: 'binary', maxLength: 500 }),
    seen: fc.integer({ min: now - 2 * hour, max: now + minute }),
    times: fc.integer({ min: 0, max: 1e9 }),
    isSeries: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyEvent), fc.string(), (shapes, message) => {
      const text = describeAll(message, ...shapes);
      expect(text.length).toBeLessThan(330);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const distinct = new Set(shapes.map((one) => `${one.seen} ${one.message}`)).size === shapes.length;
      if (distinct) expect(describeAll(message, ...[...shapes].reverse())).toBe(text);
    }),
  );
});
