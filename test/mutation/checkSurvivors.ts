import { readFileSync } from 'node:fs';
import { formatMutant, type Report, readListedSurvivors, survivorsOf, without } from './survivors';

/** Fails if a mutant survives that survivors.json does not list; also reports entries that are no longer needed. */
const report: Report = JSON.parse(readFileSync('dist/mutation/report.json', 'utf8'));
const actual = survivorsOf(report);
// A run may cover some files only.
const listed = readListedSurvivors().filter(({ file }) => file in report.files);
const unlisted = without(actual, listed);
const lines = [
  `${actual.length} mutants survive, ${unlisted.length} of them are not listed in test/mutation/survivors.json`,
  ...(unlisted.length === 0 ? [] : ['Kill them with a test, or list them with the reason why no test can:']),
  ...unlisted.map((mutant) => JSON.stringify(mutant)),
  ...without(listed, actual).map((mutant) => `no longer survives: ${formatMutant(mutant)}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = unlisted.length === 0 ? 0 : 1;
