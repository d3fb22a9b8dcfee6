import { getRetryAfterHint, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { truncate } from '../../model/truncate';
import type { Limits } from '../time/limits';
import { tryWithin } from '../time/limits';
import { type FailedTry, Retries } from '../time/retries';

/**
 * Calls AWS and retries transient errors and throttling within the limits, nothing else. The client must not retry itself
 * (`maxAttempts: 1`), because its waits do not consider the end of the run.
 *
 * @param send - sends a command with these options.
 */
export async function callAws<T>(
  limits: Limits,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const retries = new Retries(limits);
  for (;;) {
    try {
      return await tryWithin(limits, (abortSignal) => send({ abortSignal }));
    } catch (error) {
      const failed = error instanceof Error ? failedTry(error as SdkError) : undefined;
      if (failed === undefined || !(await retries.waitForNext(failed))) throw error;
    }
  }
}

/** Describes an error from AWS, in a form that follows a colon. */
export function describeAwsError(error: unknown): string {
  return truncate(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

/** Returns undefined for an error that a retry does not fix. */
function failedTry(error: SdkError): FailedTry | undefined {
  const isThrottled = isThrottlingError(error);
  if (!isThrottled && !isTransientError(error)) return undefined;
  return { isThrottled, retryAfter: getRetryAfterHint(error.$response) };
}
