import type { Assets } from './assets';
import { formatBytes, missedOf, type Report, verdictOf } from './report';
import { type Servers, startServers } from './serversProcess';
import { deployments, sizes } from './sizes';
import { alternate, median } from './statistics';
import { type IsDone, TimedFunction } from './timedFunction';

const rounds = 5;

/** The peak resident set of a new container in its first two runs, for each size. */
export async function measureMemory(assets: Assets): Promise<Report> {
  const servers = await startServers({ deployments });
  try {
    const runs = sizes.map((size) => [
      size.what,
      async () => coldAndWarm(await assets.synthesize(size.yaml), servers, size.isDone),
    ]);
    const samples = await alternate<string, number>(Object.fromEntries(runs), { rounds, warmUp: 0 });
    const figures = sizes.map(({ what, maxMemory }) => ({
      what,
      figure: median(samples[what] ?? []),
      target: maxMemory,
    }));
    return {
      head: ['container', 'peak memory', 'target', ''],
      rows: figures.map((one) => [one.what, formatBytes(one.figure), `≤ ${formatBytes(one.target)}`, verdictOf(one)]),
      missed: missedOf(figures.map((one) => ({ ...one, what: `peak memory in bytes, ${one.what}` }))),
    };
  } finally {
    servers.stop();
  }
}

async function coldAndWarm(asset: string, servers: Servers, isDone: IsDone): Promise<number> {
  const one = new TimedFunction(asset, servers, isDone);
  try {
    await one.run();
    return (await one.run()).peakRss;
  } finally {
    await one.stop();
  }
}
