import { objectsOf } from '../../demo/workloads';
import { breakStream, endless, hang, late, once } from '../../support/servers/actions/actions';
import { alteredHeaders, compressed } from '../../support/servers/actions/alterResponse';
import type { KubernetesObject } from '../../support/servers/api/store';
import type { Environment } from '../environment';
import { notFound, status } from '../errorResponses';
import type { Row } from '../fault';
import { expired, expiredOnce, later, listWith } from '../listActions';
import { healthy, serverError, timeout, unhealthy, unknown, unreadable } from './expected';

const config = 'listed';
const apiVersion = 'apps/v1';
const kind = 'Deployment';
const namespace = 'monitoring';
/** Of the second page of three. */
const name = 'named-150';
const others = 10_000;

const withoutOne = ({ api }: Environment) => void api.remove(apiVersion, kind, namespace, name);
/** The object is absent, but that is not proven. */
const unproven = { config, arrange: withoutOne, unhealthy: true } as const;

function amongOthers({ api }: Environment): void {
  for (let index = 0; index < others; index++) {
    // Before, between and after the targets.
    const other: KubernetesObject = { apiVersion, kind, metadata: { name: `${'azn'[index % 3]}-${index}`, namespace } };
    api.put(other);
  }
}

function oneIsCrashLooping(environment: Environment): void {
  const pods = ['crash-looping', 'crash-looping'] as const;
  const state = { kind, name: 'named-002', labels: { tier: 'named' }, pods } as const;
  for (const object of objectsOf(state, environment.apiNow())) environment.api.put(object);
}

const truncated = listWith(({ metadata }) => ({ metadata: { ...metadata, continue: undefined } }));

/** 125 named targets that are read out of one list of three pages, with as many other objects. */
export const namedLists: readonly Row[] = [
  { name: 'named targets out of a list of three pages', config, ...healthy, requestsAtMost: 1, quick: true },
  { name: 'compressed pages', config, api: { list: compressed }, ...healthy },
  {
    name: `${others} other objects of the kind in the namespace`,
    config,
    arrange: amongOthers,
    ...healthy,
    heavy: true,
  },
  { name: 'pages that take half a second each', config, api: { list: late(500) }, ...healthy },
  {
    name: 'an object is absent',
    config,
    arrange: withoutOne,
    ...unhealthy('NotFound'),
    healthyTargets: 124,
    quick: true,
  },
  {
    name: 'an object is absent, and the second page is 410, once',
    config,
    arrange: withoutOne,
    api: { list: expiredOnce },
    ...unhealthy('NotFound'),
    healthyTargets: 124,
    quick: true,
  },
  {
    name: 'an object is absent, and the second page is 410, each time',
    ...unproven,
    api: { list: expired },
    ...serverError,
    healthyTargets: 50,
    quick: true,
  },
  {
    name: 'an object is absent, and the first page is 410',
    ...unproven,
    api: { list: status(410) },
    ...serverError,
    requestsAtMost: 1,
    healthyTargets: 0,
  },
  {
    name: 'an object is absent, and the second page is an error',
    ...unproven,
    api: { list: later(status(500)) },
    ...serverError,
    healthyTargets: 50,
  },
  {
    name: 'an object is absent, and the second page is not answered',
    ...unproven,
    api: { list: later(hang) },
    ...timeout,
    healthyTargets: 50,
  },
  {
    name: 'an object is absent, and the first page is the last one although `remainingItemCount` reports more',
    ...unproven,
    api: { list: truncated },
    ...unreadable,
    healthyTargets: 50,
    quick: true,
  },
  {
    name: 'an object is absent, and the second page is from a cache',
    ...unproven,
    api: { list: later(alteredHeaders(({ now }) => ({ date: new Date(now() - 600_000).toUTCString() }))) },
    ...unknown('StaleResponse'),
    healthyTargets: 50,
  },
  { name: 'the stream of the second page breaks, once', config, api: { list: later(once(breakStream)) }, ...healthy },
  { name: 'a page is larger than 8 MiB', config, api: { list: endless(10, true) }, ...unknown('ResponseTooLarge') },
  {
    name: 'a page has objects of another namespace',
    config,
    api: {
      list: listWith(({ items }) => ({ items: items.map((item) => ({ ...item, metadata: { namespace: 'a' } })) })),
    },
    ...unreadable,
  },
  {
    name: '403 for the list',
    config,
    api: { list: status(403, { reason: 'Forbidden' }) },
    ...unknown('Forbidden'),
    message: 'permission to list deployments.apps in namespace "monitoring" is missing',
    requestsAtMost: 1,
    quick: true,
  },
  {
    name: '403 for the list, because the namespace was deleted',
    config,
    api: { list: status(403, { reason: 'Forbidden' }), namespace: notFound('', 'namespaces', namespace) },
    ...unhealthy('NamespaceNotFound'),
    requestsAtMost: 1,
  },
  {
    name: 'an unhealthy object on the first page, and the second page is an error',
    config,
    arrange: oneIsCrashLooping,
    api: { list: later(status(500)) },
    ...unhealthy('CrashLooping, ServerError'),
    healthyTargets: 49,
  },
];
