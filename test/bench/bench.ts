import { errorMessage } from '../../model/errorMessage';
import { Assets } from './assets';
import { reportCost } from './cost';
import { measureImports, reportPackages } from './imports';
import { measureMemory } from './memory';
import { compareReadModes } from './readModes';
import { describeMachine, formatReport, type Report } from './report';
import { countTrips } from './roundTrips';
import { compareWarmRuns, reportBytes, reportVariants, reportWarmRuns } from './warmRuns';

type Part = (assets: Assets) => Promise<readonly Report[]>;

const parts: Readonly<Record<string, Part>> = {
  imports: async (assets) => [await measureImports(assets), reportPackages()],
  memory: async (assets) => [await measureMemory(assets)],
  trips: async (assets) => [await countTrips(assets)],
  warm: measureWarmRuns,
  lists: compareReadModes,
};

/** Measures the function, or the given parts of it, prints the tables, and fails when a target is missed. */
async function main(given: readonly string[]): Promise<void> {
  const all = Object.keys(parts);
  const unknown = given.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}; the parts are ${all.join(', ')}`);
  const assets = new Assets();
  try {
    const reports: Report[] = [];
    for (const name of given.length === 0 ? all : given) {
      reportProgress(name);
      reports.push(...((await parts[name]?.(assets)) ?? []));
    }
    print(reports);
  } finally {
    assets.remove();
  }
}

async function measureWarmRuns(assets: Assets): Promise<readonly Report[]> {
  const near = await compareWarmRuns(assets, 0);
  const comparisons = [...near, ...(await compareWarmRuns(assets, 20))];
  return [reportWarmRuns, reportVariants, reportBytes, reportCost].map((report) => report(comparisons));
}

function print(reports: readonly Report[]): void {
  const missed = reports.flatMap((report) => report.missed);
  const end = missed.length === 0 ? 'All targets are met.' : ['Missed targets:', ...missed].join('\n  ');
  const tables = reports.map(formatReport).join('\n');
  process.stdout.write(`${tables}\nMedians of alternating runs on ${describeMachine()}\n${end}\n`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function reportProgress(what: string): void {
  process.stderr.write(`measuring: ${what}…\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
