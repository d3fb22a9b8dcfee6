import { arguedIn, type Report, type Survivor, survivorsOf, tell, without } from './survivors';

const source = 'const a =\n  b < c;\n';
const mutant = (status: string, replacement: string) => ({
  status,
  replacement,
  location: { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } },
});
const report: Report = {
  files: {
    'a.ts': {
      source,
      mutants: [mutant('Killed', 'true'), mutant('Survived', 'b <= c'), mutant('NoCoverage', 'b\n  > c')],
    },
  },
};
const survivor = (to: string): Survivor => ({ file: 'a.ts', from: 'b < c', to });

test('what lives is what survived, and what no test ran', () => {
  expect(survivorsOf(report)).toEqual([survivor('b <= c'), survivor('b > c')]);
});

test('what is argued for is a list item, told as it is asked for', () => {
  const markdown = [
    'Some text.',
    tell(survivor('b <= c')),
    '- `a.ts`, worstOf: `` `a` `` becomes `` `` `` (2 times)',
    '- `a.ts`: `` b `` becomes `` c ``',
  ].join('\n');
  const template = { file: 'a.ts', from: '`a`', to: '``' };
  expect(arguedIn(markdown)).toEqual([survivor('b <= c'), template, template]);
});

test('an argument is for one mutant alone', () => {
  const [one, other] = [survivor('b <= c'), survivor('b > c')];
  expect(without([one, one, other], [one])).toEqual([one, other]);
  expect(without([one], [other, one])).toEqual([]);
});
