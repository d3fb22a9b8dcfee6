import * as fc from 'fast-check';
import { escapeUnsafe, toOneLine, toSafeJson } from '../../model/safeText';
import { anyHostileKey, anyHostileText, unsafe } from './hostileText';

test.each([
  ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
  ['\u009b2J', '\\u009b2J'],
  ['web\u202egpj.exe', 'web\\u202egpj.exe'],
  ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
  ['a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['a\r\nb', 'a\\u000d\nb'],
  ['déjà vu … 😀 日本語 עברית', 'déjà vu … 😀 日本語 עברית'],
])('escapeUnsafe(%j)', (text, expected) => {
  expect(escapeUnsafe(text)).toBe(expected);
});

test.each([
  ['a\n  b\r\nc\u0085d\u2028e', 'a b c d e'],
  [' \u001b[31mred\u0007 ', '\\u001b[31mred\\u0007'],
  ['déjà vu …', 'déjà vu …'],
])('toOneLine(%j)', (text, expected) => {
  expect(toOneLine(text)).toBe(expected);
});

test('any text on one line has no unsafe character', () => {
  fc.assert(fc.property(anyHostileText, (text) => expect(toOneLine(text)).not.toMatch(unsafe)));
});

test('JSON of any text has no unsafe character, and keeps its meaning', () => {
  fc.assert(
    fc.property(fc.dictionary(anyHostileKey, anyHostileText), fc.constantFrom(0, 2), (value, indent) => {
      const json = toSafeJson(value, indent);
      expect(json.replaceAll('\n', '')).not.toMatch(unsafe);
      expect(JSON.parse(json)).toEqual(value);
    }),
  );
});
