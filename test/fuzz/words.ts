import * as fc from 'fast-check';
import type { Json } from './mutation';

/** Values that often break code that reads JSON. */
const hostileValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  '',
  ' ',
  '0',
  '-1',
  '007',
  '1e3',
  '50%',
  '101%',
  '-1%',
  'NaN',
  'null',
  'True',
  'true',
  '__proto__',
  'constructor',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-02-30T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '* * * * *',
  '@every 1s',
  '0 0 30 2 *',
  'CRON_TZ=Nowhere * * * * *',
  'a'.repeat(5_000),
  '\0',
  '\ud800',
  'line\nline',
  '\u2028',
  [],
  {},
  [[]],
  [null],
  { '': null },
];

/** Hostile values, known values, and any JSON values. */
export function anyValueBeside(...known: readonly Json[]): fc.Arbitrary<Json> {
  const anything = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
  return fc.oneof(fc.constantFrom(...hostileValues, ...known), fc.constantFrom(...known), anything);
}

/** All keys of a document, at any depth. */
export function keysIn(document: unknown): string[] {
  if (typeof document !== 'object' || document === null) return [];
  const own = Array.isArray(document) ? [] : Object.keys(document);
  return [...own, ...Object.values(document).flatMap(keysIn)];
}

/** The given keys, and keys that often break code that reads JSON. */
export function anyKeyOf(keys: Iterable<string>): fc.Arbitrary<string> {
  const hostile = ['', '__proto__', 'constructor', 'toString', 'length', '0'];
  return fc.constantFrom(...new Set([...keys, ...hostile]));
}
