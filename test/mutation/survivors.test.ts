import { existsSync, readFileSync } from 'node:fs';
import { formatMutant, type Report, readListedSurvivors, type Survivor, survivorsOf, without } from './survivors';

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
const survivor = (to: string): Survivor => ({ file: 'a.ts', mutant: { from: 'b < c', to } });

test('survivors are the mutants that survived or that no test covered', () => {
  expect(survivorsOf(report)).toEqual([survivor('b <= c'), survivor('b > c')]);
});

test('an entry accounts for one mutant only', () => {
  const [one, other] = [survivor('b <= c'), survivor('b > c')];
  expect(without([one, one, other], [one])).toEqual([one, other]);
  expect(without([one], [other, one])).toEqual([]);
});

describe('survivors.json', () => {
  const listed = readListedSurvivors();

  test.each(listed.map((one) => [formatMutant(one), one] as const))('%s: file, code and reason exist', (_, one) => {
    expect(existsSync(one.file)).toBe(true);
    expect(readFileSync(one.file, 'utf8').replace(/\s+/g, ' ')).toContain(one.mutant.from);
    expect(one.reason).toMatch(/^.{20,}\.$/);
  });
});
