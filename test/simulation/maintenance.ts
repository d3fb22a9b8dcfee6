import type { Range } from '../support/random';
import type { Cluster } from './cluster';
import { Deployment } from './deployment';
import { addMonitoringStack, monitoringTargets, prometheus, web } from './monitoringStack';
import { drain, loseNodeOf, terminate } from './nodeFailures';
import { StatefulSet } from './statefulSet';
import type { Scenario } from './timeline';

const minute = 60;
const hour = 60 * minute;
const nodes = { nodes: 6, capacity: 4, newNode: [45, 120] } as const;

/** Repeats an action for some time. */
export function repeat(cluster: Cluster, pause: Range, seconds: number, act: () => void): void {
  const until = cluster.clock.now + seconds;
  const again = () => {
    if (cluster.clock.now > until) return;
    act();
    cluster.clock.after(cluster.random.between(pause), again);
  };
  again();
}

/** A random node that can run pods. */
function anyNode(cluster: Cluster) {
  const candidates = [...cluster.nodes.values()].filter(
    ({ isReady, alive, unschedulable }) => isReady && alive && !unschedulable,
  );
  return candidates[cluster.random.between([0, candidates.length - 1])];
}

/** A single Prometheus whose volume the old node does not detach: the control plane detaches it after 6 minutes. */
function movePrometheus(cluster: Cluster): () => void {
  const template = { ...prometheus, readyAfter: [60, 110], moveVolume: [360, 420] } as const;
  new StatefulSet(cluster, 'prometheus', template, { replicas: 1 });
  return () => {
    for (const { node } of cluster.podsLabelled('prometheus')) if (node !== undefined) drain(cluster, node);
  };
}

/** The only node is drained, after two others have joined. */
function moveSingles(cluster: Cluster): () => void {
  const template = { ...web, readyAfter: [160, 200] } as const;
  for (const name of singles) new Deployment(cluster, name, template, { replicas: 1 });
  return () => {
    const old = [...cluster.nodes.values()];
    cluster.join();
    cluster.join();
    cluster.clock.after(minute, () => old.map((node) => drain(cluster, node)));
  };
}

function rollOut(bounds: { readonly maxSurge?: number; readonly maxUnavailable?: number }) {
  return (cluster: Cluster) => {
    const deployment = new Deployment(cluster, 'web', web, { replicas: 200, ...bounds });
    return () => deployment.apply({ ...web, revision: '2' });
  };
}

const singleOnEbs = {
  cluster: { nodes: 3, capacity: 4, newNode: [45, 120] },
  minutes: 60,
  prepare: movePrometheus,
} as const;
const prometheusTarget = 'targets: [{ kind: StatefulSet, namespace: monitoring, name: prometheus }]';
const singles = ['prometheus', 'grafana', 'web'];
const singlesTargets = `targets:\n${singles.map((name) => `  - { kind: Deployment, namespace: monitoring, name: ${name} }`).join('\n')}`;
const webTarget = 'targets: [{ kind: Deployment, namespace: monitoring, name: web }]';

