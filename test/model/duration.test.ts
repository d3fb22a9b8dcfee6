import * as fc from 'fast-check';
import { formatAge, formatDuration, parseDuration } from '../../model/duration';

test.each([
  ['0', 0],
  ['0s', 0],
  ['90s', 90],
  ['15m', 900],
  ['1h30m', 5400],
  ['30m1h', 5400],
  ['2d', 172_800],
  ['1d1h1m1s', 90_061],
  ['007m', 420],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  '',
  '15',
  '00',
  'm',
  '5',
  '-5m',
  '+5m',
  '1.5h',
  '5 m',
  ' 5m',
  '5m\n',
  '5M',
  '5w',
  '5ms',
  '1m1m',
  '5m0',
  '1e3s',
  '1000000s',
  '٣m',
])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  [0, '0s'],
  [45, '45s'],
  [900, '15m'],
  [5400, '1h30m'],
  [90_061, '1d1h1m1s'],
  [59.6, '1m'],
  [-3, '0s'],
])('%d seconds are written %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [-3, '0s'],
  [0, '0s'],
  [59.9, '59s'],
  [60, '1m'],
  [3599, '59m'],
  [3600, '1h'],
  [86_399, '23h'],
  [400 * 86_400, '400d'],
])('an age of %d seconds is written %s', (seconds, text) => {
  expect(formatAge(seconds)).toBe(text);
});

test('what is written is read as the same seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 * 86_400 }), (seconds) => {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }),
  );
});

test('the order of the units does not matter', () => {
  const parts = fc.uniqueArray(fc.tuple(fc.nat(999_999), fc.constantFrom('s', 'm', 'h', 'd')), {
    minLength: 1,
    selector: ([, unit]) => unit,
  });
  fc.assert(
    fc.property(parts, (units) => {
      const text = units.map(([count, unit]) => `${count}${unit}`);
      expect(parseDuration(text.toReversed().join(''))).toBe(parseDuration(text.join('')));
      expect(parseDuration(text.join(''))).toEqual(expect.any(Number));
    }),
  );
});
