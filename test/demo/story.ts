import { lease } from '../support/objects/lease';
import type { ApiServer } from '../support/servers/apiServer';
import { objectsOf, type WorkloadState } from './workloads';

/** A change in the cluster, and how long it lasts. */
export interface Phase {
  /** A sentence. */
  readonly title: string;
  readonly minutes: number;
  readonly apply: (cluster: ApiServer, now: number) => Promise<void> | void;
}

const partOf = { 'app.kubernetes.io/part-of': 'kps' };
const prometheus: WorkloadState = { kind: 'StatefulSet', name: 'prometheus-kps', pods: ['ready', 'ready'] };
const healthy: readonly WorkloadState[] = [
  prometheus,
  { kind: 'StatefulSet', name: 'alertmanager-kps', pods: ['ready', 'ready', 'ready'] },
  { kind: 'Deployment', name: 'grafana', labels: partOf, pods: ['ready'] },
  { kind: 'Deployment', name: 'kube-state-metrics', labels: partOf, pods: ['ready'] },
  { kind: 'DaemonSet', name: 'node-exporter', pods: ['ready', 'ready', 'ready', 'ready'] },
];

/** Twenty-two minutes of one night. */
export const story: readonly Phase[] = [
  { title: 'All targets are healthy.', minutes: 2, apply: (cluster, now) => put(cluster, now, ...healthy) },
  {
    title: 'A new version of prometheus-kps is rolled out. The new pod is starting, which is within the grace period.',
    minutes: 2,
    apply: (cluster, now) => put(cluster, now, { ...prometheus, pods: ['ready', 'starting'], updated: 1 }),
  },
  {
    title: 'The new pod is crash looping.',
    minutes: 5,
    apply: (cluster, now) => put(cluster, now, { ...prometheus, pods: ['ready', 'crash-looping'], updated: 1 }),
  },
  { title: 'The rollout is undone.', minutes: 3, apply: (cluster, now) => put(cluster, now, prometheus) },
  {
    title: 'The API server is unreachable. The health of the targets is unknown, so nothing is published.',
    minutes: 6,
    apply: (cluster) => cluster.stop(),
  },
  { title: 'The API server is reachable again.', minutes: 4, apply: (cluster) => cluster.restart() },
];

/** Renews the Lease of kube-controller-manager, as in a cluster whose controllers work. */
export function renewLease(cluster: ApiServer, now: number): void {
  cluster.put(lease(now));
}

function put(cluster: ApiServer, now: number, ...states: WorkloadState[]): void {
  for (const state of states) for (const object of objectsOf(state, now)) cluster.put(object);
}
