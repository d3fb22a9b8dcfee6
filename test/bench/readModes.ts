import type { Assets } from './assets';
import { readingCost } from './cost';
import { nameOf } from './objects';
import { formatBytes, formatMs, missedOf, type Report, verdictOf } from './report';
import { type Servers, startServers, type Traffic } from './serversProcess';
import { alternate, median } from './statistics';
import { namedTargets } from './targets';
import { allHealthy, type Run, TimedFunction } from './timedFunction';

const targets = 1000;
/** Limits for as many objects as targets. */
const mostRequests = 20;
const mostBytes = 0.4e6;
const roundTripMs = 20;

interface Mode {
  readonly what: string;
  readonly verb: 'get' | 'list';
  /** Objects of the kind in the namespace. */
  readonly objects: number;
  readonly rounds: number;
  readonly isJudged?: true;
}

const modes: readonly Mode[] = [
  { what: 'by name', verb: 'get', objects: targets, rounds: 21 },
  { what: 'read: list', verb: 'list', objects: targets, rounds: 21, isJudged: true },
  { what: 'read: list, of 10,000 objects', verb: 'list', objects: 10_000, rounds: 7 },
];

type Measured = Record<'milliseconds' | 'cpuMilliseconds' | 'peakRss' | 'logged' | keyof Traffic, number>;

/** Compares the two ways to read named targets: requests, bytes, time, memory, and what they cost. */
export async function compareReadModes(assets: Assets): Promise<readonly Report[]> {
  const measured: [Mode, Measured][] = [];
  for (const mode of modes) measured.push([mode, await measure(mode, assets)]);
  return [reportTraffic(measured), reportCosts(measured)];
}

async function measure({ verb, objects, rounds }: Mode, assets: Assets): Promise<Measured> {
  const servers = await startServers({ deployments: objects, oneWayMs: roundTripMs / 2 });
  // Spread over the namespace.
  const names = Array.from({ length: targets }, (_, index) => nameOf((index * objects) / targets));
  const yaml = namedTargets(names) + (verb === 'list' ? 'read: list\n' : '');
  const vigil = new TimedFunction(await assets.synthesize(yaml), servers, allHealthy);
  try {
    const { run } = await alternate({ run: () => runAndCount(vigil, servers) }, { rounds, warmUp: rounds });
    const fields = Object.keys(run[0] ?? {}) as (keyof Measured)[];
    return Object.fromEntries(fields.map((field) => [field, median(run.map((one) => one[field]))])) as Measured;
  } finally {
    await vigil.stop();
    servers.stop();
  }
}

async function runAndCount(vigil: TimedFunction, servers: Servers): Promise<Run & Traffic> {
  await servers.count();
  const run = await vigil.run();
  return { ...run, ...(await servers.count()) };
}

function reportTraffic(measured: readonly [Mode, Measured][]): Report {
  const judged = measured.map(([{ what, isJudged }, { requests, sent, received }]) => ({
    requests: { what: `requests, ${what}`, figure: requests, target: isJudged && mostRequests },
    bytes: { what: `bytes, ${what}`, figure: sent + received, target: isJudged && mostBytes },
  }));
  return {
    head: [
      `${targets} named targets`,
      ...['requests to the API server', 'target', '', 'sent', 'received', 'target for both', ''],
      ...[`time at ${roundTripMs} ms`, 'CPU', 'peak memory'],
    ],
    rows: measured.map(([{ what, isJudged }, one], index) => {
      const { requests, bytes } = judged[index] ?? {};
      return [
        what,
        String(one.requests),
        isJudged ? `≤ ${mostRequests}` : '',
        requests === undefined ? '' : verdictOf(requests),
        ...[one.sent, one.received].map(formatBytes),
        isJudged ? `≤ ${formatBytes(mostBytes)}` : '',
        bytes === undefined ? '' : verdictOf(bytes),
        ...[one.milliseconds, one.cpuMilliseconds].map(formatMs),
        formatBytes(one.peakRss),
      ];
    }),
    missed: missedOf(judged.flatMap(({ requests, bytes }) => [requests, bytes])),
  };
}

function reportCosts(measured: readonly [Mode, Measured][]): Report {
  return {
    head: [`${targets} named targets, a month`, 'NAT gateway', 'audit log', 'Lambda', 'total'],
    rows: measured.map(([{ what, verb }, one]) => {
      const { nat, audit, lambda, total } = readingCost({ ...one, loggedInFull: one.logged }, verb);
      return [what, ...[nat, audit, lambda, total].map((dollars) => `${dollars.toFixed(2)} USD`)];
    }),
    missed: [],
  };
}
