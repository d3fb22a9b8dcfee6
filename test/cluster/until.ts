import { setTimeout as sleep } from 'node:timers/promises';

const pollMilliseconds = 200;

/**
 * Asks again and again until the answer is not undefined, and returns that answer.
 *
 * @throws Error that says what was awaited, after `seconds`; what `ask` throws ends the waiting at once.
 */
export async function until<T>(what: () => string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what()} (waited ${seconds} s)`);
    }
    await sleep(pollMilliseconds);
  }
}
