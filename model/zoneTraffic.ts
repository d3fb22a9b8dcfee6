import type { FlowLogLayout, UsedField } from './flowLogs';
import { evidenceRead, type Read } from './readingPlan';
import type { EksFunctionConfig } from './runtimeConfig';

/** What the zone inventory function knows from deploy time: validated and complete, so that it needs no parser. */
export interface ZoneTrafficConfig extends EksFunctionConfig {
  /** Read and log, but write nothing. */
  readonly dryRun: boolean;
  /** Name of the Glue database. */
  readonly database: string;
  readonly flowLogs: {
    readonly layout: FlowLogLayout;
    /** Which fields the records have, of those that the query uses. */
    readonly fields: readonly UsedField[];
  };
}

/** The tables of the Glue database. */
export const tables = { inventory: 'inventory', flowLogs: 'flow_logs', traffic: 'traffic' } as const;

/** The folders of the bucket. */
export const folders = {
  inventory: 'inventory',
  traffic: 'traffic',
  results: 'results',
  flowLogs: 'flow-logs',
} as const;

/**
 * The columns of the inventory. `entry` is `pod`, `host` for a pod in the network of its node, or `node`; the times are seconds
 * since the epoch: `started`, `ended` (of a finished pod, else empty), and `taken`, when the inventory was.
 */
export const inventoryColumns = [
  'taken',
  'entry',
  'ip',
  'zone',
  'namespace',
  'app',
  'workload',
  'name',
  'uid',
  'node',
  'started',
  'ended',
] as const;

/**
 * The columns of the result. `scope` is `pods` for the bytes from one app to another, and `all` in the one row that has all flow
 * log records of the hour and their bytes.
 */
export const trafficColumns = [
  'scope',
  'source_namespace',
  'source_app',
  'source_zone',
  'destination_namespace',
  'destination_app',
  'destination_zone',
  'bytes',
  'records',
] as const;

/** The name of the partition of an hour: `2026-01-31-09`. @param time - milliseconds since the epoch. */
export function hourName(time: number): string {
  return new Date(time).toISOString().slice(0, 13).replace('T', '-');
}

/** The key of the result of an hour. */
export function trafficKey(hour: string): string {
  return `${folders.traffic}/hour=${hour}/traffic.csv`;
}

/** The app of what uses the address of a node: host network pods, the kubelet, and what node ports forward. */
export const nodeApp = '(node)';

/** What the inventory reads: all pods first, so that the node of each is in the list that follows. */
export const zoneReads = {
  Pod: { ...evidenceRead('Pod', undefined), pageSize: 200 },
  Node: { ...evidenceRead('Node', undefined), pageSize: 200 },
} as const satisfies Record<string, Read>;
