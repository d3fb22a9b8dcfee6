import type { Assets } from './assets';
import type { BareConfig } from './bareLoop';
import { nameOf } from './objects';
import { type Servers, startServers } from './servers';
import { alternate, median } from './statistics';
import type { Contestant, Measurement } from './table';
import { leasePath, namedTargets, pathOf } from './targets';
import { saysAllHealthy, TimedFunction } from './timedFunction';

const rounds = 25;
const warmUp = 5;
const latencyMs = 20;
const names = Array.from({ length: 100 }, (_, index) => nameOf(index));
const paths = [...names.map(pathOf), leasePath];
const parallelism: readonly BareConfig['connections'][] = [8, 16, 32, 64, 'HTTP/2'];

/** Warm runs over named targets, against bare loops of the same requests with every parallelism; the best one is the peer. */
export async function measureNamed(
  assets: Assets,
): Promise<{ readonly measurement: Measurement; readonly contestants: readonly Contestant[] }> {
  const servers = await startServers({ deployments: names.length, latencyMs });
  const undelayed = await startServers({ deployments: names.length, latencyMs: 0 });
  const bare = (connections: BareConfig['connections'], to: Servers) => bareLoop(assets, connections, to);
  const functions: Readonly<Record<string, TimedFunction>> = {
    'eks-vigil': new TimedFunction(assets.synthesise(namedTargets(names)), servers, saysAllHealthy),
    ...Object.fromEntries(parallelism.map((connections) => [titleOf(connections), bare(connections, servers)])),
    // Shows how fast the servers are.
    [`${titleOf('HTTP/2')}, servers without delay`]: bare('HTTP/2', undelayed),
  };
  try {
    const runs = Object.fromEntries(Object.entries(functions).map(([name, one]) => [name, () => one.run()]));
    const samples = await alternate(runs, { rounds, warmUp });
    const contestants = Object.entries(samples).map(([name, all]) => ({
      name,
      time: median(all.map(({ milliseconds }) => milliseconds)),
      cpu: median(all.map(({ cpuMilliseconds }) => cpuMilliseconds)),
    }));
    return { measurement: compare(contestants), contestants };
  } finally {
    await Promise.all(Object.values(functions).map((one) => one.stop()));
    servers.stop();
    undelayed.stop();
  }
}

function compare([ours, ...others]: readonly Contestant[]): Measurement {
  const peers = others.slice(0, parallelism.length).toSorted((a, b) => a.time - b.time);
  const [best] = peers;
  if (ours === undefined || best === undefined) throw new Error('nothing was measured');
  return {
    what: `${names.length} named targets at ${latencyMs} ms round trip, warm (peer: ${best.name})`,
    ours: `${ours.time.toFixed(0)} ms`,
    peer: `${best.time.toFixed(0)} ms`,
    ratio: ours.time / best.time,
    target: 1.5,
  };
}

function bareLoop(assets: Assets, connections: BareConfig['connections'], servers: Servers): TimedFunction {
  const { api: server, caData } = servers;
  const config: BareConfig = { server, caData, connections, paths, paged: false };
  return new TimedFunction(assets.bundle(require.resolve('./bareLoop'), config), servers, (answer) => {
    return (answer as { requests: number }).requests === paths.length;
  });
}

function titleOf(connections: BareConfig['connections']): string {
  return `bare loop, ${connections === 'HTTP/2' ? 'one HTTP/2 session' : `${connections} connections`}`;
}
