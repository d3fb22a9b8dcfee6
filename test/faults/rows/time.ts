import { hang } from '../../support/servers/actions/actions';
import type { Environment } from '../environment';
import type { Row } from '../fault';
import { healthy, timeout, unknown } from './expected';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const at = (ahead: number) => (now: number) => ({ time: new Date(now + ahead).toISOString() });

/** The container is frozen between two runs; the servers are not. */
const frozen: readonly Row[] = (
  [
    ['59 s', 59 * second],
    ['89 s', 89 * second],
    ['20 min', 20 * minute],
    ['14 h', 14 * hour],
  ] as const
).flatMap(([duration, time]): Row[] => {
  const then = (breakConnections: (environment: Environment) => void) => async (environment: Environment) => {
    await environment.passTime(time);
    breakConnections(environment);
  };
  const timing = 'minutes pass';
  return [
    {
      name: `the container is frozen for ${duration}, its connections are closed`,
      timing,
      afterHealthyRun: then((environment) => environment.closeConnections()),
      ...healthy,
      ...(time === 20 * minute ? { quick: true } : {}),
    },
    {
      name: `the container is frozen for ${duration}, its connections are reset when used`,
      timing,
      afterHealthyRun: then((environment) => environment.breakConnections('reset')),
      ...healthy,
    },
    {
      name: `the container is frozen for ${duration}, its connections get no response`,
      timing,
      afterHealthyRun: then((environment) => environment.breakConnections('silent')),
      ...healthy,
    },
  ];
});

/** Clocks, events, and the time that is left. */
export const time: readonly Row[] = [
  { name: "the API server's clock is 4 minutes behind", apiClock: -4 * minute, ...healthy, quick: true },
  { name: "the API server's clock is 4 minutes ahead", apiClock: 4 * minute, ...healthy, quick: true },
  { name: "the function's clock is 40 s behind", functionClock: -40 * second, ...healthy },
  { name: "the function's clock is 40 s ahead", functionClock: 40 * second, ...healthy },
  {
    name: "the function's clock is 5 minutes behind",
    functionClock: -5 * minute,
    ...unknown('EarlyEvent'),
  },
  {
    name: "the function's clock is 5 minutes ahead",
    functionClock: 5 * minute,
    ...unknown('LateEvent'),
  },
  ...frozen,
  {
    name: 'an event without a time, which is a test',
    event: () => ({ key1: 'value1' }),
    published: null,
    failed: false,
    reason: '',
    quick: true,
  },
  { name: 'an event that is null', event: () => null, published: null, failed: false, reason: '' },
  {
    name: 'an event of 121 s ago',
    event: at(-121 * second),
    ...unknown('LateEvent'),
    requestsAtMost: 0,
    quick: true,
  },
  {
    name: 'an event of an hour ago',
    event: at(-hour),
    ...unknown('LateEvent'),
    requestsAtMost: 0,
  },
  { name: 'an event of 110 s ago', event: at(-110 * second), ...healthy },
  { name: 'an event 20 s ahead', event: at(20 * second), ...healthy },
  {
    name: 'an event 2 minutes ahead',
    event: at(2 * minute),
    ...unknown('EarlyEvent'),
    requestsAtMost: 0,
    quick: true,
  },
  {
    name: 'an event whose time is not a date',
    event: () => ({ time: 'now' }),
    ...unknown('InvalidEvent'),
    requestsAtMost: 0,
  },
  {
    name: 'an event whose time is a number',
    event: (now) => ({ time: now }),
    ...unknown('InvalidEvent'),
    requestsAtMost: 0,
  },
  {
    name: '1.5 s are left, and no response',
    api: { any: hang },
    afterHealthyRun: () => {},
    ...timeout,
    remaining: 1500,
    quick: true,
  },
  { name: '5 s are left, and no response', api: { any: hang }, ...timeout, remaining: 5000 },
  {
    name: '0.3 s are left, and no response',
    api: { any: hang },
    afterHealthyRun: () => {},
    ...timeout,
    remaining: 300,
  },
  { name: 'two invocations at the same time', overlapping: 2, ...healthy, quick: true },
  {
    name: 'two invocations at the same time, and no response about one target',
    overlapping: 2,
    api: { web: hang },
    ...timeout,
  },
  {
    name: 'two invocations at the same time, and the token has expired',
    overlapping: 2,
    timing: 'minutes pass',
    afterHealthyRun: (environment) => environment.passTime(16 * minute),
    ...healthy,
  },
  {
    name: 'five invocations at the same time, and the kept-alive connection is reset when it is used',
    overlapping: 5,
    afterHealthyRun: (environment) => environment.breakConnections('reset'),
    ...healthy,
  },
  {
    name: 'all connections of five earlier invocations are reset when they are used',
    afterHealthyRun: async (environment) => {
      await Promise.all(Array.from({ length: 5 }, () => environment.run()));
      environment.breakConnections('reset');
    },
    ...healthy,
    quick: true,
  },
  { name: 'a dry run', config: 'dryRun', published: null, failed: false, reason: '' },
  { name: 'a dry run, and no response', config: 'dryRun', api: { any: hang }, ...timeout },
];
