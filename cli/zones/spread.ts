import { type Places, unknownZone } from '../../lambda/zoneInventory/inventoryRows';

/** Where the pods of a workload are. */
export interface WorkloadSpread {
  readonly namespace: string;
  /** Such as `Deployment/web`. */
  readonly workload: string;
  /** How many pods are in each zone. */
  readonly zones: Readonly<Record<string, number>>;
  readonly pods: number;
  /** Whether all of several pods are in one zone, although the cluster has others. */
  readonly inOneZone: boolean;
}

/** The spread of each workload over the zones of the nodes. */
export interface Spread {
  /** The zones of the cluster, sorted. */
  readonly zones: readonly string[];
  readonly nodes: Readonly<Record<string, number>>;
  /** Those in one zone first, then by name. */
  readonly workloads: readonly WorkloadSpread[];
  /** Pods that are not on a node yet. */
  readonly unscheduled: number;
}

/** Counts the pods of each workload by zone. Finished pods serve nothing. Pure. */
export function spreadOf({ pods, nodes }: Places): Spread {
  const zoneOf = new Map(nodes.map(({ name, zone = unknownZone }) => [name, zone]));
  const living = pods.filter(({ finished }) => !finished);
  const scheduled = living.filter(({ node }) => node !== undefined);
  const groups = new Map<string, { readonly namespace: string; readonly workload: string; readonly zones: string[] }>();
  for (const { namespace, workload, node = '' } of scheduled) {
    const key = `${namespace} ${workload}`;
    const group = groups.get(key) ?? { namespace, workload, zones: [] };
    group.zones.push(zoneOf.get(node) ?? unknownZone);
    groups.set(key, group);
  }
  const zones = [...new Set(nodes.map(({ zone = unknownZone }) => zone))].sort();
  const workloads = [...groups.values()].map(({ namespace, workload, zones: those }): WorkloadSpread => {
    const counts = countEach(those);
    const inOneZone = those.length > 1 && Object.keys(counts).length === 1 && zones.length > 1;
    return { namespace, workload, zones: counts, pods: those.length, inOneZone };
  });
  return {
    zones,
    nodes: countEach(nodes.map(({ zone = unknownZone }) => zone)),
    workloads: workloads.sort(inOneZoneFirst),
    unscheduled: living.length - scheduled.length,
  };
}

function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function inOneZoneFirst(a: WorkloadSpread, b: WorkloadSpread): number {
  const key = ({ namespace, workload }: WorkloadSpread) => `${namespace}/${workload}`;
  return Number(b.inOneZone) - Number(a.inOneZone) || (key(a) < key(b) ? -1 : 1);
}
