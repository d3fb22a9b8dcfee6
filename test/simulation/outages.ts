import type { Cluster } from './cluster';
import { Deployment } from './deployment';
import { addMonitoringStack, monitoringTargets, prometheus, web } from './monitoringStack';
import { lose, loseNodeOf, remove } from './nodeFailures';
import type { Template } from './pod';
import { StatefulSet } from './statefulSet';
import type { Scenario } from './timeline';

/** An outage for which the alarm must fire. */
export interface Outage extends Scenario {
  /** In how many minutes the alarm must fire. */
  readonly within: number;
}

const fixedAfter = 40 * 60;
const common = { cluster: { nodes: 4, capacity: 4, newNode: [45, 120] }, minutes: 100, simulations: 8 } as const;
const statefulTarget = 'targets: [{ kind: StatefulSet, namespace: monitoring, name: prometheus }]';
const webTarget = 'targets: [{ kind: Deployment, namespace: monitoring, name: web }]';
const { readyAfter: _, ...webWithoutProbe } = web;

/** Minutes in which the alarm must fire when no pod is ready. */
const usualLimit = 12;
/** The same with volumes, whose default `downGrace` is 5 minutes longer. */
const limitWithVolumes = 18;

/** Applies a bad template and reverts it after 40 minutes. Pods that would block the rollback are deleted by hand. */
function release(
  cluster: Cluster,
  workload: Deployment | StatefulSet,
  good: Template,
  bad: Partial<Template>,
): () => void {
  return () => {
    workload.apply({ ...good, ...bad, revision: '2' });
    cluster.clock.after(fixedAfter, () => {
      workload.apply(good);
      for (const pod of workload.pods()) if (!pod.isReady) pod.delete();
    });
  };
}

/** Outages, each fixed after 40 minutes. */
export const outages: readonly Outage[] = [
  {
    ...common,
    title: 'The only pod crash loops, with a readiness probe',
    config: statefulTarget,
    within: usualLimit,
    prepare: (cluster) =>
      release(cluster, new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 }), prometheus, {
        crashAfter: [2, 20],
      }),
  },
  {
    ...common,
    title: 'The only pod crash loops, without a readiness probe',
    config: webTarget,
    within: usualLimit,
    prepare: (cluster) =>
      release(cluster, new Deployment(cluster, 'web', webWithoutProbe, { replicas: 1 }), webWithoutProbe, {
        crashAfter: [2, 20],
      }),
  },
  {
    ...common,
    title: 'The only pod crash loops, without a readiness probe, and runs for 2 to 3 minutes after each start',
    config: webTarget,
    within: 30,
    prepare: (cluster) =>
      release(cluster, new Deployment(cluster, 'web', webWithoutProbe, { replicas: 1 }), webWithoutProbe, {
        crashAfter: [120, 180],
      }),
  },
  {
    ...common,
    title: 'One of three pods crash loops after a release',
    config: statefulTarget,
    within: usualLimit,
    prepare: (cluster) =>
      release(cluster, new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 3 }), prometheus, {
        crashAfter: [2, 20],
      }),
  },
  {
    ...common,
    title: 'The image of a release cannot be pulled, and no old replica is left',
    config: statefulTarget,
    within: limitWithVolumes,
    prepare: (cluster) =>
      release(cluster, new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 }), prometheus, {
        imageMissing: true,
      }),
  },
  {
    ...common,
    title: 'The image of a release cannot be pulled; the old replicas stay ready',
    config: webTarget,
    within: 23,
    prepare: (cluster) =>
      release(cluster, new Deployment(cluster, 'web', web, { replicas: 3 }), web, { imageMissing: true }),
  },
  {
    ...common,
    title: 'The node of a single Prometheus is lost, and its node object stays',
    config: statefulTarget,
    within: limitWithVolumes,
    prepare: (cluster) => {
      new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 });
      return () => {
        const node = loseNodeOf(cluster, 'prometheus');
        cluster.clock.after(fixedAfter, () => remove(cluster, node));
      };
    },
  },
  {
    ...common,
    title: 'All nodes of the cluster are lost; new ones join after 35 minutes',
    config: monitoringTargets,
    // The node autoscaler is lost with its node.
    cluster: { nodes: 6, capacity: 4, newNode: [7200, 7200] },
    within: 9,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () => {
        const lost = [...cluster.nodes.values()];
        for (const node of lost) lose(cluster, node);
        cluster.clock.after(35 * 60, () => {
          for (const node of lost) {
            remove(cluster, node);
            cluster.join();
          }
        });
      };
    },
  },
  {
    ...common,
    title: 'The API server is unreachable',
    config: monitoringTargets,
    cluster: { nodes: 6, capacity: 4, newNode: [45, 120] },
    within: usualLimit,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () => cluster.disconnect(fixedAfter);
    },
  },
  {
    ...common,
    title: 'The controllers of the control plane stop',
    config: monitoringTargets,
    cluster: { nodes: 6, capacity: 4, newNode: [45, 120] },
    within: usualLimit,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () => cluster.stopControllers(fixedAfter);
    },
  },
];
