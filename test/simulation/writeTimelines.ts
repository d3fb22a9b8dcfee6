import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../model/errorMessage';
import { defaultAlarms, watchdogAlarm } from './alarms';
import { chronicProblems } from './chronic';
import { renderCandidates } from './evaluationPeriods';
import { maintenance, shortOutages } from './maintenance';
import { outages } from './outages';
import { insertTable, renderTable, type Simulated } from './table';
import { simulateAll } from './timeline';
import { renderWatchdogCandidates } from './watchdogMessages';

/** Writes the tables in docs/health.md and docs/watchdog.md: run `npm run timelines` after every change of a health rule or an alarm. */
async function main(): Promise<void> {
  const file = join(__dirname, '..', '..', 'docs', 'health.md');
  const simulated: Simulated[] = [];
  for (const scenario of [...maintenance, ...shortOutages, ...chronicProblems, ...outages]) {
    simulated.push({ scenario, simulations: await simulateAll(scenario) });
  }
  const withTimelines = insertTable(readFileSync(file, 'utf8'), 'time lines', renderTable(simulated));
  writeFileSync(file, insertTable(withTimelines, 'M of N', renderCandidates(defaultAlarms().health)));
  const watchdog = join(__dirname, '..', '..', 'docs', 'watchdog.md');
  const table = renderWatchdogCandidates(watchdogAlarm());
  writeFileSync(watchdog, insertTable(readFileSync(watchdog, 'utf8'), 'M of N', table));
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
