import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { getRetryAfterHint } from '@smithy/core/retry';
import { type JsonObject, record, time } from '../../model/json';
import type { Reason } from '../../model/reasons';
import { ReadFailure } from '../errors';
import type { FailedTry } from '../time/retries';
import type { AccessFailure, Explanation } from './clusterAccess';
import { RequestError } from './requestError';
import type { RawResponse } from './responseReader';

/** A JSON response, and the API server's time (in milliseconds since the epoch) when it was sent. */
export interface ApiResponse {
  readonly body: JsonObject;
  readonly now: number;
}

/** Explains a failure; undefined if it cannot. */
export type Explain = (failure: AccessFailure) => Explanation | undefined;

const unauthorized = 401;
const throttled = 429;

/**
 * What a try that is not repeated means to the caller.
 *
 * @throws ApiException when the API server responded with an error status.
 * @throws ReadFailure when there is no response, it cannot be read, or the error is explained.
 */
export function toApiResponse(outcome: RawResponse | RequestError, explain: Explain): ApiResponse {
  if (outcome instanceof RequestError) throw toReadFailure(outcome, explain);
  const { status, headers, body: bytes } = outcome;
  const explanation = status === unauthorized ? explain('unauthorized') : undefined;
  if (explanation !== undefined)
    throw new ReadFailure('Unauthorized', explanation.message, { command: explanation.command });
  const body = parseObject(bytes);
  if (status < 200 || status > 299) {
    throw new ApiException(status, '', body ?? bytes.toString('utf8').slice(0, 200), joinHeaders(headers));
  }
  if (body === undefined) {
    throw new ReadFailure(
      'UnreadableResponse',
      `the API server responded ${status} with a body that is not a JSON object`,
    );
  }
  const now = time(headers.date);
  if (now === undefined)
    throw new ReadFailure('UnreadableResponse', 'the response of the API server has no Date header');
  return { body, now };
}

/** Joins the values of headers that occur several times. */
function joinHeaders(headers: RawResponse['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function parseObject(bytes: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? record(value) : undefined;
  } catch {
    return undefined;
  }
}

/** A request without a response, as the caller gets it. */
export function toReadFailure(error: RequestError, explain: Explain): ReadFailure {
  if (error.stage === 'program') return new ReadFailure('ProbeTimedOut', error.message, { cause: error });
  const message = `no response from the API server: ${error.message}`;
  const explanation = error.stage === 'connect' ? explain(error.accessFailure) : undefined;
  return new ReadFailure(
    explanation?.reason ?? reasonOf(error),
    explanation === undefined ? message : `${explanation.message} (${message})`,
    { cause: error },
  );
}

function reasonOf({ isTimeout, stage }: RequestError): Reason {
  return isTimeout ? 'Timeout' : stage === 'size' ? 'ResponseTooLarge' : 'Unreachable';
}

/** What decides when the next try may start. */
export function toFailedTry(outcome: RawResponse | RequestError): FailedTry {
  if (outcome instanceof RequestError) return { isThrottled: false };
  const { status: statusCode, headers } = outcome;
  const retryAfter = getRetryAfterHint({ statusCode, headers: joinHeaders(headers) });
  return { isThrottled: statusCode === throttled, retryAfter };
}
