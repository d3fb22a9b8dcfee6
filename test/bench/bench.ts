import { errorMessage } from '../../model/errorMessage';
import { Assets } from './assets';
import { reportCost } from './cost';
import { measureImports } from './imports';
import { measureMemory } from './memory';
import { countTrips } from './roundTrips';
import { describeMachine, formatReport, type Report } from './table';
import { holdContests, reportBytes, reportContests, reportTried } from './warmRuns';

/** Measures the function against floors and peers, prints the tables, and fails when a target is missed. */
async function main(): Promise<void> {
  const assets = new Assets();
  try {
    say('the import, in fresh processes');
    const imports = await measureImports(assets);
    say('memory, in fresh containers');
    const memory = await measureMemory(assets);
    say('round trips');
    const trips = await countTrips(assets);
    say('warm runs without round trips');
    const near = await holdContests(assets, 0);
    say('warm runs at 20 ms round trip');
    const contests = [...near, ...(await holdContests(assets, 20))];
    const warm = reportContests(contests);
    const others = [reportTried, reportBytes, reportCost].map((report) => report(contests));
    print([imports, warm, trips, memory, ...others]);
  } finally {
    assets.remove();
  }
}

function print(reports: readonly Report[]): void {
  const missed = reports.flatMap((report) => report.missed);
  const end = missed.length === 0 ? 'Every target is met.' : ['Missed:', ...missed].join('\n  ');
  const tables = reports.map(formatReport).join('\n');
  process.stdout.write(`${tables}\nMedians of alternating runs on ${describeMachine()}\n${end}\n`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function say(progress: string): void {
  process.stderr.write(`measuring: ${progress}…\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
