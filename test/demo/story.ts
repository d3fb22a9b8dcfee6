import type { ApiServer } from '../support/servers/apiServer';
import { objectsOf, type WorkloadState } from './workloads';

/** One chapter: what happens in the cluster, and for how many minutes it stays so. */
export interface Chapter {
  readonly title: string;
  readonly minutes: number;
  readonly happen: (cluster: ApiServer, now: number) => Promise<void> | void;
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

/** About eighteen minutes of one night. */
export const story: readonly Chapter[] = [
  { title: 'all is well', minutes: 2, happen: (cluster, now) => show(cluster, now, ...healthy) },
  {
    title: 'prometheus-kps is rolled out, pod by pod',
    minutes: 2,
    happen: (cluster, now) => show(cluster, now, { ...prometheus, pods: ['ready', 'starting'], updated: 1 }),
  },
  {
    title: 'its new template crash loops',
    minutes: 3,
    happen: (cluster, now) => show(cluster, now, { ...prometheus, pods: ['ready', 'crash-looping'], updated: 1 }),
  },
  { title: 'the rollout is undone', minutes: 3, happen: (cluster, now) => show(cluster, now, prometheus) },
  { title: 'the API server is away', minutes: 4, happen: (cluster) => cluster.stop() },
  { title: 'it is back', minutes: 4, happen: (cluster) => cluster.restart() },
];

/** The controllers at work: their Lease is renewed all the time. */
export function renewLease(cluster: ApiServer, now: number): void {
  cluster.put({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
    spec: { renewTime: new Date(now).toISOString() },
  });
}

function show(cluster: ApiServer, now: number, ...states: WorkloadState[]): void {
  for (const state of states) for (const object of objectsOf(state, now)) cluster.put(object);
}
