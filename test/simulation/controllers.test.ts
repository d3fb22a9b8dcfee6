import { type JsonObject, record, records } from '../../model/json';
import { epoch } from './clock';
import { Cluster } from './cluster';
import { Deployment } from './deployment';
import { drain, loseNodeOf, remove } from './nodeFailures';
import { addStack, prometheus, web } from './monitoringStack';
import { StatefulSet } from './statefulSet';

/** That the simulated cluster does what Kubernetes documents. */

const minute = 60;
const calm = 20 * minute;

function clusterOf(nodes = 6): Cluster {
  return new Cluster({ seed: 7, nodes, capacity: 10, newNode: [45, 120] });
}

/** Looks in every second; the workloads have settled before. */
function watch(cluster: Cluster, seconds: number, look: (second: number) => void): void {
  const start = cluster.clock.now;
  for (let second = 1; second <= seconds; second++) {
    cluster.clock.advanceTo(start + second);
    look(second);
  }
}

function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return records(record(object.status).conditions).find((condition) => condition.type === type);
}

const secondOf = (time: unknown) => (Date.parse(String(time)) - epoch) / 1000;

describe('a Deployment', () => {
  test.each([
    ['by default', 6, {}, 8, 5],
    ['alone', 1, {}, 2, 1],
    ['one by one', 6, { maxSurge: 0, maxUnavailable: 1 }, 6, 5],
    ['with neither surge nor shortfall', 4, { maxSurge: 0, maxUnavailable: 0 }, 4, 3],
  ])('is rolled out within its bounds: %s', (_, replicas, bounds, most, least) => {
    const cluster = clusterOf();
    const deployment = new Deployment(cluster, 'web', web, { replicas, ...bounds });
    cluster.clock.advanceTo(calm);
    deployment.apply({ ...web, revision: '2' });
    const counts: { all: number; ready: number; updated: number }[] = [];
    watch(cluster, calm, () => {
      const active = deployment.pods().filter(({ leaving }) => !leaving);
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

  test('passes its progressDeadlineSeconds when a rollout is stuck; it is Available all the while, though nothing serves', () => {
    const cluster = clusterOf();
    const deployment = new Deployment(cluster, 'web', web, { replicas: 1, maxSurge: 0, maxUnavailable: 0 });
    cluster.clock.advanceTo(calm);
    deployment.apply({ ...web, revision: '2', imageMissing: true });
    cluster.clock.advanceTo(calm + 590);
    expect(conditionOf(deployment.object(), 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'ReplicaSetUpdated',
    });
    cluster.clock.advanceTo(calm + 700);
    expect(conditionOf(deployment.object(), 'Progressing')).toMatchObject({ reason: 'ProgressDeadlineExceeded' });
    expect(record(deployment.object().status).readyReplicas).toBeUndefined();
    expect(conditionOf(deployment.object(), 'Available')?.status).toBe('True');
  });

  test('sees a change a second later', () => {
    const cluster = clusterOf();
    const deployment = new Deployment(cluster, 'web', web, { replicas: 2 });
    cluster.clock.advanceTo(calm);
    deployment.scale(5);
    const generations = () => [
      record(deployment.object().metadata).generation,
      record(deployment.object().status).observedGeneration,
    ];
    expect(generations()).toEqual([2, 1]);
    cluster.clock.advanceTo(calm + 1);
    expect(generations()).toEqual([2, 2]);
  });
});

describe('a StatefulSet', () => {
  test.each(['OrderedReady', 'Parallel'] as const)(
    'is rolled out from the top, one pod at a time: %s',
    (podManagementPolicy) => {
      const cluster = clusterOf();
      const statefulSet = new StatefulSet(cluster, 'db', prometheus, { replicas: 3, podManagementPolicy });
      cluster.clock.advanceTo(calm);
      statefulSet.apply({ ...prometheus, revision: '2' });
      const order: string[] = [];
      let serving = 3;
      watch(cluster, calm, () => {
        const pods = statefulSet.pods();
        serving = Math.min(serving, pods.filter(({ isReady, leaving }) => isReady && !leaving).length);
        for (const { name, template } of pods) if (template.revision === '2' && !order.includes(name)) order.push(name);
      });
      expect(order).toEqual(['db-2', 'db-1', 'db-0']);
      expect(serving).toBe(2);
      expect(statefulSet.object().status).toMatchObject({
        readyReplicas: 3,
        updatedReplicas: 3,
        currentRevision: 'db-2',
      });
    },
  );

  test('counts a pod on its way out as ready, and replaces it once it is gone', () => {
    const cluster = clusterOf();
    const statefulSet = new StatefulSet(cluster, 'db', { ...prometheus, stop: [30, 30] }, { replicas: 1 });
    cluster.clock.advanceTo(calm);
    statefulSet.pods()[0]?.delete();
    cluster.clock.advanceTo(calm + 29);
    expect(statefulSet.object().status).toMatchObject({ readyReplicas: 1, updatedReplicas: 0 });
    cluster.clock.advanceTo(calm + 31);
    expect(statefulSet.object().status).toMatchObject({ readyReplicas: 0, updatedReplicas: 1 });
    expect(statefulSet.pods().map((pod) => secondOf(record(pod.object().metadata).creationTimestamp))).toEqual([
      calm + 31,
    ]);
  });
});

describe('a pod', () => {
  test('that crashes is started again after 10 seconds, doubled up to 5 minutes', () => {
    const cluster = clusterOf();
    const { readyAfter: _, ...template } = { ...web, pull: [0, 0], crashAfter: [5, 5] } as const;
    const deployment = new Deployment(cluster, 'web', template, { replicas: 1 });
    const starts: number[] = [];
    let restarts = -1;
    watch(cluster, calm, (second) => {
      const [status] = records(record(deployment.pods()[0]?.object().status).containerStatuses);
      if (status === undefined || !('running' in record(status.state)) || status.restartCount === restarts) return;
      restarts = Number(status.restartCount);
      starts.push(second);
    });
    const pauses = starts.slice(1).map((start, index) => start - (starts[index] ?? 0) - 5);
    expect(pauses).toEqual([1, 10, 20, 40, 80, 160, 300, 300]);
  });

  test('without a readiness probe is ready at every start, and unready at every crash', () => {
    const cluster = clusterOf();
    const { readyAfter: _, ...template } = { ...web, crashAfter: [5, 5] } as const;
    const deployment = new Deployment(cluster, 'web', template, { replicas: 1 });
    const turns = new Set<unknown>();
    watch(cluster, calm, () => {
      const ready = conditionOf(deployment.pods()[0]?.object() ?? {}, 'Ready');
      if (ready?.status === 'True') turns.add(ready.lastTransitionTime);
    });
    expect(turns.size).toBeGreaterThan(5);
  });

  test('needs longer where its volume has to follow it', () => {
    const cluster = clusterOf();
    const statefulSet = new StatefulSet(cluster, 'db', { ...prometheus, moveVolume: [400, 400] }, { replicas: 1 });
    cluster.clock.advanceTo(calm);
    const [pod] = statefulSet.pods();
    if (pod?.node !== undefined) drain(cluster, pod.node);
    cluster.clock.advanceTo(calm + 400);
    expect(statefulSet.pods().map(({ isPending }) => isPending)).toEqual([true]);
    cluster.clock.advanceTo(calm + 600);
    expect(statefulSet.pods().map(({ isReady }) => isReady)).toEqual([true]);
  });
});

describe('a node', () => {
  test('that is lost takes its pods along: unready after 40 seconds, told to go after 5 minutes, gone with the node', () => {
    const cluster = clusterOf(2);
    const statefulSet = new StatefulSet(cluster, 'db', prometheus, { replicas: 1 });
    cluster.clock.advanceTo(calm);
    const node = loseNodeOf(cluster, 'db');
    const podAt = (second: number) => {
      cluster.clock.advanceTo(calm + second);
      const [pod] = statefulSet.pods();
      return { ready: pod?.isReady, leaving: pod?.leaving, node: conditionOf(node.object(), 'Ready')?.status };
    };
    expect(podAt(39)).toEqual({ ready: true, leaving: false, node: 'True' });
    expect(podAt(60)).toEqual({ ready: false, leaving: false, node: 'Unknown' });
    expect(podAt(339)).toEqual({ ready: false, leaving: false, node: 'Unknown' });
    expect(podAt(60 * minute)).toEqual({ ready: false, leaving: true, node: 'Unknown' });
    remove(cluster, node);
    expect(podAt(65 * minute)).toMatchObject({ ready: true, leaving: false });
  });

  test('is drained as the budgets allow, and its DaemonSet goes with it', () => {
    const cluster = clusterOf(3);
    addStack(cluster);
    cluster.clock.advanceTo(calm);
    const node = cluster.podsLabelled('web')[0]?.node;
    if (node === undefined) throw new Error('no pod of web is on a node');
    drain(cluster, node);
    let serving = 6;
    watch(cluster, calm, () => {
      const active = cluster.podsLabelled('web').filter(({ leaving }) => !leaving);
      serving = Math.min(serving, active.filter(({ isReady }) => isReady).length);
    });
    expect(serving).toBe(5);
    expect(cluster.nodes.has(node.name)).toBe(false);
    expect(cluster.podsOn(node)).toEqual([]);
    expect(cluster.podsLabelled('node-exporter')).toHaveLength(cluster.nodes.size);
  });

  test('is ordered for pods that fit nowhere', () => {
    const cluster = clusterOf(1);
    const deployment = new Deployment(cluster, 'web', web, { replicas: 14 });
    cluster.clock.advanceTo(30);
    const unscheduled = deployment.pods().filter(({ node }) => node === undefined);
    expect(unscheduled.map((pod) => conditionOf(pod.object(), 'PodScheduled')?.reason)).toEqual(
      Array(4).fill('Unschedulable'),
    );
    cluster.clock.advanceTo(calm);
    expect(cluster.nodes.size).toBe(2);
    expect(deployment.pods().filter(({ isReady }) => isReady)).toHaveLength(14);
  });
});
