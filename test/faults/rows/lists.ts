import { objectsOf } from '../../demo/workloads';
import type { Row } from '../fault';
import { breakOff, hang, once, stopInBody } from '../handles';
import { endlessly, expired, expiredOnce, later, listWith } from '../listHandles';
import { status } from '../statuses';
import type { World } from '../world';

const well = { published: 1, failed: false, reason: '' } as const;
const unreadable = { published: null, failed: true, reason: 'UnreadableResponse' } as const;

let tokens = 0;

function oneIsSick(world: World): void {
  const sick = {
    kind: 'Deployment',
    name: 'page-001',
    labels: { tier: 'page' },
    pods: ['crash-looping', 'crash-looping'],
  } as const;
  for (const object of objectsOf(sick, world.apiNow())) world.api.put(object);
}

/** Lists of several pages. */
export const lists: readonly Row[] = [
  { name: 'a list of three pages', config: 'pages', ...well },
  { name: '410 in mid-pagination, once', config: 'pages', api: { list: expiredOnce }, ...well, quick: true },
  {
    name: '410 in mid-pagination, always',
    config: 'pages',
    api: { list: expired },
    published: null,
    failed: true,
    reason: 'ServerError',
    asksAtMost: 2,
    quick: true,
  },
  {
    name: '410 for the first page',
    config: 'pages',
    api: { list: status(410) },
    published: null,
    failed: true,
    reason: 'ServerError',
    asksAtMost: 1,
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
    published: null,
    failed: true,
    reason: 'UnreadableResponse',
    heavy: true,
  },
  {
    name: 'a continue token that is no text',
    config: 'pages',
    api: { list: listWith(({ metadata }) => ({ metadata: { ...metadata, continue: 7 } })) },
    ...unreadable,
  },
  {
    name: 'a list that shrinks between pages, and enough remain',
    config: 'pages',
    api: { list: later(listWith(({ items, metadata }) => ({ items: items.slice(0, 95), metadata }))) },
    ...well,
  },
  {
    name: 'a list that shrinks between pages below atLeast',
    sick: true,
    config: 'pages',
    api: { list: later(listWith(() => ({ items: [], metadata: {} }))) },
    published: 0,
    failed: false,
    reason: 'TooFewMatches',
    quick: true,
  },
  {
    name: 'no answer for the second page',
    config: 'pages',
    api: { list: later(hang) },
    published: null,
    failed: true,
    reason: 'Timeout',
  },
  {
    name: 'the second page stops in the middle at the first try',
    config: 'pages',
    api: { list: later(once(stopInBody)) },
    ...well,
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
    name: 'an item of the list is no object',
    config: 'pages',
    api: { list: listWith(({ items }) => ({ items: [null, ...items] })) },
    ...unreadable,
  },
  {
    name: 'an item of the list is of another namespace',
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
    name: 'the first page shows a sick object, the second page fails',
    sick: true,
    config: 'pages',
    arrange: oneIsSick,
    api: { list: later(breakOff) },
    published: 0,
    failed: false,
    reason: 'CrashLooping',
    quick: true,
  },
];
