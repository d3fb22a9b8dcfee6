import { errorMessage } from '../../model/errorMessage';
import { Assets } from './assets';
import { reportCost } from './cost';
import { measureImports, reportPackages } from './imports';
import { measureMemory } from './memory';
import { describeMachine, formatReport, type Report } from './report';
import { countTrips } from './roundTrips';
import { compareWarmRuns, reportBytes, reportVariants, reportWarmRuns } from './warmRuns';

/** Measures the function, prints the tables, and fails when a target is missed. */
async function main(): Promise<void> {
  const assets = new Assets();
  try {
    reportProgress('the import, in new processes');
    const imports = await measureImports(assets);
    const packages = reportPackages();
    reportProgress('memory, in new containers');
    const memory = await measureMemory(assets);
    reportProgress('round trips');
    const trips = await countTrips(assets);
    reportProgress('warm runs without round trips');
    const near = await compareWarmRuns(assets, 0);
    reportProgress('warm runs at 20 ms round trip');
    const comparisons = [...near, ...(await compareWarmRuns(assets, 20))];
    const warm = reportWarmRuns(comparisons);
    const others = [reportVariants, reportBytes, reportCost].map((report) => report(comparisons));
    print([imports, packages, warm, trips, memory, ...others]);
  } finally {
    assets.remove();
  }
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

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
