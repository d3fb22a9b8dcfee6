import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../time/limits';

/** What a failed try says of the next one. */
export interface FailedTry {
  /** Whether the server asked for less. */
  readonly isThrottled: boolean;
  /** When the server wants to be asked again at the earliest. Default: it does not say. */
  readonly retryAfter?: Date | undefined;
}

const maxTries = 3;
/** The first wait as a share of the time for one try; a throttling server gets more rest. */
const transientShare = 1 / 16;
const throttledShare = 1 / 4;

/**
 * The tries of one request: at most three, the waits between them random up to a bound that doubles (full jitter).
 * Source: Amazon Builders' Library, "Timeouts, retries, and backoff with jitter".
 */
export class Retries {
  #failed = 0;

  constructor(private readonly limits: Limits) {}

  /**
   * Waits until the request may be tried again, and not less than the server asks for.
   * @returns false, at once, where it may not: that was the last try, or the time that is left is shorter than the wait.
   */
  async again({ isThrottled, retryAfter }: FailedTry): Promise<boolean> {
    const { signal, tryTimeout, end = Number.POSITIVE_INFINITY } = this.limits;
    const bound = tryTimeout * (isThrottled ? throttledShare : transientShare) * 2 ** this.#failed;
    this.#failed += 1;
    if (this.#failed === maxTries || signal.aborted) return false;
    const asked = retryAfter === undefined ? 0 : retryAfter.getTime() - Date.now();
    const wait = Math.max(Math.floor(Math.random() * bound), asked);
    if (performance.now() + wait >= end) return false;
    // The end of the run ends the wait.
    await sleep(wait, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }
}
