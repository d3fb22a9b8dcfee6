import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { breakStream, hang, inOrder } from '../../support/servers/actions/actions';
import { respondWith } from '../../support/servers/actions/alterResponse';
import { compressedSpaces } from '../../support/servers/actions/compressedSpaces';
import type { Action } from '../../support/servers/exchange';
import { htmlPage, status } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, unhealthy, unknown } from './expected';

/** Two pods are asked; each echoes the credentials of the request where it can. */
const json = (code: number, body: object, date = 'Thu, 01 Jan 1970 00:00:00 GMT') =>
  respondWith(code, 'application/json', () => JSON.stringify(body), { date });
/** The clock of a program may be anything. */
const headers = { 'content-type': 'application/json', date: 'Thu, 01 Jan 1970 00:00:00 GMT' };
const good: Action = ({ send }) => send({ status: 200, headers, body: Buffer.from('{"database":"ok"}') }, true);
const garbage: Action = ({ send }) => send({ status: 200, headers, body: Buffer.from(garbled) });
const failing = json(503, { database: 'failing' });
const proxyError = (message: string) =>
  json(503, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'ServiceUnavailable',
    message,
    code: 503,
  });
const dialError = (message: string) => proxyError(`error trying to reach service: dial tcp 10.0.0.1:3000: ${message}`);
/** What the API server makes of the identifiers of two API servers, its own and that of the program. */
const twoApiServers = { 'audit-id': '5b8ba2ae-9e5a-4bd1-9c6e-1f0a4d8e6c11, 0d6ad3f5-37f1-4b0e-8f0c-7a6f3c1f2b22' };
const orProgram = '; or the program answered so, in the form of the API server (HTTP status ';
const slow: Action = async (exchange) => {
  await sleep(1000);
  await good(exchange);
};
/** Neither text nor JSON. */
const garbled = Array.from({ length: 4096 }, (_, index) => (index * 193 + 7) % 256);
const mebibyte = Buffer.alloc(1024 * 1024, ' ');
const huge: Action = ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  return pipeline(Readable.from(Array.from({ length: 100 }, () => mebibyte)), response).catch(() => {});
};
const compressed = compressedSpaces(32);
const bomb: Action = ({ send }) => send({ status: 200, headers: { 'content-encoding': 'gzip' }, body: compressed });

const asked = (first: Action, second: Action) =>
  ({ config: 'probes', api: { 'program db-0': first, 'program db-1': second } }) as const;
/** An error of a program is no reason to retry, to connect again, or to sign another token. */
const once = { requestsAtMost: 1, connectionsAtMost: 1 } as const;
const unexpected = { ...unhealthy('UnexpectedAnswer'), ...once };

/** Programs that are asked through the API server's proxy, and what the proxy itself reports. */
export const probes: readonly Row[] = [
  { name: 'both programs answer, with a clock of 1970', ...asked(good, good), ...healthy, ...once, quick: true },
  {
    name: 'one of two programs never answers',
    ...asked(good, hang),
    ...unknown('ProbeTimedOut'),
    ...once,
    remaining: 30_000,
    endsEarly: true,
    healthyTargets: 3,
    quick: true,
  },
  { name: 'an answer of 100 MB', ...asked(huge, good), ...unknown('ResponseTooLarge'), ...once },
  { name: 'a small answer that is 32 MB uncompressed', ...asked(good, bomb), ...unknown('ResponseTooLarge'), ...once },
  { name: 'an answer that is not what was asked for', ...asked(htmlPage(200), good), ...unexpected, quick: true },
  { name: 'an answer that takes a second', ...asked(slow, good), ...healthy, ...once, remaining: 30_000, quick: true },
  { name: 'an answer of random bytes', ...asked(garbage, good), ...unexpected },
  { name: 'a program redirects', ...asked(json(302, {}), good), ...unexpected },
  { name: '401 of a program', ...asked(htmlPage(401), good), ...unexpected, quick: true },
  { name: '429 of a program', ...asked(htmlPage(429), good), ...unexpected },
  { name: '503 of a program', ...asked(good, htmlPage(503)), ...unexpected },
  {
    name: '401 of a program, in the form of the API server',
    ...asked(status(401), good),
    ...unknown('Unauthorized'),
    message: orProgram,
  },
  {
    name: '429 of a program, in the form of the API server',
    ...asked(good, status(429)),
    ...unknown('TooManyRequests'),
    message: orProgram,
  },
  {
    name: '500 of a program, in the form of the API server',
    ...asked(status(500), good),
    ...unknown('ServerError'),
    message: orProgram,
    quick: true,
  },
  {
    name: '401 of a program that is an API server',
    ...asked(status(401, { headers: twoApiServers }), good),
    ...unexpected,
    quick: true,
  },
  {
    name: '503 of a program that is an API server',
    ...asked(good, status(503, { headers: twoApiServers })),
    ...unexpected,
  },
  {
    name: '429 of the API server that shuts down, as text',
    ...asked(
      respondWith(429, 'text/plain', () => 'The apiserver is shutting down, please try again later.\n'),
      good,
    ),
    ...unknown('TooManyRequests'),
  },
  {
    name: 'one bad program of two',
    ...asked(good, failing),
    ...unhealthy('DatabaseFailing'),
    ...once,
    message: '1 of 2 pods are healthy; pod db-1: ',
    quick: true,
  },
  { name: 'an answer breaks off', ...asked(good, breakStream), ...unknown('ProbeFailed') },
  {
    name: 'the port of a program refuses connections',
    ...asked(dialError('connect: connection refused'), good),
    ...unhealthy('ConnectionRefused'),
    ...once,
  },
  {
    name: 'the control plane cannot connect',
    ...asked(dialError('i/o timeout'), good),
    ...unknown('ProbeBlocked'),
    ...once,
  },
  {
    name: '403 for the proxy of a program',
    ...asked(status(403, { reason: 'Forbidden', details: { name: 'http:db-0:3000', kind: 'pods' } }), good),
    ...unknown('Forbidden'),
  },
  {
    name: '503 of the API server itself for one request, then the answer',
    ...asked(inOrder(status(503), good), good),
    ...healthy,
    connectionsAtMost: 1,
  },
];
