import { type JsonObject, record, records } from '../../model/json';
import { Cluster } from './cluster';
import { Deployment } from './deployment';
import { addMonitoringStack, prometheus, web } from './monitoringStack';
import { drain, loseNodeOf, remove } from './nodeFailures';
import { epoch } from './simulatedClock';
import { StatefulSet } from './statefulSet';

/** The simulated cluster behaves as Kubernetes documents. */

const minute = 60;
const settled = 20 * minute;

function clusterOf(nodes = 6): Cluster {
  return new Cluster({ seed: 7, nodes, capacity: 10, newNode: [45, 120] });
}

/** Calls back in every second. */
function watch(cluster: Cluster, seconds: number, onSecond: (second: number) => void): void {
  const start = cluster.clock.now;
  for (let second = 1; second <= seconds; second++) {
    cluster.clock.advanceTo(start + second);
    onSecond(second);
  }
}

function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return records(record(object.status).conditions).find((condition) => condition.type === type);
}

const secondOf = (time: unknown) => (Date.parse(String(time)) - epoch) / 1000;

describe('a Deployment', () => {
  test.each([
    ['by default', 6, {}, 8, 5],
    ['of a single pod', 1, {}, 2, 1],
    ['one pod at a time', 6, { maxSurge: 0, maxUnavailable: 1 }, 6, 5],
    ['without maxSurge and maxUnavailable', 4, { maxSurge: 0, maxUnavailable: 0 }, 4, 3],
  ])('is rolled out within its bounds: %s', (_, replicas, bounds, most, least) => {
    const cluster = clusterOf();
    const deployment = new Deployment(cluster, 'web', web, { replicas, ...bounds });
    cluster.clock.advanceTo(settled);
    deployment.apply({ ...web, revision: '2' });
    const counts: { all: number; ready: number; updated: number }[] = [];
    watch(cluster, settled, () => {
      const active = deployment.pods().filter(({ terminating }) => !terminating);
      counts.push({
        all: active.length,
        ready: active.filter(({ isReady }) => isReady).length,
        updated: active.filter(({ template }) => template.revision === '2').length,
      });
    });
    expect(Math.max(...counts.map(({ all }) => all))).toBe(most);
    expect(Math.min(...counts.map(({ ready }) => ready))).toBe(least);
    expect(counts.at(-1)).toEqual({ all: replicas, ready: replicas, updated: replicas });
  });

  test('exceeds its progressDeadlineSeconds if a rollout is stuck, and stays Available although no pod is ready', () => {
    const cluster = clusterOf();
    const deployment = new Deployment(cluster, 'web', web, { replicas: 1, maxSurge: 0, maxUnavailable: 0 });
    cluster.clock.advanceTo(settled);
    deployment.apply({ ...web, revision: '2', imageMissing: true });
    cluster.clock.advanceTo(settled + 590);
    expect(conditionOf(deployment.object(), 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'ReplicaSetUpdated',
    });
    cluster.clock.advanceTo(settled + 700);
    expect(conditionOf(deployment.object(), 'Progressing')).toMatchObject({ reason: 'ProgressDeadlineExceeded' });
    expect(record(deployment.object().status).readyReplicas).toBeUndefined();
    expect(conditionOf(deployment.object(), 'Available')?.status).toBe('True');
  });

  test('observes a change a second later', () => {
    const cluster = clusterOf();
    const deployment = new Deployment(cluster, 'web', web, { replicas: 2 });
    cluster.clock.advanceTo(settled);
    deployment.scale(5);
    const generations = () => [
      record(deployment.object().metadata).generation,
      record(deployment.object().status).observedGeneration,
    ];
    expect(generations()).toEqual([2, 1]);
    cluster.clock.advanceTo(settled + 1);
    expect(generations()).toEqual([2, 2]);
  });
});

describe('a StatefulSet', () => {
  test.each(['OrderedReady', 'Parallel'] as const)(
    'is rolled out from the highest ordinal down, one pod at a time: %s',
    (podManagementPolicy) => {
      const cluster = clusterOf();
      const statefulSet = new StatefulSet(cluster, 'db', prometheus, { replicas: 3, podManagementPolicy });
      cluster.clock.advanceTo(settled);
      statefulSet.apply({ ...prometheus, revision: '2' });
      const order: string[] = [];
      let ready = 3;
      watch(cluster, settled, () => {
        const pods = statefulSet.pods();
        ready = Math.min(ready, pods.filter(({ isReady, terminating }) => isReady && !terminating).length);
        for (const { name, template } of pods) if (template.revision === '2' && !order.includes(name)) order.push(name);
      });
      expect(order).toEqual(['db-2', 'db-1', 'db-0']);
      expect(ready).toBe(2);
      expect(statefulSet.object().status).toMatchObject({
        readyReplicas: 3,
        updatedReplicas: 3,
        currentRevision: 'db-2',
      });
    },
  );

  test('counts a terminating pod as ready, and replaces it after its end', () => {
    const cluster = clusterOf();
    const statefulSet = new StatefulSet(cluster, 'db', { ...prometheus, stop: [30, 30] }, { replicas: 1 });
    cluster.clock.advanceTo(settled);
    statefulSet.pods()[0]?.delete();
    cluster.clock.advanceTo(settled + 29);
    expect(statefulSet.object().status).toMatchObject({ readyReplicas: 1, updatedReplicas: 0 });
    cluster.clock.advanceTo(settled + 31);
    expect(statefulSet.object().status).toMatchObject({ readyReplicas: 0, updatedReplicas: 1 });
    expect(statefulSet.pods().map((pod) => secondOf(record(pod.object().metadata).creationTimestamp))).toEqual([
      settled + 31,
    ]);
  });
});

