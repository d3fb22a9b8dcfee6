import { csvLine } from '../../model/csv';
import { type JsonObject, record, records, text, time } from '../../model/json';
import { inventoryColumns, nodeApp } from '../../model/zoneTraffic';
import type { PodPlace } from './podPlace';

/** What the inventory knows about a node. */
export interface NodePlace {
  readonly name: string;
  readonly uid: string;
  /** Undefined without the label of its zone. */
  readonly zone: string | undefined;
  readonly ips: readonly string[];
  readonly started: number | undefined;
}

/** Reads a node. Source: Kubernetes, "Well-Known Labels, Annotations and Taints". */
export function nodePlaceOf(node: JsonObject): NodePlace {
  const { name, uid, labels, creationTimestamp } = record(node.metadata);
  // The address of a node of Fargate is that of its pod. Source: Amazon EKS User Guide, "Simplify compute management with AWS Fargate".
  const isFargate = record(labels)['eks.amazonaws.com/compute-type'] === 'fargate';
  const addresses = isFargate ? [] : records(record(node.status).addresses).filter(({ type }) => type === 'InternalIP');
  return {
    name: text(name) ?? '',
    uid: text(uid) ?? '',
    zone: text(record(labels)['topology.kubernetes.io/zone']) || undefined,
    ips: addresses.flatMap(({ address }) => text(address) || []),
    started: time(creationTimestamp),
  };
}

/** The places of a cluster at one time. */
export interface Places {
  readonly pods: readonly PodPlace[];
  readonly nodes: readonly NodePlace[];
}

/** What an inventory has, and what it leaves out. */
export interface InventoryCounts {
  readonly nodes: number;
  readonly nodesWithoutZone: number;
  /** Pods in the inventory. */
  readonly pods: number;
  readonly hostNetworkPods: number;
  readonly finishedPods: number;
  /** Left out: they have sent nothing yet, or it is unknown when they stopped. */
  readonly podsWithoutIp: number;
  readonly podsWithoutTimes: number;
}

/** The zone of a place whose node has none, or is unknown. */
export const unknownZone = '(unknown)';

/**
 * The inventory as CSV. A finished pod is in it with its end, because it was one of the sources of the past hour.
 *
 * @param taken - when the places were read, in milliseconds since the epoch.
 */
export function inventoryCsv(
  { pods, nodes }: Places,
  taken: number,
): { readonly csv: string; readonly counts: InventoryCounts } {
  const zones = new Map(nodes.map(({ name, zone }) => [name, zone]));
  const zoneOf = (node: string | undefined) => (node === undefined ? undefined : zones.get(node)) ?? unknownZone;
  const withIp = pods.filter(({ ips }) => ips.length > 0);
  const listed = withIp.filter(isDated);
  const row = (values: Readonly<Record<(typeof inventoryColumns)[number], string | number>>) =>
    csvLine(inventoryColumns.map((column) => values[column]));
  const podRows = listed.flatMap((pod) =>
    pod.ips.map((ip) =>
      row({
        taken: seconds(taken),
        entry: pod.hostNetwork ? 'host' : 'pod',
        ip,
        zone: zoneOf(pod.node),
        namespace: pod.namespace,
        app: pod.app,
        workload: pod.workload,
        name: pod.name,
        uid: pod.uid,
        node: pod.node ?? '',
        started: seconds(pod.started),
        ended: pod.ended === undefined ? '' : seconds(pod.ended),
      }),
    ),
  );
  const nodeRows = nodes.flatMap(({ name, uid, zone = unknownZone, ips, started = 0 }) =>
    ips.map((ip) =>
      row({
        taken: seconds(taken),
        entry: 'node',
        ip,
        zone,
        namespace: '',
        app: nodeApp,
        workload: `Node/${name}`,
        name,
        uid,
        node: name,
        started: seconds(started),
        ended: '',
      }),
    ),
  );
  return {
    csv: [csvLine(inventoryColumns), ...nodeRows, ...podRows].map((line) => `${line}\n`).join(''),
    counts: {
      nodes: nodes.length,
      nodesWithoutZone: nodes.filter(({ zone }) => zone === undefined).length,
      pods: listed.length,
      hostNetworkPods: listed.filter(({ hostNetwork }) => hostNetwork).length,
      finishedPods: listed.filter(({ finished }) => finished).length,
      podsWithoutIp: pods.length - withIp.length,
      podsWithoutTimes: withIp.length - listed.length,
    },
  };
}

/** A finished pod without an end would own its address for good. */
function isDated(pod: PodPlace): pod is PodPlace & { readonly started: number } {
  return pod.started !== undefined && (!pod.finished || pod.ended !== undefined);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
