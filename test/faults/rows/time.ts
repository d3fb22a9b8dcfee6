import type { Row } from '../fault';
import { hang } from '../handles';
import type { World } from '../world';

const well = { published: 1, failed: false, reason: '' } as const;
const timeout = { published: null, failed: true, reason: 'Timeout' } as const;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const at = (ahead: number) => (now: number) => ({ time: new Date(now + ahead).toISOString() });

/** The container stands still between two runs; what it was connected to does not wait. */
const frozen: readonly Row[] = (
  [
    ['59 s', 59 * second],
    ['89 s', 89 * second],
    ['20 min', 20 * minute],
    ['14 h', 14 * hour],
  ] as const
).flatMap(([told, time]): Row[] => {
  const then = (spoil: (world: World) => void) => async (world: World) => {
    await world.passTime(time);
    spoil(world);
  };
  const timing = 'minutes pass';
  return [
    {
      name: `the container is frozen for ${told}, its connections are closed`,
      timing,
      afterAGoodRun: then((world) => world.closeConnections()),
      ...well,
      ...(time === 20 * minute ? { quick: true } : {}),
    },
    {
      name: `the container is frozen for ${told}, its connections are reset when used`,
      timing,
      afterAGoodRun: then((world) => world.spoilConnections('reset')),
      ...well,
    },
    {
      name: `the container is frozen for ${told}, its connections are black-holed`,
      timing,
      afterAGoodRun: then((world) => world.spoilConnections('mute')),
      ...well,
    },
  ];
});

/** Clocks, events, and the time that is left. */
export const time: readonly Row[] = [
  { name: "the API server's clock is 4 minutes behind", apiClock: -4 * minute, ...well, quick: true },
  { name: "the API server's clock is 4 minutes ahead", apiClock: 4 * minute, ...well, quick: true },
  { name: "the function's clock is 40 s behind", ownClock: -40 * second, ...well },
  { name: "the function's clock is 40 s ahead", ownClock: 40 * second, ...well },
  {
    name: "the function's clock is 5 minutes behind",
    ownClock: -5 * minute,
    published: null,
    failed: true,
    reason: 'EarlyEvent',
  },
  {
    name: "the function's clock is 5 minutes ahead",
    ownClock: 5 * minute,
    published: null,
    failed: true,
    reason: 'LateEvent',
  },
  ...frozen,
  {
    name: 'an event without time: a test',
    event: () => ({ key1: 'value1' }),
    published: null,
    failed: false,
    reason: '',
    quick: true,
  },
  { name: 'an event that is nothing', event: () => null, published: null, failed: false, reason: '' },
  {
    name: 'an event of two minutes ago',
    event: at(-2 * minute),
    published: null,
    failed: true,
    reason: 'LateEvent',
    asksAtMost: 0,
    quick: true,
  },
  {
    name: 'an event of an hour ago',
    event: at(-hour),
    published: null,
    failed: true,
    reason: 'LateEvent',
    asksAtMost: 0,
  },
  { name: 'an event of 50 s ago', event: at(-50 * second), ...well },
  { name: 'an event from the future, in 20 s', event: at(20 * second), ...well },
  {
    name: 'an event from the future, in two minutes',
    event: at(2 * minute),
    published: null,
    failed: true,
    reason: 'EarlyEvent',
    asksAtMost: 0,
    quick: true,
  },
  {
    name: 'an event whose time is no date',
    event: () => ({ time: 'now' }),
    published: null,
    failed: true,
    reason: 'InvalidEvent',
    asksAtMost: 0,
  },
  {
    name: 'an event whose time is a number',
    event: (now) => ({ time: now }),
    published: null,
    failed: true,
    reason: 'InvalidEvent',
    asksAtMost: 0,
  },
  {
    name: 'a third of the time is left, and no answer comes',
    remaining: 700,
    api: { any: hang },
    published: null,
    failed: true,
    reason: 'Timeout',
    quick: true,
  },
  { name: '3 s are left, and no answer comes', remaining: 3000, api: { any: hang }, ...timeout },
  {
    name: 'hardly any time is left, and no answer comes',
    remaining: 100,
    api: { any: hang },
    afterAGoodRun: () => {},
    ...timeout,
  },
  { name: 'two invocations at the same time', overlapping: 2, ...well, quick: true },
  {
    name: 'two invocations at the same time, no answer about one target',
    overlapping: 2,
    api: { web: hang },
    ...timeout,
  },
  {
    name: 'two invocations at the same time, after their token has ended',
    overlapping: 2,
    timing: 'minutes pass',
    afterAGoodRun: (world) => world.passTime(16 * minute),
    ...well,
  },
  {
    name: 'five invocations at the same time over stale connections',
    overlapping: 5,
    afterAGoodRun: (world) => world.spoilConnections('reset'),
    ...well,
  },
  { name: 'a dry run', config: 'dryRun', published: null, failed: false, reason: '' },
  { name: 'a dry run, and no answer comes', config: 'dryRun', api: { any: hang }, ...timeout },
];
