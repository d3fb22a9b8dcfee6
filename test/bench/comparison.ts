import { mintToken } from '../../lambda/aws/token';
import type { Assets } from './assets';
import type { BaselineConfig } from './baseline';
import type { Counts } from './proxy';
import type { Servers } from './serversProcess';
import type { Size } from './sizes';
import { alternate, median } from './statistics';
import { cluster } from './targets';
import { credentials, type Run, TimedFunction } from './timedFunction';

/** The medians of one program. */
export interface Measured {
  readonly name: string;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Bytes over the network of one run. 0 without a proxy. */
  readonly sent: number;
  readonly received: number;
  /** Bytes of log. */
  readonly logged: number;
}

/** Warm runs of one size, of the function and of the baseline. */
export interface Comparison {
  /** Bytes of log of a run that lists every target. */
  readonly loggedInFull: number;
  readonly size: Size;
  readonly roundTripMs: number;
  readonly vigil: Measured;
  readonly baseline: Measured;
  /** All variants of the baseline, the fastest first. */
  readonly variants: readonly Measured[];
}

/** To choose the baseline. Reading many pages takes long enough to tell early. */
const selectionOf = ({ objects }: Size) => {
  if (objects > 1000) return { rounds: 3, warmUp: 1 };
  return { rounds: 7, warmUp: objects > 100 ? 20 : 60 };
};
/** As warm as a container is after some hours of one run a minute. Large sizes are warm earlier. */
const roundsOf = ({ objects }: Size) => {
  if (objects > 1000) return { rounds: 21, warmUp: 3 };
  return objects > 100 ? { rounds: 21, warmUp: 60 } : { rounds: 41, warmUp: 180 };
};

/** Finds the fastest baseline of a size, and compares the function with it. */
export async function compare(assets: Assets, size: Size, servers: Servers, roundTripMs: number): Promise<Comparison> {
  const vigil = new TimedFunction(await assets.synthesize(size.yaml), servers, size.isDone);
  const createBaseline = async (sessions: number) => {
    const config = await baselineConfig(sessions, size, servers);
    const asset = assets.bundle(require.resolve('./baseline'), config);
    const isDone = (result: unknown) => (result as { requests: number }).requests === size.requests;
    return [formatSessions(sessions), new TimedFunction(asset, servers, isDone)] as const;
  };
  const baselines = Object.fromEntries(await Promise.all(size.sessions.map(createBaseline)));
  const runs = (functions: Readonly<Record<string, TimedFunction>>) =>
    Object.fromEntries(Object.entries(functions).map(([name, one]) => [name, () => runAndCount(one, servers)]));
  try {
    const variants = medians(await alternate(runs(baselines), selectionOf(size))).toSorted(
      (a, b) => a.milliseconds - b.milliseconds,
    );
    const best = variants[0]?.name ?? '';
    const others = Object.entries(baselines).filter(([name]) => name !== best);
    await Promise.all(others.map(([, other]) => other.stop()));
    const both = { 'eks-vigil': vigil, [best]: baselines[best] as TimedFunction };
    // At a cold start, as in the first run of each hour, the log line lists every target.
    const { logged: loggedInFull } = await vigil.run();
    const [ours, baseline] = medians(await alternate(runs(both), roundsOf(size)));
    if (ours === undefined || baseline === undefined) throw new Error('nothing was measured');
    return { size, roundTripMs, vigil: ours, baseline, variants, loggedInFull };
  } finally {
    await Promise.all([vigil, ...Object.values(baselines)].map((one) => one.stop()));
  }
}

async function runAndCount(one: TimedFunction, servers: Servers): Promise<Run & Counts> {
  await servers.count();
  const run = await one.run();
  return { ...run, ...(await servers.count()) };
}

function medians(samples: Readonly<Record<string, readonly (Run & Counts)[]>>): readonly Measured[] {
  return Object.entries(samples).map(([name, all]) => {
    const medianOf = (field: keyof Run | keyof Counts) => median(all.map((sample) => sample[field]));
    return {
      name,
      milliseconds: medianOf('milliseconds'),
      cpuMilliseconds: medianOf('cpuMilliseconds'),
      sent: medianOf('sent'),
      received: medianOf('received'),
      logged: medianOf('logged'),
    };
  });
}

/** The configuration of a baseline that sends the requests of a size. */
export async function baselineConfig(
  sessions: number,
  { reads }: Size,
  { api: server, caData }: Servers,
): Promise<BaselineConfig> {
  const { token } = await mintToken(cluster, async () => credentials, Date.now());
  return { sessions, ...reads, server, caData, authorization: `Bearer ${token}` };
}

/** The name of a variant of the baseline. */
export function formatSessions(sessions: number): string {
  return sessions === 1 ? '1 session' : `${sessions} sessions`;
}
