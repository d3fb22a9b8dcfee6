import { compareLooks, type Memory, type PodLook } from '../../../lambda/podMetrics/looks';
import type { Bucket, Selected } from '../../../lambda/podMetrics/selectSeries';

const seconds = 60;
const start = Date.UTC(2026, 0, 1);
const minute = (count: number) => start + count * 60_000;
const empty: Selected = { gauges: [], counters: new Map(), histograms: new Map(), means: new Map() };
const counter = (...values: number[]): Selected => ({
  ...empty,
  counters: new Map(values.map((value, index) => [`c{i="${index}"}`, value])),
});
const histogram = (...buckets: Bucket[]): Selected => ({ ...empty, histograms: new Map([['', buckets]]) });
const old = minute(-60);

/** Each look is what pods expose of one metric, by their UID; `unread` exists, but was not read. */
type Look = Readonly<Record<string, Selected | 'unread' | undefined>>;

/** What each look adds to the metric: values of all pods, in their order. */
function watch(
  looks: readonly Look[],
  {
    created = {},
    at = looks.map((_, index) => index),
  }: { readonly created?: Readonly<Record<string, number>>; readonly at?: readonly number[] } = {},
) {
  let memory: Memory | undefined;
  return looks.map((look, index) => {
    const entries = Object.entries(look);
    const read = entries.flatMap(([uid, one]): [string, PodLook][] => (one === 'unread' ? [] : [[uid, [one]]]));
    const compared = compareLooks(memory, {
      pods: entries.map(([uid]) => ({ uid, createdAt: created[uid] ?? old })),
      looks: new Map(read),
      now: minute(at[index] ?? 0),
      seconds,
    });
    memory = compared.memory;
    return compared.contributions.flatMap(([one]) => one ?? []);
  });
}
const increases = (...args: Parameters<typeof watch>) =>
  watch(...args).map((look) => look.flatMap(({ values }) => values));

test('the first look of a container publishes no counter, but gauges', () => {
  expect(increases([{ a: counter(20) }])).toEqual([[]]);
  expect(increases([{ a: { ...empty, gauges: [20] } }])).toEqual([[20]]);
});

test('constants of several pods do not increase', () => {
  const look = { a: counter(20), b: counter(50), c: counter(30) };
  expect(increases([look, look, look])).toEqual([[], [0, 0, 0], [0, 0, 0]]);
});

test('a counter counts from the last look at the same pod', () => {
  expect(
    increases([
      { a: counter(20), b: counter(5) },
      { a: counter(23), b: counter(6) },
    ]),
  ).toEqual([[], [3, 1]]);
});

test('a counter that was reset counts from zero', () => {
  expect(increases([{ a: counter(20) }, { a: counter(4) }, { a: counter(5) }])).toEqual([[], [4], [1]]);
});

test('a series that is new counts from zero', () => {
  expect(increases([{ a: counter(20) }, { a: counter(20, 3) }])).toEqual([[], [0, 3]]);
});

test('a metric that a pod did not expose counts from zero', () => {
  expect(increases([{ a: undefined }, { a: counter(1) }])).toEqual([[], [1]]);
});

test('a pod that was created after the first look counts from zero, even if it was unready or unread for some looks', () => {
  const created = { new: minute(0.5) };
  expect(increases([{ a: counter(1) }, { a: counter(1), new: counter(7) }], { created })).toEqual([[], [0, 7]]);
  expect(increases([{ a: counter(1) }, { new: 'unread' }, { new: counter(7) }], { created })).toEqual([[], [], [7]]);
});

test('a pod that existed before the first look and was not read then adds nothing at its own first look', () => {
  expect(increases([{ a: 'unread' }, { a: counter(7) }, { a: counter(9) }])).toEqual([[], [], [2]]);
});

test('a pod that was unread for some looks counts from its last one', () => {
  expect(increases([{ a: counter(1) }, { a: 'unread' }, { a: 'unread' }, { a: counter(5) }])).toEqual([
    [],
    [],
    [],
    [4],
  ]);
});

