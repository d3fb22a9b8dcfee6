import { setMaxListeners } from 'node:events';
import { type Limits, runIsOver } from './limits';

/**
 * Runs work that may be left unfinished beside other work: until that has ended, and at least for a share of the run's time. Then
 * the signal is aborted, and the work returns what it has.
 *
 * @param other - never rejects.
 * @param share - milliseconds.
 * @param tryTimeout - milliseconds for one request.
 */
export async function beside<T>(
  other: Promise<unknown>,
  share: number,
  tryTimeout: number,
  work: (limits: Limits) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const abort = () => controller.abort(runIsOver);
  let timer: NodeJS.Timeout | undefined;
  const shareIsOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, share);
  });
  void Promise.all([other, shareIsOver]).then(abort);
  try {
    return await work({ tryTimeout, signal: controller.signal });
  } finally {
    clearTimeout(timer);
    abort();
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
