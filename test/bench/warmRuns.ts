import type { Assets } from './assets';
import { type Contest, holdContest } from './comparison';
import { startServers } from './servers';
import { deployments, sizes } from './sizes';
import { formatBytes, formatMs, missedOf, type Report, verdictOf } from './table';

/** Holds the contest of each size at one round trip. */
export async function holdContests(assets: Assets, roundTripMs: number): Promise<readonly Contest[]> {
  const way = roundTripMs === 0 ? {} : { oneWayMs: roundTripMs / 2 };
  const servers = await startServers({ deployments, ...way });
  try {
    const contests: Contest[] = [];
    for (const size of sizes) contests.push(await holdContest(assets, size, servers, roundTripMs));
    return contests;
  } finally {
    servers.stop();
  }
}

/** Time and processor time of warm runs against the best bare loop. */
export function reportContests(contests: readonly Contest[]): Report {
  const figures = contests.map((contest) => ({
    what: titleOf(contest),
    figure: contest.ours.milliseconds / contest.peer.milliseconds,
    target: contest.size.maxRatio,
  }));
  return {
    head: ['warm run', 'round trip', 'eks-vigil', 'peer', 'ratio', 'target', '', 'CPU', "peer's CPU", 'the peer'],
    rows: contests.map((contest, index) => {
      const { size, roundTripMs, ours, peer } = contest;
      const { what = '', figure = 0, target } = figures[index] ?? {};
      return [
        size.what,
        `${roundTripMs} ms`,
        formatMs(ours.milliseconds),
        formatMs(peer.milliseconds),
        figure.toFixed(2),
        target === undefined ? '' : `≤ ${target}`,
        verdictOf({ what, figure, target }),
        formatMs(ours.cpuMilliseconds),
        formatMs(peer.cpuMilliseconds),
        peer.name,
      ];
    }),
    missed: missedOf(figures),
  };
}

/** Which bare loops were tried, the fastest first. */
export function reportTried(contests: readonly Contest[]): Report {
  return {
    head: ['warm run', 'round trip', 'bare loops that were tried, the fastest first'],
    rows: contests.map(({ size, roundTripMs, tried }) => [
      size.what,
      `${roundTripMs} ms`,
      tried.map(({ name, milliseconds }) => `${name}: ${formatMs(milliseconds)}`).join(', '),
    ]),
    missed: [],
  };
}

/** Bytes over the wire of one run, TLS included; only a wire counts them. */
export function reportBytes(contests: readonly Contest[]): Report {
  return {
    head: ['warm run', 'sent', 'received', "peer's sent", "peer's received", 'log'],
    rows: contests
      .filter(({ roundTripMs }) => roundTripMs > 0)
      .map(({ size, ours, peer }) => [
        size.what,
        ...[ours.sent, ours.received, peer.sent, peer.received, ours.logged].map(formatBytes),
      ]),
    missed: [],
  };
}

function titleOf({ size, roundTripMs }: Contest): string {
  return `${size.what} at ${roundTripMs} ms round trip`;
}
