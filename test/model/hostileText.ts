import * as fc from 'fast-check';

/** Characters that must not reach a terminal or a log, by their ranges: the code has them by their Unicode categories. */
export const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]|\p{Cs}/u;

const hostile = ['\n', '\r\n', '\u001b[31m', '\u009b31m', '\u0085', '\u2028', '\u202e', '\u2066', '\u200f', '\u061c'];
const others = [
  '\u200b',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '\u{e0000}',
  '\u2065',
  '"',
  '\\',
  '=',
  ' ',
  'é',
  '→',
  '😀',
];

export const anyHostileText = fc
  .array(fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(...hostile, ...others)), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

/**
 * A key without a backslash: after it has parsed a key that is one, `JSON.parse` of Node.js 24 takes it for other keys with an escape.
 * Source: nodejs/node, issue 63785.
 */
export const anyHostileKey = anyHostileText.map((text) => text.replaceAll('\\', '/'));
