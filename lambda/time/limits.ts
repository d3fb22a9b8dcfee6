import { setMaxListeners } from 'node:events';

/** Why requests are aborted at the end of the run. */
export const runIsOver = 'the time of the run is over';

/** The time that a request may take. */
export interface Limits {
  /** Milliseconds for one try, including connecting, but not including waiting for capacity. */
  readonly tryTimeout: number;
  /** Aborted at the end of the run, which ends every try, every wait for capacity and every wait for the next try. */
  readonly signal: AbortSignal;
  /**
   * When the signal is aborted, by `performance.now()`.
   *
   * @default - unknown
   */
  readonly end?: number;
  /**
   * Whether the run can do without the response: the request is sent at once over an open connection or not at all, the response
   * may have 1 MiB, and its outcome has no effect on connections.
   *
   * @default false
   */
  readonly isOptional?: boolean;
  /**
   * Whether a program behind the API server's proxy responds: the response may have 1 MiB, and an error status or a timeout of the
   * program has no effect on connections.
   *
   * @default false
   */
  readonly isProxied?: boolean;
  /**
   * The largest response, decompressed, in bytes.
   *
   * @default - 8 MiB, or 1 MiB if it is optional or proxied
   */
  readonly maxBytes?: number;
}

/**
 * Runs work within a share of the run's time. The signal is aborted when the share is used up or the work has ended.
 *
 * @param share - milliseconds.
 * @param tryTimeout - milliseconds for one try of one request.
 */
export async function within<T>(share: number, tryTimeout: number, work: (limits: Limits) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Each request that waits for its next try listens to it: Node.js 20 would warn of a leak.
  setMaxListeners(0, controller.signal);
  const end = performance.now() + share;
  // Without a reason, Node.js would create an error with a stack in each successful run.
  const timer = setTimeout(() => controller.abort(runIsOver), share);
  try {
    return await work({ tryTimeout, signal: controller.signal, end });
  } finally {
    clearTimeout(timer);
    // Ends work that was started but not awaited.
    controller.abort(runIsOver);
  }
}

/** A try reached its timeout. */
export class TryTimeout extends Error {
  /** As in the AWS SDK. */
  override readonly name = 'TimeoutError';
}

/**
 * Runs one try. Its signal is aborted at the try's timeout and at the end of the run; no timer or listener is left behind.
 *
 * @throws TryTimeout instead of the error that the aborted signal caused.
 */
export async function tryWithin<T>(limits: Limits, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(runIsOver);
  const timer = setTimeout(abort, limits.tryTimeout);
  limits.signal.addEventListener('abort', abort, { once: true });
  if (limits.signal.aborted) abort();
  try {
    return await attempt(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    const message = limits.signal.aborted ? runIsOver : `no complete response within ${limits.tryTimeout} ms`;
    throw new TryTimeout(message, { cause: error });
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', abort);
  }
}
