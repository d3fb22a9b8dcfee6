import { objectsOf } from '../../demo/workloads';
import { breakStream, hang, once, stopInBody } from '../../support/servers/actions/actions';
import type { Environment } from '../environment';
import { status } from '../errorResponses';
import type { Row } from '../fault';
import { endlessly, expired, expiredOnce, later, listWith } from '../listActions';
import { healthy, serverError, timeout, unhealthy, unreadable } from './expected';

let tokens = 0;

function onePageIsUnhealthy(environment: Environment): void {
  const crashLooping = {
    kind: 'Deployment',
    name: 'page-001',
    labels: { tier: 'page' },
    pods: ['crash-looping', 'crash-looping'],
  } as const;
  for (const object of objectsOf(crashLooping, environment.apiNow())) environment.api.put(object);
}

/** Lists of several pages. */
export const lists: readonly Row[] = [
  { name: 'a list of three pages', config: 'pages', ...healthy },
  { name: '410 for the second page, once', config: 'pages', api: { list: expiredOnce }, ...healthy, quick: true },
  {
    name: '410 for the second page, each time',
    config: 'pages',
    api: { list: expired },
    ...serverError,
    requestsAtMost: 2,
    quick: true,
  },
  {
    name: '410 for the first page',
    config: 'pages',
    api: { list: status(410) },
    ...serverError,
    requestsAtMost: 1,
  },
  {
    name: 'a continue token that repeats',
    config: 'pages',
    api: { list: endlessly(() => 'again') },
    ...unreadable,
    quick: true,
  },
  {
    name: 'continue tokens that never end',
    config: 'pages',
    api: { list: endlessly(() => `token-${tokens++}`) },
    ...unreadable,
    heavy: true,
  },
  {
    name: 'a continue token that is not a string',
    config: 'pages',
    api: { list: listWith(({ metadata }) => ({ metadata: { ...metadata, continue: 7 } })) },
    ...unreadable,
  },
  {
    name: 'a list shrinks between pages, and enough objects remain',
    config: 'pages',
    api: { list: later(listWith(({ items, metadata }) => ({ items: items.slice(0, 95), metadata }))) },
    ...healthy,
  },
  {
    name: 'a list shrinks between pages, and fewer objects than atLeast remain',
    config: 'pages',
    api: { list: later(listWith(() => ({ items: [], metadata: {} }))) },
    ...unhealthy('TooFewMatches'),
    quick: true,
  },
  {
    name: 'no response to the request for the second page',
    config: 'pages',
    api: { list: later(hang) },
    ...timeout,
  },
  {
    name: 'the second page stops in the middle at the first try',
    config: 'pages',
    api: { list: later(once(stopInBody)) },
    ...healthy,
  },
  {
    name: 'the second page is of another kind',
    config: 'pages',
    api: { list: later(listWith(() => ({ kind: 'PodList' }))) },
    ...unreadable,
  },
  {
    name: 'the second page has no items',
    config: 'pages',
    api: { list: later(listWith(() => ({ items: null }))) },
    ...unreadable,
  },
  {
    name: 'an item of the list is not an object',
    config: 'pages',
    api: { list: listWith(({ items }) => ({ items: [null, ...items] })) },
    ...unreadable,
  },
  {
    name: 'an item of the list is in another namespace',
    config: 'pages',
    api: {
      list: listWith(({ items }) => ({
        items: items.map((item) => ({
          ...item,
          metadata: { ...item.metadata, namespace: 'default' },
        })),
      })),
    },
    ...unreadable,
  },
  {
    name: 'an unhealthy object on the first page, and the second page fails',
    config: 'pages',
    arrange: onePageIsUnhealthy,
    api: { list: later(breakStream) },
    ...unhealthy('CrashLooping'),
    quick: true,
  },
];
