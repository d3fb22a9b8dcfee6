import {
  count,
  countOr,
  desiredReplicas,
  mapStrings,
  newest,
  oldest,
  record,
  records,
  text,
  time,
} from '../../model/json';

const nothing = [undefined, null, 0, 1.5, true, 'x', [], [1]];

test.each(nothing)('%p is no mapping', (value) => {
  expect(record(value)).toEqual({});
});

test('a mapping is itself', () => {
  const value = { a: 1 };
  expect(record(value)).toBe(value);
});

test('a list keeps its length, whatever is in it', () => {
  expect(records([{ a: 1 }, null, 'x', [1]])).toEqual([{ a: 1 }, {}, {}, {}]);
});

test.each([undefined, null, 'x', 3, { length: 2 }])('%p is no list', (value) => {
  expect(records(value)).toEqual([]);
});

test.each([
  ['x', 'x'],
  ['', ''],
  [1, undefined],
  [null, undefined],
])('%p as text is %p', (value, expected) => {
  expect(text(value)).toBe(expected);
});

test.each([
  [0, 0],
  [3, 3],
  ['3', 3],
  ['007', 7],
  [-1, undefined],
  [1.5, undefined],
  [2 ** 53, undefined],
  [Number.NaN, undefined],
  ['', undefined],
  ['-1', undefined],
  ['3.0', undefined],
  [' 3', undefined],
  [null, undefined],
  [true, undefined],
  [[3], undefined],
])('%p as a count is %p', (value, expected) => {
  expect(count(value)).toBe(expected);
});

test.each([
  ['2026-01-01T12:00:00Z', Date.UTC(2026, 0, 1, 12)],
  ['2026-01-01T12:00:00.123456Z', Date.UTC(2026, 0, 1, 12, 0, 0, 123)],
  ['2026-01-01T13:00:00+01:00', Date.UTC(2026, 0, 1, 12)],
  ['Thu, 01 Jan 2026 12:00:00 GMT', Date.UTC(2026, 0, 1, 12)],
  ['yesterday', undefined],
  [1767268800, undefined],
  [null, undefined],
])('%p as a time is %p', (value, expected) => {
  expect(time(value)).toBe(expected);
});

test.each([
  [[undefined, 1, 3, undefined, 2], 3, 1],
  [[undefined], undefined, undefined],
  [[], undefined, undefined],
])('of %p the newest is %p and the oldest %p', (times, youngest, eldest) => {
  expect([newest(times), oldest(times)]).toEqual([youngest, eldest]);
});

test.each([
  [undefined, 7],
  [null, 7],
  [0, 0],
  ['3', 3],
  ['x', undefined],
])('%p as a count that may be absent is %p', (value, expected) => {
  expect(countOr(7, value)).toBe(expected);
});

test.each([
  [{}, 1],
  [{ replicas: 0 }, 0],
  [{ replicas: 3 }, 3],
  [{ replicas: null }, undefined],
  [{ replicas: 'x' }, undefined],
  [undefined, undefined],
  [null, undefined],
  ['x', undefined],
  [[], undefined],
])('the replicas that the spec %j desires are %p', (spec, expected) => {
  expect(desiredReplicas(spec)).toBe(expected);
});

test('mapStrings replaces every string, and nothing else', () => {
  const value = { a: 'x', list: ['x', 1, null, { x: 'x' }], undefined, is: true };
  const expected = { a: 'X', list: ['X', 1, null, { x: 'X' }], undefined, is: true };
  expect(mapStrings(value, (text) => text.toUpperCase())).toStrictEqual(expected);
});
