import type { Assets } from './assets';
import { type Comparison, compare } from './comparison';
import { formatBytes, formatMs, missedOf, type Report, verdictOf } from './report';
import { startServers } from './serversProcess';
import { deployments, sizes } from './sizes';

/** Compares warm runs of every size at one round trip time. */
export async function compareWarmRuns(assets: Assets, roundTripMs: number): Promise<readonly Comparison[]> {
  const proxy = roundTripMs === 0 ? {} : { oneWayMs: roundTripMs / 2 };
  const servers = await startServers({ deployments, ...proxy });
  try {
    const comparisons: Comparison[] = [];
    for (const size of sizes) comparisons.push(await compare(assets, size, servers, roundTripMs));
    return comparisons;
  } finally {
    servers.stop();
  }
}

/** Time and CPU time of warm runs, compared with the baseline. */
export function reportWarmRuns(comparisons: readonly Comparison[]): Report {
  const figures = comparisons.map(({ size, roundTripMs, vigil, baseline }) => ({
    what: `${size.what} at ${roundTripMs} ms round trip`,
    figure: vigil.milliseconds / baseline.milliseconds,
    target: size.maxRatios[roundTripMs],
  }));
  return {
    head: [
      'warm run',
      'round trip',
      'eks-vigil',
      'baseline',
      'ratio',
      'target',
      '',
      'CPU',
      'CPU of the baseline',
      'the baseline',
    ],
    rows: comparisons.map(({ size, roundTripMs, vigil, baseline }, index) => {
      const { what = '', figure = 0, target } = figures[index] ?? {};
      return [
        size.what,
        `${roundTripMs} ms`,
        formatMs(vigil.milliseconds),
        formatMs(baseline.milliseconds),
        figure.toFixed(2),
        target === undefined ? '' : `≤ ${target}`,
        verdictOf({ what, figure, target }),
        formatMs(vigil.cpuMilliseconds),
        formatMs(baseline.cpuMilliseconds),
        baseline.name,
      ];
    }),
    missed: missedOf(figures),
  };
}

/** The variants of the baseline, the fastest first. */
export function reportVariants(comparisons: readonly Comparison[]): Report {
  return {
    head: ['warm run', 'round trip', 'variants of the baseline, the fastest first'],
    rows: comparisons.map(({ size, roundTripMs, variants }) => [
      size.what,
      `${roundTripMs} ms`,
      variants.map(({ name, milliseconds }) => `${name}: ${formatMs(milliseconds)}`).join(', '),
    ]),
    missed: [],
  };
}

/** Bytes over the network of one run, TLS included. Only the proxy counts them. */
export function reportBytes(comparisons: readonly Comparison[]): Report {
  return {
    head: [
      'warm run',
      'sent',
      'received',
      'sent by the baseline',
      'received by the baseline',
      'log',
      'log once an hour',
    ],
    rows: comparisons
      .filter(({ roundTripMs }) => roundTripMs > 0)
      .map(({ size, vigil, baseline, loggedInFull }) => [
        size.what,
        ...[vigil.sent, vigil.received, baseline.sent, baseline.received, vigil.logged, loggedInFull].map(formatBytes),
      ]),
    missed: [],
  };
}
