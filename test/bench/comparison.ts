import { mintToken } from '../../lambda/aws/token';
import type { Assets } from './assets';
import type { BareConfig, Way } from './baseline';
import type { Counts } from './proxy';
import type { Servers } from './servers';
import type { Size } from './sizes';
import { alternate, median } from './statistics';
import { cluster } from './targets';
import { credentials, type Run, TimedFunction } from './timedFunction';

/** The medians of one contestant. */
export interface Contestant {
  readonly name: string;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Bytes over the wire of one run; 0 where there is no wire. */
  readonly sent: number;
  readonly received: number;
  /** Bytes of log. */
  readonly logged: number;
}

/** Warm runs of one size against the best bare loop of the same requests. */
export interface Contest {
  readonly size: Size;
  readonly roundTripMs: number;
  readonly ours: Contestant;
  readonly peer: Contestant;
  /** What was tried to find the peer, the fastest first. */
  readonly tried: readonly Contestant[];
}

/** Page after page takes long enough to tell early. */
const selectionOf = ({ objects }: Size) => {
  if (objects > 1000) return { rounds: 3, warmUp: 1 };
  return { rounds: 7, warmUp: objects > 100 ? 20 : 60 };
};
/** As warm as a container is after some hours of a run each minute; what reads much is warm earlier. */
const roundsOf = ({ objects }: Size) => {
  if (objects > 1000) return { rounds: 21, warmUp: 3 };
  return objects > 100 ? { rounds: 21, warmUp: 60 } : { rounds: 41, warmUp: 180 };
};

/** Finds the best bare loop of a size, and lets it take turns with the function. */
export async function holdContest(assets: Assets, size: Size, servers: Servers, roundTripMs: number): Promise<Contest> {
  const ours = new TimedFunction(await assets.synthesize(size.yaml), servers, size.done);
  const bareLoop = async (way: Way) => {
    const config = await bareConfig(way, size, servers);
    return new TimedFunction(assets.bundle(require.resolve('./baseline'), config), servers, (answer) => {
      return (answer as { requests: number }).requests === size.requests;
    });
  };
  const bare = Object.fromEntries(
    await Promise.all(size.ways.map(async (way) => [titleOf(way), await bareLoop(way)] as const)),
  );
  const runs = (functions: Readonly<Record<string, TimedFunction>>) =>
    Object.fromEntries(Object.entries(functions).map(([name, one]) => [name, () => counted(one, servers)]));
  try {
    const tried = contestants(await alternate(runs(bare), selectionOf(size))).toSorted(
      (a, b) => a.milliseconds - b.milliseconds,
    );
    const best = tried[0]?.name ?? '';
    const others = Object.entries(bare).filter(([name]) => name !== best);
    await Promise.all(others.map(([, other]) => other.stop()));
    const finalists = { 'eks-vigil': ours, [best]: bare[best] as TimedFunction };
    const [us, peer] = contestants(await alternate(runs(finalists), roundsOf(size)));
    if (us === undefined || peer === undefined) throw new Error('nothing was measured');
    return { size, roundTripMs, ours: us, peer, tried };
  } finally {
    await Promise.all([ours, ...Object.values(bare)].map((one) => one.stop()));
  }
}

async function counted(one: TimedFunction, servers: Servers): Promise<Run & Counts> {
  await servers.count();
  const run = await one.run();
  return { ...run, ...(await servers.count()) };
}

function contestants(samples: Readonly<Record<string, readonly (Run & Counts)[]>>): readonly Contestant[] {
  return Object.entries(samples).map(([name, all]) => {
    const middle = (of: keyof Run | keyof Counts) => median(all.map((sample) => sample[of]));
    return {
      name,
      milliseconds: middle('milliseconds'),
      cpuMilliseconds: middle('cpuMilliseconds'),
      sent: middle('sent'),
      received: middle('received'),
      logged: middle('logged'),
    };
  });
}

/** The configuration of a bare loop that makes the requests of a size. */
export async function bareConfig(way: Way, { reads }: Size, { api: server, caData }: Servers): Promise<BareConfig> {
  const { token } = await mintToken(cluster, async () => credentials, Date.now());
  return { ...way, ...reads, server, caData, authorization: `Bearer ${token}` };
}

/** What a bare loop is called. */
export function titleOf({ protocol, connections }: Way): string {
  return `${connections} × ${protocol}`;
}
