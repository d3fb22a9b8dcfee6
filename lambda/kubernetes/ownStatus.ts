import { type JsonObject, record, text } from '../../model/json';
import type { RawResponse } from './responseReader';

/** Larger bodies are not the API server's. */
const maxBytes = 64 * 1024;
const mayPass: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);

/** What the API server reports when its proxy does not reach a program: a new connection to the API server changes nothing. */
const ofProxy = /^(no endpoints available for service|no service port|error trying to reach service)\b/;

/**
 * The error of the API server itself in a response through its proxy; undefined if a program sent it. A program that is an API
 * server, too, sends the same form: who needs to know compares what the error is about.
 *
 * Source: Kubernetes, "API Conventions" (response status kind).
 */
export function ownStatus({ status, body }: Pick<RawResponse, 'status' | 'body'>): JsonObject | undefined {
  if (status < 400 || body.length > maxBytes) return undefined;
  try {
    const parsed = record(JSON.parse(body.toString('utf8')));
    const isStatus = parsed.kind === 'Status' && parsed.apiVersion === 'v1' && parsed.status === 'Failure';
    return isStatus && parsed.code === status ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the API server itself, and not a program behind its proxy, responded with an error that may pass. */
export function isOwnFailure(response: Pick<RawResponse, 'status' | 'body'>): boolean {
  if (!mayPass.has(response.status)) return false;
  const own = ownStatus(response);
  return own !== undefined && !ofProxy.test(text(own.message) ?? '');
}
