import { getEventListeners } from 'node:events';
import { TryTimeout, tryWithin, within } from '../../../lambda/time/limits';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe("work within a share of the run's time", () => {
  test('gets the timeout of a try and the end of the share, and its result is returned', async () => {
    const now = performance.now();
    expect(await within(1000, 250, async ({ signal, ...limits }) => ({ ...limits, aborted: signal.aborted }))).toEqual({
      tryTimeout: 250,
      end: now + 1000,
      aborted: false,
    });
  });

  test('is aborted when the share is used up', async () => {
    const work = within(1000, 250, ({ signal }) => untilAborted(signal));
    const failed = expect(work).rejects.toThrow('aborted');
    await jest.advanceTimersByTimeAsync(1000);
    await failed;
  });

  test('aborts what it started but did not await', async () => {
    const started = await within(1000, 250, async ({ signal }) => ({ failure: untilAborted(signal) }));
    await expect(started.failure).rejects.toThrow('aborted');
  });

  test.each([
    ['done', async () => 'done'],
    ['failed', () => Promise.reject(new Error('oops'))],
  ])('that has %s leaves no timer behind', async (_, work) => {
    await within<unknown>(1000, 250, work).catch(() => {});
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('one try', () => {
  const limits = () => ({ tryTimeout: 250, signal: new AbortController().signal });

  test('returns its result', async () => {
    expect(await tryWithin(limits(), async () => 'done')).toBe('done');
  });

  test('throws its error', async () => {
    await expect(tryWithin(limits(), () => Promise.reject(new RangeError('oops')))).rejects.toThrow(RangeError);
  });

  test('ends at its timeout', async () => {
    const tried = tryWithin(limits(), untilAborted);
    const failed = expect(tried).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no complete response within 250 ms',
      cause: new Error('aborted'),
    });
    await jest.advanceTimersByTimeAsync(250);
    await failed;
  });

  test('ends with the run', async () => {
    const run = new AbortController();
    const tried = tryWithin({ tryTimeout: 250, signal: run.signal }, untilAborted);
    run.abort();
    await expect(tried).rejects.toEqual(new TryTimeout('the time of the run is over'));
  });

  test('ends immediately if the run has ended', async () => {
    const tried = tryWithin({ tryTimeout: 250, signal: AbortSignal.abort() }, async (signal) =>
      signal.throwIfAborted(),
    );
    await expect(tried).rejects.toThrow('the time of the run is over');
  });

  test.each([
    ['done', async () => 'done'],
    ['failed', () => Promise.reject(new Error('oops'))],
  ])('that has %s leaves no timer and no listener behind', async (_, attempt) => {
    const { signal } = new AbortController();
    await tryWithin<unknown>({ tryTimeout: 250, signal }, attempt).catch(() => {});
    expect([jest.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });
});
