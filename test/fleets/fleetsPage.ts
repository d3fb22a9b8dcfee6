import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { insertTable } from '../simulation/table';
import { configFrom } from '../support/configFrom';
import { renderCosts } from './fleetCost';
import { measuredRun } from './measuredRun';
import { renderOptions } from './optionalCost';
import { renderQuotas } from './quotas';
import { renderViews } from './views';

const root = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

/** The page of fleets. */
export const pagePath = join(root, 'docs', 'fleets.md');

/** The page with the computed tables in place of those that it has. */
export function withTables(page: string): string {
  const tables = {
    quotas: renderQuotas(configFrom(read('config', 'minimal.yaml'))),
    costs: renderCosts(measuredRun(read('docs', 'proofs', 'performance.md'))),
    options: renderOptions(),
    views: renderViews(),
  };
  return Object.entries(tables).reduce((text, [name, table]) => insertTable(text, name, table), page);
}

// Run as a program: `npm run fleets`, after every change of a price, a quota, the stack or the measured times.
if (require.main === module) writeFileSync(pagePath, withTables(readFileSync(pagePath, 'utf8')));
