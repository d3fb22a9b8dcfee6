import { Assets } from './assets';
import { measureImports } from './imports';
import { measureNamed } from './named';
import { measureSelector } from './selector';
import { areMet, describeMachine, formatContestants, formatMeasurements } from './table';

/** Measures the function against floors and peers, prints the tables, and fails when a target is missed. */
async function main(): Promise<void> {
  const assets = new Assets();
  try {
    say('importing in fresh processes');
    const imports = await measureImports(assets);
    say('named targets');
    const named = await measureNamed(assets);
    say('Deployments by selector');
    const measurements = [...imports, named.measurement, ...(await measureSelector(assets))];
    const tables = [formatMeasurements(measurements), formatContestants(named.contestants)];
    process.stdout.write(`${tables.join('\n')}\nMedians of alternating runs on ${describeMachine()}\n`);
    process.exitCode = areMet(measurements) ? 0 : 1;
  } finally {
    assets.remove();
  }
}

function say(progress: string): void {
  process.stderr.write(`measuring: ${progress}…\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
