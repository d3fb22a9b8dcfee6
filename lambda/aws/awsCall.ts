import { getRetryAfterHint, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { truncate } from '../../model/truncate';
import type { Limits } from '../time/limits';
import { tryWithin } from '../time/limits';
import { type FailedTry, Retries } from '../time/retries';

/**
 * Calls AWS: transient errors and throttling are tried again within the limits, nothing else is. The client must not try
 * again by itself (`maxAttempts: 1`), because its waits know nothing of the run's end.
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
      if (failed === undefined || !(await retries.again(failed))) throw error;
    }
  }
}

/** What is told of an error of AWS, in a form that follows a colon. */
export function describeAwsError(error: unknown): string {
  return truncate(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

/** Undefined for what would fail again. */
function failedTry(error: SdkError): FailedTry | undefined {
  const isThrottled = isThrottlingError(error);
  if (!isThrottled && !isTransientError(error)) return undefined;
  return { isThrottled, retryAfter: getRetryAfterHint(error.$response) };
}
