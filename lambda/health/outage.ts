/** What one workload or node contributes to the question whether the whole cluster is down: see clusterDown.ts. Never logged. */
export interface Outage {
  /** Identifies the workload that has nothing ready, or the lost node. */
  readonly object: string;
  /** Its clock, in milliseconds since the epoch; absent if it is not known. */
  readonly since?: number;
  /** The nodes on which its pods lost readiness. */
  readonly nodes: readonly string[];
  /** Nodes that were read for it, and whether they are ready. */
  readonly readiness: readonly NodeReadiness[];
}

export interface NodeReadiness {
  readonly name: string;
  readonly ready: boolean;
}

/** The outages of several objects. */
export interface Outages {
  readonly objects: number;
  /** When the first and the last of them went down, in milliseconds since the epoch; one of unknown age is infinitely old. */
  readonly first: number;
  readonly last: number;
  /** In order. */
  readonly nodes: readonly string[];
}

export function mergeOutages(outages: readonly Outage[]): Outages {
  const clocks = outages.map(({ since = Number.NEGATIVE_INFINITY }) => since);
  return {
    // An object may be in several targets.
    objects: new Set(outages.map(({ object }) => object)).size,
    first: Math.min(...clocks),
    last: Math.max(...clocks),
    nodes: [...new Set(outages.flatMap(({ nodes }) => nodes))].sort(),
  };
}
