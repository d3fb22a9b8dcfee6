/** What a request may spend. */
export interface Limits {
  /** Milliseconds for one try, from the moment that it has a connection or begins to make one. */
  readonly tryTimeout: number;
  /** Ends every try, and every wait for the next one, whatever its state. */
  readonly signal: AbortSignal;
  /** When the signal comes, by `performance.now()`. Default: nobody knows. */
  readonly end?: number;
}

/**
 * Does work within a share of the run's time. Its signal comes when the share is spent, or the work is over; no timer outlives it.
 *
 * @param share - milliseconds.
 * @param tryTimeout - milliseconds for one try of one request.
 */
export async function within<T>(share: number, tryTimeout: number, work: (limits: Limits) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const end = performance.now() + share;
  // Without a reason, Node.js would make an error with a stack for each run that ends well.
  const timer = setTimeout(() => controller.abort(runIsOver), share);
  try {
    return await work({ tryTimeout, signal: controller.signal, end });
  } finally {
    clearTimeout(timer);
    // What was begun and not waited for ends as well.
    controller.abort(runIsOver);
  }
}

/** A try took longer than it may. */
export class TryTimeout extends Error {
  /** As the AWS SDK names it. */
  override readonly name = 'TimeoutError';
}

/**
 * Does one try, whose signal comes when the try or the run is over; neither timer nor listener outlives it.
 *
 * @throws TryTimeout in place of whatever the signal made the try throw.
 */
export async function tryWithin<T>(limits: Limits, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const one = new AbortController();
  const abort = () => one.abort(runIsOver);
  const timer = setTimeout(abort, limits.tryTimeout);
  limits.signal.addEventListener('abort', abort, { once: true });
  if (limits.signal.aborted) abort();
  try {
    return await attempt(one.signal);
  } catch (error) {
    if (!one.signal.aborted) throw error;
    const message = limits.signal.aborted ? runIsOver : `no complete answer within ${limits.tryTimeout} ms`;
    throw new TryTimeout(message, { cause: error });
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', abort);
  }
}

export const runIsOver = 'the time of the run is over';
