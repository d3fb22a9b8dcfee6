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

/**
 * Describes an error from AWS, in a form that follows a colon.
 *
 * @param endpoint - the interface endpoint that a function in a VPC may need for this service.
 */
export function describeAwsError(error: unknown, endpoint?: string): string {
  if (!(error instanceof Error)) return truncate(String(error));
  const description = truncate(`${error.name}: ${error.message}`);
  if (endpoint === undefined || !isWithoutResponse(error as SdkError)) return description;
  return `${description}; the subnets of the function need a NAT gateway or the interface endpoint \`${endpoint}\``;
}

function isWithoutResponse(error: SdkError): boolean {
  return error.$response === undefined && isTransientError(error);
}

/** Returns undefined for an error that a retry does not fix. */
function failedTry(error: SdkError): FailedTry | undefined {
  const isThrottled = isThrottlingError(error);
  if (!isThrottled && !isTransientError(error)) return undefined;
  return { isThrottled, retryAfter: getRetryAfterHint(error.$response) };
}
