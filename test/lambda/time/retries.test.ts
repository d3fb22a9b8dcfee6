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
const throttledFor = (milliseconds: number) => ({ ...throttled, retryAfter: new Date(Date.now() + milliseconds) });
const waits = () => slept.mock.calls.map(([milliseconds]) => milliseconds);

test('there are two retries', async () => {
  const retries = new Retries(run());
  expect(await retries.waitForNext(transient)).toBe(true);
  expect(await retries.waitForNext(transient)).toBe(true);
  expect(await retries.waitForNext(transient)).toBe(false);
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
])('the share is between none and all of the bound (%p)', async (random, expected) => {
  jest.spyOn(Math, 'random').mockReturnValue(random);
  await new Retries(run()).waitForNext(transient);
  expect(waits()).toEqual([expected]);
});

test.each([
  ['longer than the share', 5000, 5000],
  ['shorter than the share', 10, 200],
  ['in the past', -5000, 200],
])('the wait is at least a Retry-After that is %s', async (_, requested, expected) => {
  expect(await new Retries(run()).waitForNext(throttledFor(requested))).toBe(true);
  expect(waits()).toEqual([expected]);
});

test.each([
  [5001, true],
  [5000, false],
])('with %p ms left and a Retry-After of 5000 ms: %p', async (left, expected) => {
  const retries = new Retries({ ...run(), end: performance.now() + left });
  expect(await retries.waitForNext(throttledFor(5000))).toBe(expected);
  expect(waits()).toHaveLength(expected ? 1 : 0);
});

test('after the end of the run there is no retry and no wait', async () => {
  expect(await new Retries({ ...run(), signal: AbortSignal.abort() }).waitForNext(transient)).toBe(false);
  expect(waits()).toEqual([]);
});

test('the end of the run ends the wait, and there is no retry', async () => {
  const controller = new AbortController();
  slept.mockImplementationOnce(jest.requireActual('node:timers/promises').setTimeout);
  jest.useRealTimers();
  const waited = new Retries({ tryTimeout: 1e9, signal: controller.signal }).waitForNext(transient);
  controller.abort();
  expect(await waited).toBe(false);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});
