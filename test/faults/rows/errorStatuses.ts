import { hang, once, times } from '../../support/servers/actions/actions';
import { alteredJson, respondWith } from '../../support/servers/actions/alterResponse';
import type { Exchange } from '../../support/servers/exchange';
import { htmlPage, notFound, pageNotFound, status } from '../errorResponses';
import type { Row } from '../fault';
import { echo } from '../lambdaCredentials';
import { healthy, serverError, unhealthy, unknown } from './expected';

const forbidden = unknown('Forbidden');
const notServed = unknown('ApiNotServed');
const throttled = unknown('TooManyRequests');
const webIsMissing = notFound('apps', 'deployments', 'web');
const retryAfter = (value: string) => ({ headers: { 'retry-after': value } });
const retryIn = (seconds: number) => ({
  headers: ({ now }: Exchange) => ({ 'retry-after': new Date(now() + seconds * 1000).toUTCString() }),
});

const etcdFails = respondWith(
  500,
  'text/plain',
  ({ request }) => `[+]ping ok\n[-]etcd failed: reason withheld\n${echo(request)}\nreadyz check failed\n`,
);

/** Not retried, as a retry could not help. */
const final = [400, 402, 406, 409, 410, 412, 418, 422, 501, 505].map(
  (code): Row => ({ name: `${code} for one target`, api: { web: status(code) }, ...serverError, requestsAtMost: 1 }),
);

/** Retried. */
const transient = [408, 500, 502, 503, 504].flatMap((code): Row[] => [
  {
    name: `${code} once for every request`,
    api: { any: once(status(code)) },
    ...healthy,
    ...(code === 503 ? { quick: true } : {}),
  },
  { name: `${code} for one target`, api: { web: status(code) }, ...serverError, requestsAtMost: 3 },
]);

const redirects = [301, 302, 307, 308].map(
  (code): Row => ({
    name: `${code} redirect`,
    api: { web: htmlPage(code, { location: '/apis/apps/v1/namespaces/monitoring/deployments/front-a' }) },
    ...serverError,
    requestsAtMost: 1,
    ...(code === 302 ? { quick: true } : {}),
  }),
);

/** Nothing hangs, so the run needs a small part of the time for reading: 13 s, which a busy machine does not exceed. */
const endsEarly = { endsEarly: true, remaining: 20_000 } as const;

/** Responses with an error status. */
export const errorStatuses: readonly Row[] = [
  ...redirects,
  { name: '304 for one target', api: { web: htmlPage(304) }, ...serverError },
  ...final,
  ...transient,
  { name: '503 as an HTML page, twice', api: { web: times(2, htmlPage(503)) }, ...healthy },
  { name: '503 for every request', api: { any: status(503) }, ...serverError },
  {
    name: '500 for one target, and the API server reports that its etcd fails',
    api: { web: status(500), readyz: etcdFails },
    ...serverError,
    summary: 'the API server reports that it is not ready: etcd; 1 of 3 targets is unknown',
    quick: true,
  },
  {
    name: '500 for one target, and the API server does not report its state',
    api: { web: status(500), readyz: hang },
    ...serverError,
    quick: true,
  },
  { name: '401 once', api: { any: once(status(401)) }, ...healthy, quick: true },
  {
    name: '401 for every request',
    api: { any: status(401) },
    ...unknown('Unauthorized'),
    requestsAtMost: 2,
    quick: true,
  },
  { name: '403 for one target', api: { web: status(403) }, ...forbidden, requestsAtMost: 1, quick: true },
  { name: '403 for every request', api: { any: status(403) }, ...forbidden },
  {
    name: '403 for one target, and its namespace does not exist',
    api: { web: status(403), namespace: notFound('', 'namespaces', 'monitoring') },
    ...unhealthy('NamespaceNotFound'),
    quick: true,
  },
  {
    name: '403 for one target, and its namespace cannot be read',
    api: { web: status(403), namespace: status(500) },
    ...forbidden,
  },
  {
    name: '403 for one target, and another object in place of its namespace',
    api: {
      web: status(403),
      namespace: alteredJson((object) => ({
        ...object,
        kind: 'Pod',
        metadata: { name: 'monitoring', deletionTimestamp: '2026-01-01T00:00:00Z' },
      })),
    },
    ...forbidden,
  },
  {
    name: '404 that names the target',
    api: { web: webIsMissing },
    ...unhealthy('NotFound'),
    quick: true,
  },
  {
    name: '404 that names the target, every other request fails',
    api: { web: webIsMissing, any: status(503, retryAfter('9')) },
    ...unhealthy('NotFound, ServerError'),
  },
  { name: '404 without details', api: { web: status(404, { reason: 'NotFound' }) }, ...notServed, quick: true },
  { name: '404 that names another object', api: { web: notFound('apps', 'deployments', 'other') }, ...notServed },
  { name: '404 that names another kind', api: { web: notFound('apps', 'statefulsets', 'web') }, ...notServed },
  {
    name: '404 that names another API group',
    api: { web: notFound('extensions', 'deployments', 'web') },
    ...notServed,
  },
  { name: '404 that names the namespace', api: { web: notFound('', 'namespaces', 'monitoring') }, ...notServed },
  { name: '404 in plain text', api: { web: pageNotFound }, ...notServed, quick: true },
  { name: '404 as an HTML page', api: { web: htmlPage(404) }, ...notServed },
  { name: '404 for the API group', api: { any: pageNotFound }, ...notServed },
  { name: '404 for a list', api: { list: notFound('apps', 'deployments', '') }, ...notServed },
  {
    name: '404 for the API group, and discovery gets no response',
    api: { web: pageNotFound, discovery: hang },
    ...notServed,
    remaining: 10_000,
  },
  { name: '429 once, without Retry-After', api: { any: once(status(429)) }, ...healthy, quick: true },
  { name: '429 once, Retry-After: 1', api: { web: once(status(429, retryAfter('1'))) }, ...healthy, quick: true },
  { name: '429 once, Retry-After: 0', api: { any: once(status(429, retryAfter('0'))) }, ...healthy },
  {
    name: '429, Retry-After longer than the run',
    api: { web: status(429, retryAfter('30')) },
    ...throttled,
    requestsAtMost: 1,
    ...endsEarly,
    quick: true,
  },
  {
    name: '429 for every request, Retry-After of a day',
    api: { any: status(429, retryAfter('86400')) },
    ...throttled,
    requestsAtMost: 1,
    ...endsEarly,
  },
  { name: '429 once, Retry-After: soon', api: { any: once(status(429, retryAfter('soon'))) }, ...healthy },
  { name: '429 once, Retry-After: -5', api: { any: once(status(429, retryAfter('-5'))) }, ...healthy },
  {
    name: '429 once, Retry-After as a date in the past',
    api: { any: once(status(429, retryIn(-60))) },
    ...healthy,
  },
  {
    name: '429, Retry-After as a date in a minute',
    api: { web: status(429, retryIn(60)) },
    ...throttled,
    requestsAtMost: 1,
    ...endsEarly,
  },
  { name: '429 for every request', api: { any: status(429) }, ...throttled },
  {
    name: '503, Retry-After longer than the run',
    api: { web: status(503, retryAfter('30')) },
    ...serverError,
    requestsAtMost: 1,
    ...endsEarly,
  },
];
