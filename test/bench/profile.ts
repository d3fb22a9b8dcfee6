import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { dirname, join } from 'node:path';
import { LambdaFunction } from '../support/lambdaFunction';
import { Assets } from './assets';
import { hottest, partsOf, readableModules, type Sources } from './profileParts';
import { startServers } from './servers';
import { deployments, sizeOf } from './sizes';
import { formatReport } from './table';
import { environmentOf } from './timedFunction';

const profiled = [100, 1000];
const warmUp = 20;
const runs = 50;
const named = 25;

/** Profiles warm runs without any round trip, and prints where the processor's time goes. */
async function main(): Promise<void> {
  const assets = new Assets();
  const servers = await startServers({ deployments });
  try {
    for (const objects of profiled) {
      const { what, yaml } = sizeOf(objects);
      const config: object = JSON.parse(readFileSync(join(assets.synthesise(yaml), 'config.json'), 'utf8'));
      const asset = assets.bundle(join(__dirname, '..', '..', 'lambda', 'handler.ts'), config, { readable: true });
      const sources: Sources = { asset, modules: readableModules(readFileSync(join(asset, 'index.js'), 'utf8')) };
      const container = new LambdaFunction({
        assetDirectory: dirname(require.resolve('./profiled')),
        timeout: 120,
        environment: environmentOf(asset, servers),
      });
      const { result, error } = await container.invoke({ warmUp, runs });
      await container.stop();
      if (error !== undefined) throw new Error(`${error.name}: ${error.message}`);
      const profile = result as Profiler.Profile;
      const shares = ([name, milliseconds, share]: readonly [string, number, number]) => [
        name,
        `${(milliseconds / runs).toFixed(2)} ms`,
        `${(share * 100).toFixed(1)} %`,
      ];
      const tables = [
        {
          head: [`${what}, a warm run without round trips`, 'time', 'share'],
          rows: partsOf(profile, sources).map(shares),
        },
        { head: ['function', 'itself', 'share'], rows: hottest(profile, sources, named).map(shares) },
      ];
      process.stdout.write(`${tables.map(formatReport).join('\n')}\n`);
    }
  } finally {
    servers.stop();
    assets.remove();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