test('a look that is older than 5 periods does not count', () => {
  const looks = [{ a: counter(1) }, { a: counter(5) }, { a: counter(6) }];
  expect(increases(looks, { at: [0, 5, 6] })).toEqual([[], [4], [1]]);
  expect(increases(looks, { at: [0, 6, 7] })).toEqual([[], [], [1]]);
  // Not even if it was created after the first look: it would count twice.
  expect(increases([{}, ...looks], { at: [0, 1, 7, 8], created: { a: minute(0.5) } })).toEqual([[], [1], [], [1]]);
});

test('after a pause of more than 5 periods, pods that were created meanwhile add nothing', () => {
  const looks = [{ a: counter(1) }, { a: counter(9), new: counter(7) }, { a: counter(10), new: counter(8) }];
  const created = { new: minute(0.5) };
  expect(increases(looks, { created, at: [0, 5, 6] })).toEqual([[], [8, 7], [1, 1]]);
  expect(increases(looks, { created, at: [0, 6, 7] })).toEqual([[], [], [1, 1]]);
  // Also if it was created shortly before the first look after the pause: another container may have counted it.
  expect(increases(looks, { created: { new: minute(179.5) }, at: [0, 180, 181] })).toEqual([[], [], [1, 1]]);
});

test('a pod that is first read more than 5 periods after its creation adds nothing', () => {
  const looks = [{}, { new: 'unread' }, { new: counter(7) }, { new: counter(8) }] as const;
  const created = { new: minute(0.5) };
  expect(increases(looks, { created, at: [0, 3, 5, 6] })).toEqual([[], [], [7], [1]]);
  expect(increases(looks, { created, at: [0, 3, 6, 7] })).toEqual([[], [], [], [1]]);
});

test('after a pause of more than 5 periods, a series that is new adds nothing', () => {
  const looks = [{ a: counter(1) }, { a: counter(1, 5) }, { a: counter(1, 6) }];
  expect(increases(looks, { at: [0, 5, 6] })).toEqual([[], [0, 5], [0, 1]]);
  expect(increases(looks, { at: [0, 6, 7] })).toEqual([[], [], [0, 1]]);
});

test('a pod that is gone is forgotten', () => {
  expect(increases([{ a: counter(9) }, {}, { a: counter(9) }])).toEqual([[], [], []]);
});

test('of a summary without quantiles, the mean of the observations since the last look', () => {
  const mean = (sum: number, count: number): Selected => ({ ...empty, means: new Map([['', { sum, count }]]) });
  expect(increases([{ a: mean(10, 5) }, { a: mean(16, 7) }, { a: mean(16, 7) }, { a: mean(8, 4) }])).toEqual([
    [],
    [3],
    [],
    [2],
  ]);
});

const infinity = Number.POSITIVE_INFINITY;

test('the observations of a histogram since the last look, at the middle of their buckets', () => {
  const looks = [
    { a: histogram([1, 10], [3, 10], [infinity, 12]) },
    { a: histogram([1, 12], [3, 15], [infinity, 18]) },
    // Reset.
    { a: histogram([1, 1], [3, 2], [infinity, 2]) },
  ];
  expect(watch(looks).map((look) => look.flatMap(({ observations }) => observations))).toEqual([
    [],
    [
      [0.5, 2],
      [2, 3],
      [3, 1],
    ],
    [
      [0.5, 1],
      [2, 1],
      [3, 0],
    ],
  ]);
});

test.each<[string, Bucket[], number[]]>([
  [
    'negative bounds',
    [
      [-5, 1],
      [-1, 2],
      [infinity, 3],
    ],
    [-5, -3, -1],
  ],
  ['only one bucket', [[infinity, 1]], [0]],
  [
    'a bound of zero',
    [
      [0, 1],
      [10, 2],
    ],
    [0, 5],
  ],
])('histograms with %s have values', (_, buckets, expected) => {
  const [, observed = []] = watch([{}, { a: histogram(...buckets) }], { created: { a: minute(0.5) } });
  expect(observed.flatMap(({ observations }) => observations)).toEqual(expected.map((value) => [value, 1]));
});

test('a bucket that counts less than the one below it has no negative number of observations', () => {
  const [, observed = []] = watch([{}, { a: histogram([1, 5], [2, 4], [infinity, 6]) }], {
    created: { a: minute(0.5) },
  });
  expect(observed.flatMap(({ observations }) => observations.map(([, count]) => count))).toEqual([5, 0, 1]);
});
