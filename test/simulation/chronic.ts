import { Deployment } from './deployment';
import { repeat } from './maintenance';
import { prometheus, web } from './monitoringStack';
import { StatefulSet } from './statefulSet';
import type { Scenario } from './timeline';

const minute = 60;
const fixedAfter = 180 * minute;
const common = { cluster: { nodes: 4, capacity: 4, newNode: [45, 120] }, minutes: 300, simulations: 4 } as const;

/** Problems that no run reports as unhealthy, because every pod that is not ready is young. Fixed after three hours. */
export const chronicProblems: readonly Scenario[] = [
  {
    ...common,
    title: 'One of six pods is evicted before it is ready, again and again, for three hours',
    config: 'targets: [{ kind: Deployment, namespace: monitoring, name: web }]',
    prepare: (cluster) => {
      const deployment = new Deployment(cluster, 'web', { ...web, readyAfter: [100, 120] }, { replicas: 6 });
      return () => {
        deployment.pods()[0]?.delete();
        repeat(cluster, [60, 100], fixedAfter, () => {
          for (const pod of deployment.pods()) if (!pod.isReady) pod.delete();
        });
      };
    },
  },
  {
    ...common,
    title: 'The only pod of a StatefulSet is recreated every 3 minutes, for three hours',
    config: 'targets: [{ kind: StatefulSet, namespace: monitoring, name: prometheus }]',
    prepare: (cluster) => {
      const statefulSet = new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 });
      return () =>
        repeat(cluster, [3 * minute, 3 * minute], fixedAfter, () => {
          for (const pod of statefulSet.pods()) pod.delete();
        });
    },
  },
];
