import { objectsOf, type PodState } from '../../demo/workloads';
import type { Row } from '../fault';
import { altered, alteredHeaders, alteredJson, body, hang, once, reset } from '../handles';
import { htmlPage, notFound, pageNotFound, status } from '../statuses';
import type { World } from '../world';

const well = { published: 1, failed: false, reason: '' } as const;
const within = { published: 1, failed: false, reason: 'TooFewReady' } as const;
const stale = { published: null, failed: true, reason: 'StaleResponse' } as const;
const minute = 60_000;

/** The pods of `web` fare so since some minutes. */
const webIs =
  (pods: readonly PodState[], minutes: number) =>
  (world: World): void => {
    const objects = objectsOf({ kind: 'Deployment', name: 'web', pods }, world.apiNow() - minutes * minute);
    for (const object of objects) world.api.put(object);
  };
const webIsYoung = webIs(['ready', 'starting'], 3);
const young = { arrange: webIsYoung, timing: 'true for minutes' } as const;
const webIsDown = webIs(['starting', 'starting'], 60);
const webIsGone = (world: World) => void world.api.remove('apps/v1', 'Deployment', 'monitoring', 'web');

/** Served by a cache, minutes ago. */
const old = (minutes: number) =>
  alteredHeaders(({ now }) => ({ date: new Date(now() - minutes * minute).toUTCString() }));
const renewedAgo = (minutes: number) =>
  alteredJson(({ spec, ...lease }, { now }) => {
    return { ...lease, spec: { ...(spec as object), renewTime: new Date(now() - minutes * minute).toISOString() } };
  });
const neverRenewed = alteredJson(({ spec: _, ...lease }) => ({ ...lease, spec: {} }));

/** Its answer is the same for three runs, so that it is known; then it is not. */
const known = (name: string, then: (world: World) => void, expected: Omit<Row, 'name'>): Row => ({
  name: `an answer that was the same three times ${name}`,
  afterAGoodRun: async (world) => {
    for (let runs = 0; runs < 2; runs += 1) await world.play();
    // What was seen before is no proof.
    world.script({});
    then(world);
  },
  ...expected,
});

/** What proves that an answer is of now: the Lease, the Date; and the pods that decide. */
export const evidence: readonly Row[] = [
  {
    name: 'the Lease is stale',
    api: { lease: renewedAgo(5) },
    published: null,
    failed: true,
    reason: 'StaleStatus',
    quick: true,
  },
  {
    name: 'the Lease was never renewed',
    api: { lease: neverRenewed },
    published: null,
    failed: true,
    reason: 'StaleStatus',
  },
  {
    name: 'the Lease is absent',
    api: { lease: notFound('coordination.k8s.io', 'leases', 'kube-controller-manager') },
    ...well,
    quick: true,
  },
  { name: 'the Lease is forbidden', api: { lease: status(403) }, ...well, quick: true },
  { name: 'Leases are not served', api: { lease: pageNotFound }, ...well },
  {
    name: 'no answer about the Lease',
    api: { lease: hang },
    published: null,
    failed: true,
    reason: 'Timeout',
    quick: true,
  },
  {
    name: 'the Lease is answered with 500',
    api: { lease: status(500) },
    published: null,
    failed: true,
    reason: 'ServerError',
  },
  {
    name: 'the Lease is answered with a page of HTML',
    api: { lease: body('<html>') },
    published: null,
    failed: true,
    reason: 'UnreadableResponse',
  },
  {
    name: 'the Lease is answered with 429 for long',
    api: { lease: status(429, { headers: { 'retry-after': '60' } }) },
    published: null,
    failed: true,
    reason: 'TooManyRequests',
  },
  {
    name: 'the Lease is stale, and a target is missing',
    sick: true,
    arrange: webIsGone,
    api: { lease: renewedAgo(5) },
    published: 0,
    failed: false,
    reason: 'NotFound, StaleStatus',
  },
  { name: 'one target is answered with a Date of five minutes ago', api: { web: old(5) }, ...stale, quick: true },
  { name: 'the Lease is answered with a Date of five minutes ago', api: { lease: old(5) }, ...stale, quick: true },
  { name: 'a list is answered with a Date of five minutes ago', api: { list: old(5) }, ...stale },
  { name: 'one target is answered with a Date in five minutes', api: { web: old(-5) }, ...stale },
  {
    name: 'a 404 with details has a Date of five minutes ago',
    arrange: webIsGone,
    sick: true,
    api: { web: old(5) },
    ...stale,
  },
  {
    name: 'a target of which no pod is ready is answered with a Date of five minutes ago',
    sick: true,
    arrange: webIsDown,
    api: { web: old(5) },
    ...stale,
  },
  {
    name: 'the pods that decide are answered with a Date of five minutes ago',
    ...young,
    api: { pods: old(5) },
    ...stale,
  },
  { name: 'one target is answered with a Date of half a minute ago', api: { web: old(0.5) }, ...well },
  { name: 'a target is within its grace', ...young, ...within },
  { name: 'the pods that decide: 503 once', ...young, api: { pods: once(status(503)) }, ...within },
  {
    name: 'the pods that decide: no answer',
    ...young,
    api: { pods: hang },
    published: null,
    failed: true,
    reason: 'Timeout',
    quick: true,
  },
  {
    name: 'the pods that decide: the connection breaks',
    ...young,
    api: { pods: reset },
    published: null,
    failed: true,
    reason: 'Unreachable',
  },
  { name: 'the pods that decide: 403', ...young, api: { pods: status(403) }, ...within },
  {
    name: 'the pods that decide: a page of HTML',
    ...young,
    api: { pods: htmlPage(502) },
    published: null,
    failed: true,
    reason: 'ServerError',
  },
  {
    name: 'no pod is ready for an hour',
    sick: true,
    arrange: webIsDown,
    published: 0,
    failed: false,
    reason: 'NoneReady',
    quick: true,
  },
  {
    name: 'no pod is ready for an hour, and the pods cannot be read',
    sick: true,
    arrange: webIsDown,
    api: { pods: hang },
    published: 0,
    failed: false,
    reason: 'NoneReady',
  },
  {
    name: 'no pod is ready for an hour, no answer about anything else',
    sick: true,
    arrange: webIsDown,
    api: { db: hang, list: hang, lease: hang },
    published: 0,
    failed: false,
    reason: 'NoneReady, Timeout',
    quick: true,
  },
  { name: 'a target is missing', sick: true, arrange: webIsGone, published: 0, failed: false, reason: 'NotFound' },
  known('is of an object that is gone', webIsGone, {
    sick: true,
    published: 0,
    failed: false,
    reason: 'NotFound',
    quick: true,
  }),
  known('is of an object that is down', webIsDown, { sick: true, published: 0, failed: false, reason: 'NoneReady' }),
  known('has an old Date', (world) => world.script({ api: { web: old(2) } }), { ...stale, quick: true }),
  known(
    'breaks off',
    (world) => world.script({ api: { web: altered(({ body: whole }) => ({ body: whole.subarray(0, -1) })) } }),
    {
      published: null,
      failed: true,
      reason: 'UnreadableResponse',
    },
  ),
];
