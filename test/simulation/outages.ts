import type { Cluster } from './cluster';
import { Deployment } from './deployment';
import { loseNodeOf, remove } from './nodeFailures';
import type { Template } from './pod';
import { addStack, prometheus, stackTargets, web } from './monitoringStack';
import { StatefulSet } from './statefulSet';
import type { Scenario } from './timeline';

/** Something that somebody has to be woken by. */
export interface Outage extends Scenario {
  /** In how many minutes the alarm must ring. */
  readonly within: number;
}

const mendedAfter = 40 * 60;
const common = { cluster: { nodes: 4, capacity: 4, newNode: [45, 120] }, minutes: 100, runs: 8 } as const;
const statefulTarget = 'targets: [{ kind: StatefulSet, namespace: monitoring, name: prometheus }]';
const webTarget = 'targets: [{ kind: Deployment, namespace: monitoring, name: web }]';
const { readyAfter: _, ...webWithoutProbe } = web;

const noneServes = 10;

/** A bad template is applied, and undone 40 minutes later; pods that would block the way back are deleted by hand. */
function release(
  cluster: Cluster,
  workload: Deployment | StatefulSet,
  good: Template,
  bad: Partial<Template>,
): () => void {
  return () => {
    workload.apply({ ...good, ...bad, revision: '2' });
    cluster.clock.after(mendedAfter, () => {
      workload.apply(good);
      for (const pod of workload.pods()) if (!pod.isReady) pod.delete();
    });
  };
}

/** Real outages, each mended after 40 minutes. */
export const outages: readonly Outage[] = [
  {
    ...common,
    title: 'The only pod crash loops, with a readiness probe',
    config: statefulTarget,
    within: noneServes,
    prepare: (cluster) =>
      release(cluster, new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 }), prometheus, {
        crashAfter: [2, 20],
      }),
  },
  {
    ...common,
    title: 'The only pod crash loops, without a readiness probe',
    config: webTarget,
    within: noneServes,
    prepare: (cluster) =>
      release(cluster, new Deployment(cluster, 'web', webWithoutProbe, { replicas: 1 }), webWithoutProbe, {
        crashAfter: [2, 20],
      }),
  },
  {
    ...common,
    title: 'The only pod crash loops, without a readiness probe, and serves for 2 to 3 minutes after each start',
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
    within: noneServes,
    prepare: (cluster) =>
      release(cluster, new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 3 }), prometheus, {
        crashAfter: [2, 20],
      }),
  },
  {
    ...common,
    title: 'The image of a release cannot be pulled, and nothing else serves',
    config: statefulTarget,
    within: noneServes,
    prepare: (cluster) =>
      release(cluster, new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 }), prometheus, {
        imageMissing: true,
      }),
  },
  {
    ...common,
    title: 'The image of a release cannot be pulled; the old replicas serve',
    config: webTarget,
    within: 20,
    prepare: (cluster) =>
      release(cluster, new Deployment(cluster, 'web', web, { replicas: 3 }), web, { imageMissing: true }),
  },
  {
    ...common,
    title: 'The node of a single Prometheus is lost, and nobody deletes it',
    config: statefulTarget,
    within: noneServes,
    prepare: (cluster) => {
      new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 });
      return () => {
        const node = loseNodeOf(cluster, 'prometheus');
        cluster.clock.after(mendedAfter, () => remove(cluster, node));
      };
    },
  },
  {
    ...common,
    title: 'The API server cannot be reached',
    config: stackTargets,
    cluster: { nodes: 6, capacity: 4, newNode: [45, 120] },
    within: noneServes,
    prepare: (cluster) => {
      addStack(cluster);
      return () => cluster.disconnect(mendedAfter);
    },
  },
  {
    ...common,
    title: "The control plane's controllers stop",
    config: stackTargets,
    cluster: { nodes: 6, capacity: 4, newNode: [45, 120] },
    within: noneServes,
    prepare: (cluster) => {
      addStack(cluster);
      return () => cluster.stopControllers(mendedAfter);
    },
  },
];
