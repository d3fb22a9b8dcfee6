import { readFileSync } from 'node:fs';
import { arguedIn, survivorsOf, tell, without } from './survivors';

/** Fails where a mutant lives that docs/testing.md does not argue for; tells which arguments are not needed any more. */
const living = survivorsOf(JSON.parse(readFileSync('dist/mutation/report.json', 'utf8')));
const argued = arguedIn(readFileSync('docs/testing.md', 'utf8'));
const unargued = without(living, argued);
const lines = [
  `${living.length} mutants live, ${unargued.length} of them without an argument in docs/testing.md`,
  ...(unargued.length === 0 ? [] : ['Kill them by tests, or argue there why no test can:', ...unargued.map(tell)]),
  ...without(argued, living).map((survivor) => `no longer there: ${tell(survivor)}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = unargued.length === 0 ? 0 : 1;
