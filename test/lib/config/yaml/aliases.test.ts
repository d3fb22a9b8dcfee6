import { parseDocument } from 'yaml';
import { findAliasProblems } from '../../../../lib/config/yaml/aliases';

const check = (text: string) =>
  findAliasProblems(parseDocument(text, { merge: true, stringKeys: true })).map(({ offset, message }) => {
    return `${text.slice(offset).split(/[\s,\]}]/)[0]}: ${message}`;
  });
/** Each letter is nine aliases of the previous one. */
const chain = (pattern: (alias: string) => string) =>
  [...'bcdefghij'].map((letter, index) => `${letter}: &${letter} ${pattern(`*${'abcdefghi'[index]} `)}\n`).join('');
const nine = (alias: string) => Array(9).fill(alias).join(', ');

test.each([
  [
    'an alias without an anchor',
    'a: *x\nb: [*y]\n',
    ['*x: the alias *x has no anchor &x before it.', '*y: the alias *y has no anchor &y before it.'],
  ],
  ['an anchor after its alias', 'a: *x\nb: &x 1\n', ['*x: the alias *x has no anchor &x before it.']],
  ['a list that contains itself', 'a: &x [1, *x]\n', ['*x: the alias *x is inside its own anchor.']],
  ['a mapping that merges itself', 'a: &x { <<: *x }\n', ['*x: the alias *x is inside its own anchor.']],
  [
    'a merged alias of the merge key',
    '&x <<: *x\n',
    ['*x: the merge key << requires a mapping or an alias of a mapping.'],
  ],
  ['a merged number', 'a: { <<: 5 }\n', ['5: the merge key << requires a mapping or an alias of a mapping.']],
  [
    'a merged alias of a list',
    'a: &x [1]\nb: { <<: *x }\n',
    ['*x: the merge key << requires a mapping or an alias of a mapping.'],
  ],
  [
    'a merged list with a string',
    'a: &x { y: 1 }\nb: { <<: [*x, z] }\n',
    ['z: the merge key << requires a mapping or an alias of a mapping.'],
  ],
  [
    'a billion laughs',
    `a: &a [${nine('ha')}]\n${chain((alias) => `[${nine(alias)}]`)}`,
    ['*e: the aliases up to here expand to more than 100000 values; write the values out instead.'],
  ],
  [
    'a billion merges',
    `a: &a { ha: 1 }\n${chain((alias) => `{ <<: [${nine(alias)}] }`)}`,
    ['*e: the aliases up to here expand to more than 100000 values; write the values out instead.'],
  ],
  [
    'a long chain of merges',
    `a0: &a0 { x: 1 }\n${Array.from({ length: 3000 }, (_, i) => `a${i + 1}: &a${i + 1} { <<: *a${i} }\n`).join('')}`,
    [expect.stringContaining('expand to more than 100000 values; write the values out instead.')],
  ],
])('%s', (_, text, expected) => {
  expect(check(text)).toEqual(expected);
});

test.each([
  ['no alias', 'a: [1, 2]\n'],
  ['a string with many aliases', `a: &x 5m\nb: [${Array(1000).fill('*x ').join(', ')}]\n`],
  ['a mapping merged into a thousand targets', `- &x { a: 1, b: 2 }\n${'- { <<: *x, c: 3 }\n'.repeat(1000)}`],
  ['a redefined anchor', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n'],
  ['a list of merges', 'a: &x { y: 1 }\nb: &z { w: 1 }\nc: { <<: [*x, *z, { v: 1 }] }\n'],
])('%s is valid', (_, text) => {
  expect(check(text)).toEqual([]);
});
