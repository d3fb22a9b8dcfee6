import { type Headers, type HeadersOf, respondWith } from '../support/servers/actions/alterResponse';
import type { Action, Exchange } from '../support/servers/exchange';
import { echo } from './lambdaCredentials';

/** Error responses. Each echoes the credentials of the request, as a careless server would. */

interface StatusOptions {
  readonly reason?: string;
  readonly details?: unknown;
  readonly headers?: HeadersOf;
}

/** A Status of kube-apiserver. */
export function status(code: number, { reason = 'Injected', details, headers }: StatusOptions = {}): Action {
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
  return respondWith(code, 'application/json', text, headers);
}

/** The response of kube-apiserver where an object does not exist. */
export function notFound(group: string, kind: string, name: string): Action {
  return status(404, { reason: 'NotFound', details: { name, ...(group === '' ? {} : { group }), kind } });
}

/** The response of kube-apiserver to a path that no API serves. */
export const pageNotFound: Action = respondWith(
  404,
  'text/plain; charset=utf-8',
  ({ request }) => `404 page not found\n${echo(request)}`,
);

/** An error page of a proxy. */
export function htmlPage(code: number, headers?: HeadersOf): Action {
  return respondWith(
    code,
    'text/html',
    ({ request }) => `<html><h1>${code}</h1><pre>${echo(request)}</pre></html>`,
    headers,
  );
}

/** An error of an AWS service; the type goes both where REST JSON and where JSON 1.0 look for it. */
export function awsError(code: number, type: string, headers: Headers = {}): Action {
  const text = ({ request }: Exchange) => JSON.stringify({ __type: type, message: `injected; ${echo(request)}` });
  return respondWith(code, 'application/x-amz-json-1.0', text, { 'x-amzn-errortype': type, ...headers });
}

/** The response of AWS when its clock is 20 minutes ahead. */
export const tooSkewed: Action = (exchange) => {
  const date = new Date(exchange.now() + 20 * 60_000).toUTCString();
  return awsError(403, 'RequestTimeTooSkewed', { date })(exchange);
};
