import type { Row } from '../fault';
import type { Exchange } from '../front';
import { alteredJson, once, times } from '../handles';
import { htmlPage, notFound, pageNotFound, status } from '../statuses';

const well = { published: 1, failed: false, reason: '' } as const;
const serverError = { published: null, failed: true, reason: 'ServerError' } as const;
const forbidden = { published: null, failed: true, reason: 'Forbidden' } as const;
const notServed = { published: null, failed: true, reason: 'ApiNotServed' } as const;
const throttled = { published: null, failed: true, reason: 'TooManyRequests' } as const;
const webIsMissing = notFound('apps', 'deployments', 'web');
const retryAfter = (value: string) => ({ headers: { 'retry-after': value } });
const retryIn = (seconds: number) => ({
  headers: ({ now }: Exchange) => ({ 'retry-after': new Date(now() + seconds * 1000).toUTCString() }),
});

/** Each of these is told at once, as trying again could not help. */
const final = [400, 402, 406, 409, 410, 412, 418, 422, 501, 505].map(
  (code): Row => ({ name: `${code} for one target`, api: { web: status(code) }, ...serverError, asksAtMost: 1 }),
);

/** Each of these is tried again. */
const transient = [408, 500, 502, 503, 504].flatMap((code): Row[] => [
  {
    name: `${code} once for everything`,
    api: { any: once(status(code)) },
    ...well,
    ...(code === 503 ? { quick: true } : {}),
  },
  { name: `${code} for one target, always`, api: { web: status(code) }, ...serverError, asksAtMost: 3 },
]);

const redirects = [301, 302, 307, 308].map(
  (code): Row => ({
    name: `${code} to another address`,
    api: { web: htmlPage(code, { location: '/apis/apps/v1/namespaces/monitoring/deployments/front-a' }) },
    ...serverError,
    asksAtMost: 1,
    ...(code === 302 ? { quick: true } : {}),
  }),
);

/** Answers of an error status. */
export const statuses: readonly Row[] = [
  ...redirects,
  { name: '304 for one target', api: { web: htmlPage(304) }, ...serverError },
  ...final,
  ...transient,
  { name: '503 as a page of HTML, twice', api: { web: times(2, htmlPage(503)) }, ...well },
  { name: '503 for everything, always', api: { any: status(503) }, ...serverError },
  { name: '401 once', api: { any: once(status(401)) }, ...well, quick: true },
  {
    name: '401 always',
    api: { any: status(401) },
    published: null,
    failed: true,
    reason: 'Unauthorized',
    asksAtMost: 2,
    quick: true,
  },
  { name: '403 for one target', api: { web: status(403) }, ...forbidden, asksAtMost: 1, quick: true },
  { name: '403 for everything', api: { any: status(403) }, ...forbidden },
  {
    name: '403 for one target, and its namespace is gone',
    sick: true,
    api: { web: status(403), namespace: notFound('', 'namespaces', 'monitoring') },
    published: 0,
    failed: false,
    reason: 'NamespaceNotFound',
    quick: true,
  },
  {
    name: '403 for one target, and its namespace cannot be read',
    api: { web: status(403), namespace: status(500) },
    ...forbidden,
  },
  {
    name: '403 for one target, and in place of its namespace comes another object that is being deleted',
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
    name: '404 with details for one target',
    sick: true,
    api: { web: webIsMissing },
    published: 0,
    failed: false,
    reason: 'NotFound',
    quick: true,
  },
  {
    name: '404 with details for one target, everything else fails',
    sick: true,
    api: { web: webIsMissing, any: status(503, retryAfter('9')) },
    published: 0,
    failed: false,
    reason: 'NotFound, ServerError',
  },
  { name: '404 without details', api: { web: status(404, { reason: 'NotFound' }) }, ...notServed, quick: true },
  { name: '404 with details of another object', api: { web: notFound('apps', 'deployments', 'other') }, ...notServed },
  { name: '404 with details of another kind', api: { web: notFound('apps', 'statefulsets', 'web') }, ...notServed },
  {
    name: '404 with details of another API group',
    api: { web: notFound('extensions', 'deployments', 'web') },
    ...notServed,
  },
  { name: '404 about the namespace', api: { web: notFound('', 'namespaces', 'monitoring') }, ...notServed },
  { name: '404 in plain text', api: { web: pageNotFound }, ...notServed, quick: true },
  { name: '404 as a page of HTML', api: { web: htmlPage(404) }, ...notServed },
  { name: '404 for the API group', api: { any: pageNotFound }, ...notServed },
  { name: '404 for a list', api: { list: notFound('apps', 'deployments', '') }, ...notServed },
  { name: '404 for the API group, and discovery hangs', api: { web: pageNotFound, discovery: () => {} }, ...notServed },
  { name: '429 once, without Retry-After', api: { any: once(status(429)) }, ...well, quick: true },
  { name: '429 once, Retry-After: 1', api: { web: once(status(429, retryAfter('1'))) }, ...well, quick: true },
  { name: '429 once, Retry-After: 0', api: { any: once(status(429, retryAfter('0'))) }, ...well },
  {
    name: '429, Retry-After longer than the run',
    api: { web: status(429, retryAfter('30')) },
    ...throttled,
    asksAtMost: 1,
    endsEarly: true,
    quick: true,
  },
  {
    name: '429, Retry-After of a day',
    api: { any: status(429, retryAfter('86400')) },
    ...throttled,
    asksAtMost: 1,
    endsEarly: true,
  },
  { name: '429 once, Retry-After: soon', api: { any: once(status(429, retryAfter('soon'))) }, ...well },
  { name: '429 once, Retry-After: -5', api: { any: once(status(429, retryAfter('-5'))) }, ...well },
  {
    name: '429 once, Retry-After as a date that is past',
    api: { any: once(status(429, retryIn(-60))) },
    ...well,
  },
  {
    name: '429, Retry-After as a date in a minute',
    api: { web: status(429, retryIn(60)) },
    ...throttled,
    asksAtMost: 1,
    endsEarly: true,
  },
  { name: '429 always', api: { any: status(429) }, ...throttled },
  {
    name: '503, Retry-After longer than the run',
    api: { web: status(503, retryAfter('30')) },
    ...serverError,
    asksAtMost: 1,
    endsEarly: true,
  },
];