describe('a pod', () => {
  test('that crashes is restarted after 10 seconds, doubled up to 5 minutes', () => {
    const cluster = clusterOf();
    const { readyAfter: _, ...template } = { ...web, pull: [0, 0], crashAfter: [5, 5] } as const;
    const deployment = new Deployment(cluster, 'web', template, { replicas: 1 });
    const starts: number[] = [];
    let restarts = -1;
    watch(cluster, settled, (second) => {
      const [status] = records(record(deployment.pods()[0]?.object().status).containerStatuses);
      if (status === undefined || !('running' in record(status.state)) || status.restartCount === restarts) return;
      restarts = Number(status.restartCount);
      starts.push(second);
    });
    const pauses = starts.slice(1).map((start, index) => start - (starts[index] ?? 0) - 5);
    expect(pauses).toEqual([1, 10, 20, 40, 80, 160, 300, 300]);
  });

  test('without a readiness probe becomes ready at every start, and not ready at every crash', () => {
    const cluster = clusterOf();
    const { readyAfter: _, ...template } = { ...web, crashAfter: [5, 5] } as const;
    const deployment = new Deployment(cluster, 'web', template, { replicas: 1 });
    const transitions = new Set<unknown>();
    watch(cluster, settled, () => {
      const ready = conditionOf(deployment.pods()[0]?.object() ?? {}, 'Ready');
      if (ready?.status === 'True') transitions.add(ready.lastTransitionTime);
    });
    expect(transitions.size).toBeGreaterThan(5);
  });

  test('takes longer to start if its volume has to be moved', () => {
    const cluster = clusterOf();
    const statefulSet = new StatefulSet(cluster, 'db', { ...prometheus, moveVolume: [400, 400] }, { replicas: 1 });
    cluster.clock.advanceTo(settled);
    const [pod] = statefulSet.pods();
    if (pod?.node !== undefined) drain(cluster, pod.node);
    cluster.clock.advanceTo(settled + 400);
    expect(statefulSet.pods().map(({ isPending }) => isPending)).toEqual([true]);
    cluster.clock.advanceTo(settled + 600);
    expect(statefulSet.pods().map(({ isReady }) => isReady)).toEqual([true]);
  });
});

describe('a node', () => {
  test('that is lost: its pods are not ready after 40 seconds, terminating after 5 minutes, and removed with the node', () => {
    const cluster = clusterOf(2);
    const statefulSet = new StatefulSet(cluster, 'db', prometheus, { replicas: 1 });
    cluster.clock.advanceTo(settled);
    const node = loseNodeOf(cluster, 'db');
    const podAt = (second: number) => {
      cluster.clock.advanceTo(settled + second);
      const [pod] = statefulSet.pods();
      return { ready: pod?.isReady, terminating: pod?.terminating, node: conditionOf(node.object(), 'Ready')?.status };
    };
    expect(podAt(39)).toEqual({ ready: true, terminating: false, node: 'True' });
    expect(podAt(60)).toEqual({ ready: false, terminating: false, node: 'Unknown' });
    expect(podAt(339)).toEqual({ ready: false, terminating: false, node: 'Unknown' });
    expect(podAt(60 * minute)).toEqual({ ready: false, terminating: true, node: 'Unknown' });
    remove(cluster, node);
    expect(podAt(65 * minute)).toMatchObject({ ready: true, terminating: false });
  });

  test('is drained within disruption budgets, and the pods of its DaemonSet are removed with it', () => {
    const cluster = clusterOf(3);
    addMonitoringStack(cluster);
    cluster.clock.advanceTo(settled);
    const node = cluster.podsLabelled('web')[0]?.node;
    if (node === undefined) throw new Error('no pod of web is on a node');
    drain(cluster, node);
    let ready = 6;
    watch(cluster, settled, () => {
      const active = cluster.podsLabelled('web').filter(({ terminating }) => !terminating);
      ready = Math.min(ready, active.filter(({ isReady }) => isReady).length);
    });
    expect(ready).toBe(5);
    expect(cluster.nodes.has(node.name)).toBe(false);
    expect(cluster.podsOn(node)).toEqual([]);
    expect(cluster.podsLabelled('node-exporter')).toHaveLength(cluster.nodes.size);
  });

  test('is added for pods that fit on no node', () => {
    const cluster = clusterOf(1);
    const deployment = new Deployment(cluster, 'web', web, { replicas: 14 });
    cluster.clock.advanceTo(30);
    const unscheduled = deployment.pods().filter(({ node }) => node === undefined);
    expect(unscheduled.map((pod) => conditionOf(pod.object(), 'PodScheduled')?.reason)).toEqual(
      Array(4).fill('Unschedulable'),
    );
    cluster.clock.advanceTo(settled);
    expect(cluster.nodes.size).toBe(2);
    expect(deployment.pods().filter(({ isReady }) => isReady)).toHaveLength(14);
  });
});
