import type { Exchange, Handle } from './front';
import { type Headers, type HeadersOf, says } from './handles';
import { echo } from './secrets';

/** Answers of an error. Each echoes credentials, as an indiscreet server would. */

interface StatusOptions {
  readonly reason?: string;
  readonly details?: unknown;
  readonly headers?: HeadersOf;
}

/** A Status of kube-apiserver. */
export function status(code: number, { reason = 'Injected', details, headers }: StatusOptions = {}): Handle {
  const text = ({ request }: Exchange) =>
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `injected; ${echo(request)}`,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    });
  return says(code, 'application/json', text, headers);
}

/** What kube-apiserver answers where an object does not exist. */
export function notFound(group: string, kind: string, name: string): Handle {
  return status(404, { reason: 'NotFound', details: { name, ...(group === '' ? {} : { group }), kind } });
}

/** What kube-apiserver answers where a path is served by no API. */
export const pageNotFound: Handle = says(
  404,
  'text/plain; charset=utf-8',
  ({ request }) => `404 page not found\n${echo(request)}`,
);

/** An error page of something on the way. */
export function htmlPage(code: number, headers?: HeadersOf): Handle {
  return says(code, 'text/html', ({ request }) => `<html><h1>${code}</h1><pre>${echo(request)}</pre></html>`, headers);
}

/** An error of an AWS service; the code goes both where REST JSON and where JSON 1.0 look for it. */
export function awsError(code: number, type: string, headers: Headers = {}): Handle {
  const text = ({ request }: Exchange) => JSON.stringify({ __type: type, message: `injected; ${echo(request)}` });
  return says(code, 'application/x-amz-json-1.0', text, { 'x-amzn-errortype': type, ...headers });
}

/** What AWS answers whose clock is 20 minutes ahead. */
export const tooSkewed: Handle = (exchange) => {
  const date = new Date(exchange.now() + 20 * 60_000).toUTCString();
  return awsError(403, 'RequestTimeTooSkewed', { date })(exchange);
};
