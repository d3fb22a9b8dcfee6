import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { dirname, join } from 'node:path';
import { errorMessage } from '../../model/errorMessage';
import { LambdaFunction } from '../support/lambdaFunction';
import { Assets } from './assets';
import { baselineConfig, formatSessions } from './comparison';
import { functionsOf, partsOf, readableModules, type Share, type Sources } from './profileParts';
import { formatReport } from './report';
import { type Servers, startServers } from './serversProcess';
import { deployments, type Size, sizeOf } from './sizes';
import { environmentOf } from './timedFunction';

const profiled = [100, 1000];
const warmUp = 20;
const runs = 50;
const named = 25;
/** The number of sessions of the baseline, which is about the best for both sizes. */
const sessions = 3;
const baselineName = `baseline, ${formatSessions(sessions)}`;

/** Profiles warm runs without round trips, and prints where the function and the baseline spend their time. */
async function main(): Promise<void> {
  const assets = new Assets();
  const servers = await startServers({ deployments });
  try {
    for (const objects of profiled) {
      const size = sizeOf(objects);
      const ours = await profileOf(await readableFunction(assets, size), servers);
      const config = await baselineConfig(sessions, size, servers);
      const baseline = await profileOf(
        assets.bundle(require.resolve('./baseline'), config, { readable: true }),
        servers,
      );
      process.stdout.write(`${formatReport(compared(size, ours, baseline))}\n`);
      for (const [name, shares] of Object.entries({ 'eks-vigil': ours, [baselineName]: baseline })) {
        process.stdout.write(
          `${formatReport({ head: [`functions of ${name}`, 'self time'], rows: hottest(shares) })}\n`,
        );
      }
    }
  } finally {
    servers.stop();
    assets.remove();
  }
}

interface Profiled {
  readonly parts: readonly Share[];
  readonly functions: readonly Share[];
}

async function profileOf(asset: string, servers: Servers): Promise<Profiled> {
  const container = new LambdaFunction({
    assetDirectory: dirname(require.resolve('./profiled')),
    timeout: 120,
    environment: environmentOf(asset, servers),
  });
  const { result, error } = await container.invoke({ warmUp, runs });
  await container.stop();
  if (error !== undefined) throw new Error(`${error.name}: ${error.message}`);
  const profile = result as Profiler.Profile;
  const sources: Sources = { asset, modules: readableModules(readFileSync(join(asset, 'index.js'), 'utf8')) };
  return { parts: partsOf(profile, sources), functions: functionsOf(profile, sources) };
}

/** The function with its names and lines. */
async function readableFunction(assets: Assets, { yaml }: Size): Promise<string> {
  const config: object = JSON.parse(readFileSync(join(await assets.synthesize(yaml), 'config.json'), 'utf8'));
  return assets.bundle(join(__dirname, '..', '..', 'lambda', 'handler.ts'), config, { readable: true });
}

function compared({ what }: Size, ours: Profiled, baseline: Profiled) {
  const baselineParts = new Map(baseline.parts);
  const sum = (shares: readonly Share[]) => shares.reduce((all, [, milliseconds]) => all + milliseconds, 0);
  const row = (name: string, [us, them]: readonly [number, number]) => {
    return [name, perRun(us), `${((us / sum(ours.parts)) * 100).toFixed(0)} %`, perRun(them)];
  };
  return {
    head: [`${what}, a warm run without round trips`, 'eks-vigil', 'share', baselineName],
    rows: [
      ...ours.parts.map(([name, milliseconds]) => row(name, [milliseconds, baselineParts.get(name) ?? 0])),
      row('total', [sum(ours.parts), sum(baseline.parts)]),
    ],
  };
}

function hottest({ functions }: Profiled) {
  return functions.slice(0, named).map(([name, milliseconds]) => [name, perRun(milliseconds)]);
}

function perRun(milliseconds: number): string {
  return `${(milliseconds / runs).toFixed(2)} ms`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
