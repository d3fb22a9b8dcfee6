import { setTimeout as sleep } from 'node:timers/promises';
import type { Assets } from './assets';
import { shortDeployments } from './bodies';
import { shortNameOf } from './objects';
import type { Counts } from './proxy';
import { type Servers, startServers } from './servers';
import { sizeOf } from './sizes';
import { missedOf, type Report, verdictOf } from './table';
import { namedTargets } from './targets';
import { type Run, saysAllHealthy, TimedFunction } from './timedFunction';

/** A way long enough that computing is nothing beside it. */
const oneWayMs = 100;

interface Journey {
  readonly what: string;
  readonly yaml: string;
  readonly isCold: boolean;
  /** Round trips at the most. */
  readonly target: number;
}

interface Counted {
  readonly journey: Journey;
  readonly counts: Counts;
  /** The measured time in round trips. */
  readonly elapsed: number;
}

const short = Array.from({ length: shortDeployments }, (_, index) => shortNameOf(index));
const largest = 1000;

const journeys: readonly Journey[] = [
  { what: 'warm, 10 named targets', yaml: sizeOf(10).yaml, isCold: false, target: 2 },
  { what: 'warm, 100 named targets', yaml: sizeOf(100).yaml, isCold: false, target: 2 },
  // One user has some 300 requests in flight at the most: four waves, and the publication.
  { what: `warm, ${largest} named targets`, yaml: sizeOf(largest).yaml, isCold: false, target: 5 },
  { what: `warm, ${short.length} short of a pod`, yaml: namedTargets(short), isCold: false, target: 3 },
  // Three of each: TCP, TLS, and the request itself, to EKS, to the API server and to CloudWatch.
  { what: 'cold, 10 named targets', yaml: sizeOf(10).yaml, isCold: true, target: 9 },
  // With the Lease it is one request more than a session takes at a time, and no second session is there yet.
  { what: 'cold, 100 named targets', yaml: sizeOf(100).yaml, isCold: true, target: 10 },
];

/** Counts the round trips of a run that have to wait for one another. */
export async function countTrips(assets: Assets): Promise<Report> {
  const servers = await startServers({ deployments: largest, oneWayMs });
  try {
    const counted: Counted[] = [];
    for (const journey of journeys) counted.push(await travel(journey, assets, servers));
    return reportOf(counted);
  } finally {
    servers.stop();
  }
}

async function travel(journey: Journey, assets: Assets, servers: Servers): Promise<Counted> {
  const one = new TimedFunction(await assets.synthesize(journey.yaml), servers, saysAllHealthy);
  try {
    if (!journey.isCold) await one.run();
    const { counts, milliseconds } = await countOne(one, servers);
    return { journey, counts, elapsed: milliseconds / (2 * oneWayMs) };
  } finally {
    await one.stop();
  }
}

async function countOne(one: TimedFunction, servers: Servers): Promise<Run & { readonly counts: Counts }> {
  // What is still on its way belongs to the run before.
  await sleep(4 * oneWayMs);
  await servers.count();
  const run = await one.run();
  return { ...run, counts: await servers.count() };
}

function reportOf(counted: readonly Counted[]): Report {
  const figures = counted.flatMap(({ journey: { what, target }, counts: { trips }, elapsed }) => [
    { what: `round trips, ${what}`, figure: trips, target },
    // The clock must agree with the count.
    { what: `time in round trips, ${what}`, figure: Math.abs(elapsed - trips), target: 1 },
  ]);
  return {
    head: ['run', 'round trips', 'target', '', `time ÷ ${2 * oneWayMs} ms`, 'connections made'],
    rows: counted.map(({ journey: { what, target }, counts: { trips, connections }, elapsed }) => [
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
