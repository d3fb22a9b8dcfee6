import { lease } from '../support/objects/lease';
import type { ApiServer } from '../support/servers/apiServer';
import { type PrometheusState, prometheusAnswers } from './prometheus';
import { objectsOf, type WorkloadState } from './workloads';

/** A part of the night, and how long it lasts. */
export interface Phase {
  /** A sentence. */
  readonly title: string;
  readonly minutes: number;
  /**
   * What changes in the cluster.
   * @default - nothing
   */
  readonly apply?: (cluster: ApiServer, now: number) => Promise<void> | void;
}

const partOf = { 'app.kubernetes.io/part-of': 'kps' };
const prometheus: WorkloadState = { kind: 'StatefulSet', name: 'prometheus-kps', pods: ['ready', 'ready'] };
const nodeExporter: WorkloadState = { kind: 'DaemonSet', name: 'node-exporter', pods: Array(4).fill('ready') };
const healthy: readonly WorkloadState[] = [
  prometheus,
  { kind: 'StatefulSet', name: 'alertmanager-kps', pods: ['ready', 'ready', 'ready'] },
  { kind: 'Deployment', name: 'grafana', labels: partOf, pods: ['ready'] },
  { kind: 'Deployment', name: 'kube-state-metrics', labels: partOf, pods: ['ready'] },
  nodeExporter,
];

/** Less than an hour of one night. */
export const story: readonly Phase[] = [
  {
    title: 'All targets are healthy.',
    minutes: 2,
    apply: (cluster, now) => {
      put(cluster, now, ...healthy);
      answer(cluster, now, { alertmanagers: 3 });
    },
  },
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
    title: 'Every pod is Running and Ready. But after a change of labels, Prometheus finds no Alertmanager.',
    minutes: 2,
    apply: (cluster, now) => answer(cluster, now, { alertmanagers: 0, lost: now }),
  },
  { title: 'Every pod is still Running and Ready, and the grace period of the probe has passed.', minutes: 5 },
  {
    title: 'The labels are corrected.',
    minutes: 3,
    apply: (cluster, now) => answer(cluster, now, { alertmanagers: 3 }),
  },
  {
    title: 'Two pods of node-exporter are crash looping. It is a ticket: nobody has to get up for it.',
    minutes: 7,
    apply: (cluster, now) =>
      put(cluster, now, { ...nodeExporter, pods: ['ready', 'ready', 'crash-looping', 'crash-looping'] }),
  },
  { title: 'node-exporter is repaired.', minutes: 3, apply: (cluster, now) => put(cluster, now, nodeExporter) },
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

/** What Prometheus answers from now on. Its process started long ago. */
function answer(cluster: ApiServer, now: number, state: Omit<PrometheusState, 'started'>): void {
  cluster.script({ 'program prometheus-kps': prometheusAnswers({ started: now - 24 * 3_600_000, ...state }) });
}
