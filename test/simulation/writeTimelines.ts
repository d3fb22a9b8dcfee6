import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../model/errorMessage';
import { maintenance, shortOutages } from './maintenance';
import { outages } from './outages';
import { insertTable, renderTable, type Simulated } from './table';
import { simulateAll } from './timeline';

/** Writes the table in docs/health.md: run `npm run timelines` after every change of a health rule. */
async function main(): Promise<void> {
  const file = join(__dirname, '..', '..', 'docs', 'health.md');
  const simulated: Simulated[] = [];
  for (const scenario of [...maintenance, ...shortOutages, ...outages]) {
    simulated.push({ scenario, simulations: await simulateAll(scenario) });
  }
  writeFileSync(file, insertTable(readFileSync(file, 'utf8'), renderTable(simulated)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
