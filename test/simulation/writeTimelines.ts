import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../model/errorMessage';
import { maintenance, shortOutages } from './maintenance';
import { outages } from './outages';
import { type Played, renderTable, withTable } from './table';
import { playRuns } from './timeline';

/** Writes the table of the documentation: `npm run timelines`, after every change of a rule of health. */
async function main(): Promise<void> {
  const file = join(__dirname, '..', '..', 'docs', 'health.md');
  const played: Played[] = [];
  for (const scenario of [...maintenance, ...shortOutages, ...outages]) played.push(await playRuns(scenario));
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), renderTable(played)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
