import { overOldConnections } from '../../support/servers/actions/actions';
import type { Action } from '../../support/servers/exchange';
import { status } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, serverError, unknown } from './expected';

/**
 * An API server that is being removed goes on responding over connections that are kept alive, while new connections reach
 * another one. Each row also counts the connections to the API server.
 */

const unauthorized = unknown('Unauthorized');
const throttled = unknown('TooManyRequests');
const expectedOf = (code: number) => (code === 401 ? unauthorized : code === 429 ? throttled : serverError);
const retryLater = { headers: { 'retry-after': '60' } };
const next = () => {};

/** 401 over old connections, and to their tokens over new ones. */
function refuseOldTokens(): Action {
  const old = new Set<string | undefined>();
  const refuse = status(401);
  return (exchange) => {
    const { authorization } = exchange.request.headers;
    if (exchange.isOldConnection) old.add(authorization);
    return old.has(authorization) ? refuse(exchange) : exchange.pass();
  };
}

const statuses = [401, 429, 500, 502, 503, 504].flatMap((code): Row[] => [
  {
    name: `${code} over the first connection, new connections work`,
    api: { any: overOldConnections(status(code)) },
    ...healthy,
    connectionsAtMost: 2,
    ...(code === 503 ? { quick: true } : {}),
  },
  {
    name: `${code} over the kept-alive connection, new connections work`,
    afterHealthyRun: next,
    api: { any: overOldConnections(status(code)) },
    ...healthy,
    connectionsAtMost: 1,
    ...(code === 401 ? { quick: true } : {}),
  },
  {
    name: `${code} over every connection`,
    afterHealthyRun: next,
    api: { any: status(code) },
    ...expectedOf(code),
    connectionsAtMost: 1,
  },
  {
    name: `${code} for one target over every connection, the other targets are healthy`,
    // The connection that serves the others is kept: the second such run needs no more connections than the first.
    afterHealthyRun: async (environment) => void (await environment.run()),
    api: { web: status(code) },
    ...expectedOf(code),
    healthyTargets: 2,
    connectionsAtMost: 1,
  },
]);

/** API servers that are being replaced. */
export const replacement: readonly Row[] = [
  ...statuses,
  {
    name: '401 over the kept-alive connection, and to its token over new connections',
    // Tokens of the same second are the same.
    timing: 'minutes pass',
    afterHealthyRun: (environment) => environment.passTime(60_000),
    api: { any: refuseOldTokens() },
    ...healthy,
    connectionsAtMost: 1,
  },
  {
    name: '429 over the kept-alive connections, more targets than one connection has streams',
    config: 'hundred',
    afterHealthyRun: next,
    api: { any: overOldConnections(status(429)) },
    ...healthy,
    connectionsAtMost: 1,
  },
  {
    name: '429 over every connection, more targets than one connection has streams',
    config: 'hundred',
    afterHealthyRun: next,
    api: { any: status(429) },
    ...throttled,
    connectionsAtMost: 1,
  },
  {
    name: '429 over the kept-alive connection, Retry-After longer than the run',
    afterHealthyRun: next,
    api: { any: overOldConnections(status(429, retryLater)) },
    ...throttled,
    connectionsAtMost: 1,
  },
  {
    name: '429 over the kept-alive connection, Retry-After longer than the run: the next run',
    afterHealthyRun: async (environment) => void (await environment.run()),
    api: { any: overOldConnections(status(429, retryLater)) },
    ...healthy,
    connectionsAtMost: 1,
  },
];
