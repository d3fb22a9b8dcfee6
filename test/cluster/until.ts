import { setTimeout as sleep } from 'node:timers/promises';

const pollMilliseconds = 200;
/** Longer than anything takes on a slow machine, and shorter than the timeout of a test. */
const limitSeconds = 180;

/**
 * Calls a function until its result is not undefined, and returns that result. What the function throws ends the loop at once.
 *
 * @param describe - describes what was expected.
 * @throws Error with this description, after 180 seconds.
 */
export async function until<T>(describe: () => string, poll: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limitSeconds * 1000;
  for (;;) {
    const result = await poll();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`${describe()} (waited ${limitSeconds} s)`);
    await sleep(pollMilliseconds);
  }
}
