import { beside } from '../../../lambda/time/beside';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Work that ends when its signal is aborted, and returns how many milliseconds it had. */
const untilAborted = (signal: AbortSignal) => {
  const started = Date.now();
  return new Promise<number>((resolve) => signal.addEventListener('abort', () => resolve(Date.now() - started)));
};
const lasting = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test.each([
  ['at least for its share', 20, 500],
  ['for as long as the other work takes', 2000, 2000],
])('work that does not end is aborted: it has time %s', async (_, otherTakes, expected) => {
  const work = beside(lasting(otherTakes), 500, 7000, ({ signal }) => untilAborted(signal));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await work).toBe(expected);
});

test('work that has ended is not waited for, and leaves no timer behind', async () => {
  const signals: AbortSignal[] = [];
  const never = new Promise(() => {});
  const work = beside(never, 500, 7000, async ({ signal, tryTimeout }) => {
    signals.push(signal);
    return tryTimeout;
  });
  expect(await work).toBe(7000);
  expect(jest.getTimerCount()).toBe(0);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('the error of the work is thrown, and no timer is left behind', async () => {
  const work = beside(lasting(0), 500, 7000, () => Promise.reject(new RangeError('oops')));
  await expect(work).rejects.toThrow(RangeError);
  await jest.advanceTimersByTimeAsync(0);
  expect(jest.getTimerCount()).toBe(0);
});