/** Routine events in a healthy cluster. The alarm must not fire. */
export const maintenance: readonly Scenario[] = [
  {
    title: 'Six nodes are drained and replaced, one by one',
    config: monitoringTargets,
    cluster: nodes,
    minutes: 180,
    simulations: 8,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () => {
        const old = [...cluster.nodes.values()];
        const next = () => {
          const node = old.pop();
          if (node === undefined) return;
          cluster.join();
          cluster.clock.after(minute, () => drain(cluster, node, next));
        };
        next();
      };
    },
  },
  {
    title: 'Karpenter consolidates nodes for three hours',
    config: monitoringTargets,
    cluster: nodes,
    minutes: 240,
    simulations: 8,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () =>
        repeat(cluster, [3 * minute, 15 * minute], 3 * hour, () => {
          const node = anyNode(cluster);
          if (node === undefined) return;
          // A replacement node comes first if the pods need one.
          if (cluster.nodes.size <= nodes.nodes) cluster.join();
          cluster.clock.after(cluster.random.between([20, 60]), () => drain(cluster, node));
        });
    },
  },
  {
    title: 'Spot nodes are reclaimed with a notice of two minutes, for four hours',
    config: monitoringTargets,
    cluster: nodes,
    minutes: 300,
    simulations: 8,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () =>
        repeat(cluster, [10 * minute, 40 * minute], 4 * hour, () => {
          const node = anyNode(cluster);
          if (node === undefined) return;
          drain(cluster, node);
          cluster.clock.after(2 * minute, () => terminate(cluster, node));
        });
    },
  },
  {
    title: 'An autoscaler scales between 3 and 13 replicas for six hours',
    config: webTarget,
    cluster: { nodes: 2, capacity: 4, newNode: [45, 120] },
    minutes: 360,
    simulations: 8,
    prepare: (cluster) => {
      const deployment = new Deployment(cluster, 'web', web, { replicas: 8 });
      const recommended: number[] = [];
      return () =>
        repeat(cluster, [15, 15], 6 * hour, () => {
          const load =
            8 + 5 * Math.sin((cluster.clock.now / (40 * minute)) * 2 * Math.PI) + 3 * (cluster.random.next() - 0.5);
          recommended.push(Math.min(13, Math.max(3, Math.round(load))));
          // It scales down to the highest recommendation of the last 5 minutes.
          deployment.scale(Math.max(...recommended.slice(-20)));
        });
    },
  },
  {
    title: 'A Deployment of 200 replicas is rolled out, a quarter at a time',
    config: webTarget,
    cluster: { nodes: 10, capacity: 22, newNode: [45, 120] },
    minutes: 60,
    simulations: 3,
    prepare: rollOut({}),
  },
  {
    title: 'A Deployment of 200 replicas is rolled out, one pod at a time',
    config: webTarget,
    cluster: { nodes: 10, capacity: 22, newNode: [45, 120] },
    minutes: 270,
    simulations: 1,
    prepare: rollOut({ maxSurge: 0, maxUnavailable: 1 }),
  },
  {
    title: 'A StatefulSet of 60 replicas is rolled out, one pod at a time',
    config: prometheusTarget,
    cluster: { nodes: 10, capacity: 8, newNode: [45, 120] },
    minutes: 180,
    simulations: 2,
    prepare: (cluster) => {
      const statefulSet = new StatefulSet(cluster, 'prometheus', prometheus, {
        replicas: 60,
        podManagementPolicy: 'Parallel',
      });
      return () => statefulSet.apply({ ...prometheus, revision: '2' });
    },
  },
  {
    title: 'A single Prometheus moves to another node; its EBS volume takes 6 to 7 minutes',
    config: prometheusTarget,
    simulations: 8,
    ...singleOnEbs,
  },
  {
    title: 'The node of all watched pods is drained; they are ready on two other nodes after 3 to 4 minutes',
    config: singlesTargets,
    cluster: { nodes: 1, capacity: 3, newNode: [45, 120] },
    minutes: 30,
    simulations: 8,
    prepare: moveSingles,
  },
  {
    title: 'The control plane is upgraded: unreachable three times for up to 50 seconds, without a leader for up to 40',
    config: monitoringTargets,
    cluster: nodes,
    minutes: 60,
    simulations: 8,
    prepare: (cluster) => {
      addMonitoringStack(cluster);
      return () => {
        let begin = 0;
        for (let instance = 1; instance <= 3; instance++) {
          cluster.clock.after(begin, () => {
            cluster.disconnect(cluster.random.between([5, 50]));
            cluster.stopControllers(cluster.random.between([15, 40]));
          });
          begin += cluster.random.between([4 * minute, 9 * minute]);
        }
      };
    },
  },
];

/** Outages about as long as what is tolerated. Whether the alarm fires depends on the second in which they begin. */
export const shortOutages: readonly Scenario[] = [
  {
    title: 'The same Prometheus moves with `downGrace: 5m`',
    config: `${prometheusTarget}\ndownGrace: 5m`,
    simulations: 8,
    ...singleOnEbs,
  },
  {
    title: 'The node of the only web server is lost; Kubernetes replaces the pod after five minutes',
    config: webTarget,
    cluster: { nodes: 3, capacity: 4, newNode: [45, 120] },
    minutes: 60,
    simulations: 8,
    prepare: (cluster) => {
      new Deployment(cluster, 'web', web, { replicas: 1 });
      return () => loseNodeOf(cluster, 'web');
    },
  },
];
