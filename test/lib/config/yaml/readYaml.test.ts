import { formatPath } from '../../../../lib/config/diagnostics/diagnostic';
import { readYaml } from '../../../../lib/config/yaml/readYaml';

const read = (text: string) => {
  const { problems, usable, toPosition } = readYaml(text);
  const lines = problems.map(({ offset, path, message }) => {
    const { line, column } = toPosition(offset);
    return `${line}:${column} ${formatPath(path)}: ${message}`;
  });
  return { usable, lines };
};

describe('invalid YAML, or YAML that a configuration cannot use', () => {
  test.each([
    [
      'a tab as indentation',
      'cluster:\n\tname: prod\n',
      ['2:1 : the indentation contains a tab; YAML allows only spaces.'],
    ],
    [
      'several documents',
      'a: 1\n---\na: 2\n',
      ['2:1 : the file contains several YAML documents (---); use one file per cluster.'],
    ],
    ['a list as a key', '? [a]\n: 1\n', ['1:3 : a key must be a plain string.']],
    ['a custom tag', 'a: !Ref b\n', ['1:4 : YAML tags (!) are not supported; write the plain value, or quote it.']],
    ['a value that starts with @', 'a: @b\n', ['1:4 : a value cannot start with this character; quote the value.']],
    [
      'a mapping within a line',
      'a: 1\nb: c: d\n',
      ['2:4 : a mapping cannot start here; check the indentation, and quote values that contain ": ".'],
    ],
    ['an unterminated quote', 'a: "b\n', ['2:1 : invalid YAML: Missing closing "quote.']],
    [
      'an unterminated list',
      'a: [1,\n',
      ['2:1 : invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ],
    ['an unknown directive', '%FOO\n---\na: 1\n', ['1:1 : invalid YAML: Unknown directive %FOO.']],
    [
      'a key that is indented too far',
      'a: 1\n b: 2\n',
      ['1:4 : a mapping cannot start here; check the indentation, and quote values that contain ": ".'],
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual({ usable: false, lines: expected });
  });

  test.each([
    [
      'a null character',
      'a: 1\nb: \0\n',
      '2:4 : got the character U+0000, which YAML does not allow; save the file as UTF-8 text.',
    ],
    ['an escape character', '\x1b[1m', expect.stringMatching(/^1:1 : got the character U\+001B/)],
    [
      'UTF-16',
      Buffer.from('\ufeffa: 1\n', 'utf16le').toString(),
      expect.stringMatching(/^1:1 : got the character U\+FFFD/),
    ],
    ['an executable', '\x7fELF\x02\x01\x01\0', expect.stringMatching(/^1:1 : got the character U\+007F/)],
    ['a single carriage return', 'a: 1\rb: 2\r', expect.stringMatching(/^1:5 : got the character U\+000D/)],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual({ usable: false, lines: [expected] });
  });

  test.each([
    ['lists', '['.repeat(10_000)],
    ['terminated lists', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['mappings', '{a: '.repeat(10_000)],
    ['dashes', '- '.repeat(10_000)],
    ['keys', '? '.repeat(10_000)],
    ['lines', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('10,000 nested %s', (_, text) => {
    const { usable, lines } = read(text);
    expect(usable).toBe(false);
    expect(lines).toEqual([expect.stringContaining('nested too deeply; a configuration needs four levels.')]);
  });
});

describe('a duplicate key', () => {
  test.each([
    ['a: 1\nb: 2\na: 3\n', '3:1 a: duplicate key in the same mapping; remove one.'],
    ['t:\n  - { k: 1 }\n  - { k: 1, k: 2 }\n', '3:13 t[1].k: duplicate key in the same mapping; remove one.'],
    ['a: { b: { c: 1, "c": 2 } }\n', '1:17 a.b.c: duplicate key in the same mapping; remove one.'],
  ])('%j leaves the rest usable', (text, line) => {
    expect(read(text)).toEqual({ usable: true, lines: [line] });
  });
});

describe('valid YAML', () => {
  test.each([
    ['nothing', ''],
    ['only comments', '# hello\n'],
    ['a byte order mark', '\ufeffa: 1\n'],
    ['Windows line endings', 'a: 1\r\nb:\r\n  - 2\r\n'],
    ['one document with markers', '---\na: 1\n...\n'],
    ['tabs that are not indentation', 'a: 1\t# one\n'],
    ['non-ASCII text', 'a: "café ☕ 日本"\n'],
    ['anchors, aliases and merge keys', 'a: &a { x: 1 }\nb: *a\nc: { <<: *a, y: 2 }\n'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ usable: true, lines: [] });
  });
});

test.each([
  ['a byte order mark is not counted as a column', '\ufeffa: @b\n', '1:4'],
  ['a Windows line ending is one line', 'a: 1\r\nb: @b\r\n', '2:4'],
])('%s', (_, text, position) => {
  expect(read(text).lines).toEqual([expect.stringMatching(new RegExp(`^${position} `))]);
});
