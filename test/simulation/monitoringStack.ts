import type { Cluster } from './cluster';
import { DaemonSet } from './daemonSet';
import { Deployment } from './deployment';
import type { Template } from './pod';
import { StatefulSet } from './statefulSet';

/** A typical web server: ready within two minutes. */
export const web: Template = { revision: '1', pull: [2, 45], readyAfter: [5, 75], stop: [1, 60] };

/** Replays its write-ahead log before it is ready. Its volume is detached cleanly. */
export const prometheus: Template = {
  revision: '1',
  pull: [2, 20],
  readyAfter: [20, 90],
  stop: [5, 40],
  moveVolume: [15, 60],
};

/** The targets of {@link addMonitoringStack}. */
export const monitoringTargets = `targets:
  - { kind: StatefulSet, namespace: monitoring, name: prometheus }
  - { kind: StatefulSet, namespace: monitoring, name: alertmanager }
  - { kind: Deployment, namespace: monitoring, name: grafana }
  - { kind: Deployment, namespace: monitoring, name: web }
  - { kind: DaemonSet, namespace: monitoring, name: node-exporter }`;

/** A typical monitoring stack: two StatefulSets with volumes, a single pod, several web servers, and a pod on each node. */
export function addMonitoringStack(cluster: Cluster): void {
  new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 2, podManagementPolicy: 'Parallel' });
  new StatefulSet(cluster, 'alertmanager', { ...prometheus, readyAfter: [5, 20] }, { replicas: 3 });
  new Deployment(cluster, 'grafana', web, { replicas: 1 });
  new Deployment(cluster, 'web', web, { replicas: 6 });
  new DaemonSet(cluster, 'node-exporter', { ...web, pull: [1, 15], readyAfter: [1, 10] });
}
