import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Retries } from '../../../lambda/time/retries';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => {}) }));
const slept = jest.mocked(sleep);

beforeEach(() => {
  slept.mockClear();
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) });
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const run = () => ({ tryTimeout: 1600, signal: new AbortController().signal });
const transient = { isThrottled: false };
const throttled = { isThrottled: true };
const askedIn = (milliseconds: number) => ({ ...throttled, retryAfter: new Date(Date.now() + milliseconds) });
const waits = () => slept.mock.calls.map(([milliseconds]) => milliseconds);

test('two more tries follow the first one, and no third', async () => {
  const retries = new Retries(run());
  expect([
    await retries.waitForNext(transient),
    await retries.waitForNext(transient),
    await retries.waitForNext(transient),
  ]).toEqual([true, true, false]);
  expect(waits()).toHaveLength(2);
});

test.each([
  ['a transient failure', transient, [50, 100]],
  ['throttling', throttled, [200, 400]],
])('the waits after %s are random shares of a bound that doubles', async (_, failed, expected) => {
  const retries = new Retries(run());
  await retries.waitForNext(failed);
  await retries.waitForNext(failed);
  expect(waits()).toEqual(expected);
});

test.each([
  [0, 0],
  [0.999, 99],
])('a share is anything from nothing to the whole (%p)', async (random, expected) => {
  jest.spyOn(Math, 'random').mockReturnValue(random);
  await new Retries(run()).waitForNext(transient);
  expect(waits()).toEqual([expected]);
});

test.each([
  ['more than the share', 5000, 5000],
  ['less than the share', 10, 200],
  ['a time that is past', -5000, 200],
])('the server is obeyed where it asks for %s', async (_, asked, expected) => {
  expect(await new Retries(run()).waitForNext(askedIn(asked))).toBe(true);
  expect(waits()).toEqual([expected]);
});

test.each([
  [5001, true],
  [5000, false],
])('where %p ms are left and 5000 are asked for: %p', async (left, expected) => {
  const retries = new Retries({ ...run(), end: performance.now() + left });
  expect(await retries.waitForNext(askedIn(5000))).toBe(expected);
  expect(waits()).toHaveLength(expected ? 1 : 0);
});

test('nothing is tried again after the run, nor is it waited for', async () => {
  expect(await new Retries({ ...run(), signal: AbortSignal.abort() }).waitForNext(transient)).toBe(false);
  expect(waits()).toEqual([]);
});

test('the end of the run ends the wait, and nothing is tried again', async () => {
  const over = new AbortController();
  slept.mockImplementationOnce(jest.requireActual('node:timers/promises').setTimeout);
  jest.useRealTimers();
  const again = new Retries({ tryTimeout: 1e9, signal: over.signal }).waitForNext(transient);
  over.abort();
  expect(await again).toBe(false);
  expect(getEventListeners(over.signal, 'abort')).toEqual([]);
});
