import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from './limits';

/** What matters about a failed try for the next one. */
export interface FailedTry {
  /** Whether the server is throttling. */
  readonly isThrottled: boolean;
  /**
   * The earliest time for the next try, as requested by the server.
   *
   * @default - none
   */
  readonly retryAfter?: Date | undefined;
}

export const maxTries = 3;
/** Upper bounds of the first wait, as shares of the timeout of a try. */
const transientShare = 1 / 16;
const throttledShare = 1 / 4;

/**
 * The tries of one request: at most three, with random waits up to a bound that doubles (full jitter).
 * Source: Amazon Builders' Library, "Timeouts, retries, and backoff with jitter".
 */
export class Retries {
  readonly #limits: Limits;
  #failed = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Waits until the request may be retried, at least as long as the server requests.
   *
   * @returns false, at once, if it may not: the last try has failed, or less time is left than the wait would take.
   */
  async waitForNext({ isThrottled, retryAfter }: FailedTry): Promise<boolean> {
    const { signal, tryTimeout, end = Number.POSITIVE_INFINITY } = this.#limits;
    const bound = tryTimeout * (isThrottled ? throttledShare : transientShare) * 2 ** this.#failed;
    this.#failed += 1;
    if (this.#failed === maxTries || signal.aborted) return false;
    const requested = retryAfter === undefined ? 0 : retryAfter.getTime() - Date.now();
    const wait = Math.max(Math.floor(Math.random() * bound), requested);
    if (performance.now() + wait >= end) return false;
    // The end of the run ends the wait.
    await sleep(wait, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }
}
