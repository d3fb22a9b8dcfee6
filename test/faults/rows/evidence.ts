import { objectsOf, type PodState } from '../../demo/workloads';
import { breakConnection, hang, once } from '../../support/servers/actions/actions';
import { alteredHeaders, alteredJson, body } from '../../support/servers/actions/alterResponse';
import type { Environment } from '../environment';
import { htmlPage, notFound, pageNotFound, status } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, serverError, timeout, unhealthy, unknown, unreachable, unreadable } from './expected';

/** A target is short, within its grace. */
export const within = { published: 1, failed: false, reason: 'TooFewReady' } as const;
const stale = unknown('StaleResponse');
const minute = 60_000;

/** The pods of `web` have been in these states for some minutes. */
const webIs =
  (pods: readonly PodState[], minutes: number) =>
  (environment: Environment): void => {
    const objects = objectsOf({ kind: 'Deployment', name: 'web', pods }, environment.apiNow() - minutes * minute);
    for (const object of objects) environment.api.put(object);
  };
export const webIsYoung = webIs(['ready', 'starting'], 3);
const young = { arrange: webIsYoung, timing: 'true for minutes' } as const;
/** Enough pods of `web` are ready, so that its pods only explain its verdict. */
const spare = {
  config: 'spare',
  timing: 'true for minutes',
  arrange: webIs(['ready', 'crash-looping'], 3),
  ...healthy,
} as const;
export const webIsDown = webIs(['starting', 'starting'], 60);
const webIsGone = (environment: Environment) =>
  void environment.api.remove('apps/v1', 'Deployment', 'monitoring', 'web');

/** From a cache, minutes ago. */
const old = (minutes: number) =>
  alteredHeaders(({ now }) => ({ date: new Date(now() - minutes * minute).toUTCString() }));
const renewedAgo = (minutes: number) =>
  alteredJson(({ spec, ...lease }, { now }) => {
    return { ...lease, spec: { ...(spec as object), renewTime: new Date(now() - minutes * minute).toISOString() } };
  });
const neverRenewed = alteredJson(({ spec: _, ...lease }) => ({ ...lease, spec: {} }));

/** What proves that a response is current: the Lease and the Date; and the pods that are evidence. */
export const evidence: readonly Row[] = [
  {
    name: 'the Lease is stale',
    api: { lease: renewedAgo(5) },
    ...unknown('StaleStatus'),
    quick: true,
  },
  {
    name: 'the Lease was never renewed',
    api: { lease: neverRenewed },
    ...unknown('StaleStatus'),
  },
  {
    name: 'the Lease does not exist',
    api: { lease: notFound('coordination.k8s.io', 'leases', 'kube-controller-manager') },
    ...healthy,
    quick: true,
  },
  { name: 'the Lease is forbidden', api: { lease: status(403) }, ...healthy, quick: true },
  { name: 'the API of Leases is not served', api: { lease: pageNotFound }, ...healthy },
  {
    name: 'no response about the Lease',
    api: { lease: hang },
    ...timeout,
    quick: true,
  },
  {
    name: '500 for the Lease',
    api: { lease: status(500) },
    ...serverError,
  },
  {
    name: 'an HTML page for the Lease',
    api: { lease: body('<html>') },
    ...unreadable,
  },
  {
    name: '429 for the Lease, Retry-After longer than the run',
    api: { lease: status(429, { headers: { 'retry-after': '60' } }) },
    ...unknown('TooManyRequests'),
  },
  {
    name: 'the Lease is stale, and a target is missing',
    arrange: webIsGone,
    api: { lease: renewedAgo(5) },
    ...unhealthy('NotFound, StaleStatus'),
  },
  { name: 'the Date of the response about one target is 5 minutes old', api: { web: old(5) }, ...stale, quick: true },
  { name: 'the Date of the response about the Lease is 5 minutes old', api: { lease: old(5) }, ...stale, quick: true },
  { name: 'the Date of a list is 5 minutes old', api: { list: old(5) }, ...stale },
  { name: 'the Date of the response about one target is 5 minutes ahead', api: { web: old(-5) }, ...stale },
  {
    name: 'the Date of a 404 that names the target is 5 minutes old',
    unhealthy: true,
    arrange: webIsGone,
    api: { web: old(5) },
    ...stale,
  },
  {
    name: 'the Date of the response about a target without ready pods is 5 minutes old',
    unhealthy: true,
    arrange: webIsDown,
    api: { web: old(5) },
    ...stale,
  },
  {
    name: 'the Date of the list of pods is 5 minutes old',
    ...young,
    api: { pods: old(5) },
    ...stale,
  },
  { name: 'the Date of the response about one target is 30 seconds old', api: { web: old(0.5) }, ...healthy },
  { name: 'a target is within its grace', ...young, ...within },
  { name: '503 for the list of pods, once', ...young, api: { pods: once(status(503)) }, ...within },
  {
    name: 'no response about the pods',
    ...young,
    api: { pods: hang },
    ...timeout,
    quick: true,
  },
  {
    name: 'the connection breaks at the list of pods',
    ...young,
    api: { pods: breakConnection },
    ...unreachable,
  },
  { name: '403 for the list of pods', ...young, api: { pods: status(403) }, ...within },
  {
    name: '502 as an HTML page for the list of pods',
    ...young,
    api: { pods: htmlPage(502) },
    ...serverError,
  },
  { name: 'a pod is crash looping, but enough are ready', ...spare, quick: true },
  {
    name: 'no response about the pods, but enough are ready',
    ...spare,
    api: { pods: hang },
    endsEarly: true,
    quick: true,
  },
  {
    name: 'the connection breaks at the list of pods, but enough are ready',
    ...spare,
    api: { pods: breakConnection },
  },
  { name: '403 for the list of pods, but enough are ready', ...spare, api: { pods: status(403) } },
  {
    name: '429 for the list of pods, Retry-After longer than the run, but enough are ready',
    ...spare,
    api: { pods: status(429, { headers: { 'retry-after': '60' } }) },
    endsEarly: true,
  },
  ...[401, 503].map(
    (code): Row => ({
      name: `${code} for the list of pods, but enough are ready`,
      ...spare,
      // The connection is kept: the second such run makes no connection.
      afterHealthyRun: async (environment) => void (await environment.run()),
      api: { pods: status(code) },
      connectionsAtMost: 0,
    }),
  ),
  {
    name: 'the Date of the list of pods is 5 minutes old, but enough are ready',
    ...spare,
    api: { pods: old(5) },
    quick: true,
  },
  { name: 'the Date of the list of pods is 5 minutes ahead, but enough are ready', ...spare, api: { pods: old(-5) } },
  {
    name: 'no pod has been ready for an hour',
    arrange: webIsDown,
    ...unhealthy('NoneReady'),
    quick: true,
  },
  {
    name: 'no pod has been ready for an hour, and no response about the pods',
    arrange: webIsDown,
    api: { pods: hang },
    ...unhealthy('NoneReady'),
  },
  {
    name: 'no pod has been ready for an hour, and no response about anything else',
    arrange: webIsDown,
    api: { db: hang, list: hang, lease: hang },
    ...unhealthy('NoneReady, Timeout'),
    quick: true,
  },
  { name: 'a target is missing', arrange: webIsGone, ...unhealthy('NotFound') },
  {
    name: 'a target that was healthy in the last run is missing',
    afterHealthyRun: webIsGone,
    ...unhealthy('NotFound'),
    quick: true,
  },
  {
    name: 'a target that was healthy in the last run has no ready pod',
    afterHealthyRun: webIsDown,
    ...unhealthy('NoneReady'),
  },
];
