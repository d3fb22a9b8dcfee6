import { setTimeout as sleep } from 'node:timers/promises';
import type { Assets } from './assets';
import { shortDeployments } from './bodies';
import { shortNameOf } from './objects';
import type { Counts } from './proxy';
import { missedOf, type Report, verdictOf } from './report';
import { type Servers, startServers } from './serversProcess';
import { sizeOf } from './sizes';
import { namedTargets } from './targets';
import { allHealthy, TimedFunction } from './timedFunction';

/** Long enough that computing time does not matter. */
const oneWayMs = 100;

interface Case {
  readonly what: string;
  readonly yaml: string;
  readonly isCold: boolean;
  /** Target for the number of round trips. */
  readonly target: number;
}

interface Counted {
  readonly case: Case;
  readonly counts: Counts;
  /** The measured time in round trips. */
  readonly elapsed: number;
}

const short = Array.from({ length: shortDeployments }, (_, index) => shortNameOf(index));
const largest = 1000;

const cases: readonly Case[] = [
  { what: 'warm, 10 named targets', yaml: sizeOf(10).yaml, isCold: false, target: 2 },
  { what: 'warm, 100 named targets', yaml: sizeOf(100).yaml, isCold: false, target: 2 },
  // At most 300 requests are in flight: four waves, and the publication.
  { what: `warm, ${largest} named targets`, yaml: sizeOf(largest).yaml, isCold: false, target: 5 },
  { what: `warm, ${short.length} short of a pod`, yaml: namedTargets(short), isCold: false, target: 3 },
  // TCP, TLS and the request, to each of EKS, the API server and CloudWatch.
  { what: 'cold, 10 named targets', yaml: sizeOf(10).yaml, isCold: true, target: 9 },
  // With the Lease it is one request more than one session accepts, and a second session is not yet open.
  { what: 'cold, 100 named targets', yaml: sizeOf(100).yaml, isCold: true, target: 10 },
];

/** Counts the consecutive round trips of runs. */
export async function countTrips(assets: Assets): Promise<Report> {
  const servers = await startServers({ deployments: largest, oneWayMs });
  try {
    const counted: Counted[] = [];
    for (const one of cases) counted.push(await measure(one, assets, servers));
    return createReport(counted);
  } finally {
    servers.stop();
  }
}

async function measure(one: Case, assets: Assets, servers: Servers): Promise<Counted> {
  const vigil = new TimedFunction(await assets.synthesize(one.yaml), servers, allHealthy);
  try {
    if (!one.isCold) await vigil.run();
    // Bytes that are still on their way belong to the run before.
    await sleep(4 * oneWayMs);
    await servers.count();
    const { milliseconds } = await vigil.run();
    return { case: one, counts: await servers.count(), elapsed: milliseconds / (2 * oneWayMs) };
  } finally {
    await vigil.stop();
  }
}

function createReport(counted: readonly Counted[]): Report {
  const figures = counted.map(({ case: { what, target }, counts: { trips } }) => ({
    what: `round trips, ${what}`,
    figure: trips,
    target,
  }));
  return {
    head: ['run', 'round trips', 'target', '', `time ÷ ${2 * oneWayMs} ms`, 'new connections'],
    rows: counted.map(({ case: { what, target }, counts: { trips, connections }, elapsed }) => [
      what,
      String(trips),
      `≤ ${target}`,
      verdictOf({ what, figure: trips, target }),
      elapsed.toFixed(2),
      String(connections),
    ]),
    missed: missedOf(figures),
  };
}
