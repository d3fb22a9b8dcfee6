import type { Assets } from './assets';
import type { BareConfig } from './bareLoop';
import { startServers } from './servers';
import { alternate, median } from './statistics';
import type { Measurement } from './table';
import { firstPagePath, leasePath, selectorTarget } from './targets';
import { type Run, saysAllHealthy, TimedFunction } from './timedFunction';

const rounds = 21;
const deployments = 5000;
const latencyMs = 20;
/** The pages, and the Lease. */
const requests = deployments / 100 + 1;
const maxMegabytes = 128;

/** Runs over thousands of Deployments by one selector, each in a fresh container: peak memory, and time when warm. */
export async function measureSelector(assets: Assets): Promise<readonly Measurement[]> {
  const servers = await startServers({ deployments, latencyMs });
  const { api: server, caData } = servers;
  const config: BareConfig = { server, caData, connections: 2, paths: [firstPagePath, leasePath], paged: true };
  const functions = {
    ours: new TimedFunction(assets.synthesise(selectorTarget), servers, (answer) => {
      const [target] = (answer as { targets: readonly { matched: number }[] }).targets;
      return saysAllHealthy(answer) && target?.matched === deployments;
    }),
    bare: new TimedFunction(assets.bundle(require.resolve('./bareLoop'), config), servers, (answer) => {
      return (answer as { requests: number }).requests === requests;
    }),
  };
  try {
    const samples = await alternate(
      { ours: () => coldThenWarm(functions.ours), bare: () => coldThenWarm(functions.bare) },
      { rounds, warmUp: 1 },
    );
    const time = (of: keyof typeof samples) => median(samples[of].map(({ milliseconds }) => milliseconds));
    const peak = (of: keyof typeof samples) => median(samples[of].map(({ peakRss }) => peakRss)) / 1e6;
    return [
      {
        what: `${deployments} Deployments by selector, peak memory (bare loop: ${peak('bare').toFixed(0)} MB)`,
        ours: `${peak('ours').toFixed(0)} MB`,
        peer: `${maxMegabytes} MB`,
        ratio: peak('ours') / maxMegabytes,
        target: 1,
      },
      {
        what: `${deployments} Deployments by selector at ${latencyMs} ms round trip, warm`,
        ours: `${time('ours').toFixed(0)} ms`,
        peer: `${time('bare').toFixed(0)} ms`,
        ratio: time('ours') / time('bare'),
        target: 1.5,
      },
    ];
  } finally {
    await Promise.all(Object.values(functions).map((one) => one.stop()));
    servers.stop();
  }
}

/** A new container's second run, with the peak of both. */
async function coldThenWarm(one: TimedFunction): Promise<Run> {
  await one.stop();
  await one.run();
  return one.run();
}
