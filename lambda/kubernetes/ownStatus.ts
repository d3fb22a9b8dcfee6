import { type JsonObject, record, text } from '../../model/json';
import type { RawResponse } from './responseReader';

type Response = Pick<RawResponse, 'status' | 'headers' | 'body'>;

/** Larger bodies are not the API server's. */
const maxBytes = 64 * 1024;
const mayPass: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);

/** What the API server reports when its proxy does not reach a program: a new connection to the API server changes nothing. */
const ofProxy = /^(no endpoints available for service|no service port|error trying to reach service)\b/;

/** Errors that the API server sends as text. Source: apiserver, `WithRetryAfter`, `WithPanicRecovery` and `InternalError`. */
const ownTexts: Readonly<Record<number, RegExp>> = {
  429: /^The apiserver is shutting down, please try again later\./,
  500: /^(This request caused apiserver to panic\.|Internal Server Error: "\/api\/v1\/namespaces\/)/,
};

/**
 * The error of the API server itself in a response through its proxy; undefined if a program sent it, or may not be taken for it.
 *
 * Nothing that the API server sends cannot be sent by a program: the proxy passes on the program's headers, too, and adds none that
 * its own errors do not have. So what looks like the API server's is no evidence about the program, and no text of it is used. Only
 * the reverse can be proved: the API server adds its `Audit-Id` to that of a program that is an API server, too.
 *
 * Sources: Kubernetes, "API Conventions" (response status kind); apiserver, `WithAuditInit`; Go, `httputil.ReverseProxy`.
 */
export function ownStatus({ status, headers, body }: Response): JsonObject | undefined {
  if (status < 400 || body.length > maxBytes || String(headers['audit-id'] ?? '').includes(',')) return undefined;
  const content = body.toString('utf8');
  if (ownTexts[status]?.test(content)) return {};
  try {
    const parsed = record(JSON.parse(content));
    const isStatus = parsed.kind === 'Status' && parsed.apiVersion === 'v1' && parsed.status === 'Failure';
    return isStatus && parsed.code === status ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the API server itself, and not a program behind its proxy, responded with an error that may pass. */
export function isOwnFailure(response: Response): boolean {
  if (!mayPass.has(response.status)) return false;
  const own = ownStatus(response);
  return own !== undefined && !ofProxy.test(text(own.message) ?? '');
}
