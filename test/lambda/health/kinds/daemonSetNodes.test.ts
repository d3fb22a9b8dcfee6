import { daemonSetRule } from '../../../../lambda/health/kinds/daemonSet';
import type { Evidence } from '../../../../lambda/health/observation';
import type { JsonObject } from '../../../../model/json';
import { ago, minute, month, now } from '../../../support/objects/clock';
import { loopingPod, pod } from '../../../support/objects/pod';
import { workload } from '../../../support/objects/workload';
import { defaultCriteria, found } from '../judging';

function node(
  name: string,
  { ready = 'True', age = month, spec = {} }: { ready?: string; age?: number; spec?: object } = {},
): JsonObject {
  return {
    metadata: { name, creationTimestamp: ago(age) },
    spec,
    status: {
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        { type: 'Ready', status: ready },
      ],
    },
  };
}

const on = (nodeName: string, one: JsonObject): JsonObject => ({ ...one, spec: { nodeName } });
const unreadyForLong = pod({ ready: false, since: 60 * minute });

function judged(Node: Evidence, unready: JsonObject, counts: { ready?: number; updated?: number } = {}) {
  const object = workload('DaemonSet', { ready: 2, statusAge: 60 * minute, ...counts });
  const Pod = found(on('a', pod()), on('b', pod()), on('c', unready));
  const verdict = daemonSetRule({ type: 'found', object, evidence: { Pod, Node } }, defaultCriteria, now);
  if ('needed' in verdict) throw new Error('the rule requests evidence');
  return verdict;
}

test('nodes are requested with the pods, and only if too few are ready', () => {
  const requested = daemonSetRule({ type: 'found', object: workload('DaemonSet', { ready: 2 }) }, defaultCriteria, now);
  expect('needed' in requested && requested.needed.map(({ kind }) => kind)).toEqual(['Pod', 'Node']);
  expect('needed' in requested && requested.needed[1]?.belongs(node('a'))).toBe(true);
  expect(daemonSetRule({ type: 'found', object: workload('DaemonSet') }, defaultCriteria, now)).toMatchObject({
    verdict: 'Healthy',
  });
});

test.each([
  ['not ready', { ready: 'False' }, [unreadyForLong]],
  ['lost', { ready: 'Unknown' }],
  ['cordoned', { spec: { unschedulable: true } }],
  ['cordoned and not ready', { ready: 'False', spec: { unschedulable: true } }],
  ['just joined', { age: minute }],
  ['just joined and not ready', { ready: 'False', age: minute }],
])('a pod on a node that is %s is excluded', (_, shape, pods = [unreadyForLong, loopingPod()]) => {
  const nodes = found(node('a'), node('b'), node('c', shape));
  for (const unready of pods) {
    expect(judged(nodes, unready)).toMatchObject({ verdict: 'Healthy', ready: 2, desired: 3 });
  }
  expect(judged(nodes, unreadyForLong).message).toMatch(/; 1 more on nodes that are not ready, cordoned or new$/);
});

test('a crash loop on a node that reports that it is not ready is not excluded', () => {
  const nodes = found(node('a'), node('b'), node('c', { ready: 'False' }));
  expect(judged(nodes, loopingPod())).toMatchObject({ verdict: 'Unhealthy', reason: 'CrashLooping' });
});

test('a node that has not reported whether it is ready excludes a crash loop', () => {
  const silent = { ...node('c'), status: {} };
  expect(judged(found(node('a'), node('b'), silent), loopingPod())).toMatchObject({ verdict: 'Healthy' });
});

test('a pod on a healthy node is not excluded', () => {
  const nodes = found(node('a', { ready: 'False' }), node('b'), node('c'));
  expect(judged(nodes, unreadyForLong)).toMatchObject({ verdict: 'Unhealthy', reason: 'TooFewReady' });
});

test('a rollout does not wait for excluded pods', () => {
  const nodes = found(node('a'), node('b'), node('c', { ready: 'False' }));
  expect(judged(nodes, unreadyForLong, { updated: 2 })).toMatchObject({ verdict: 'Healthy' });
  expect(judged(nodes, unreadyForLong, { updated: 1 })).toMatchObject({ reason: 'RolloutStuck' });
});

test.each([
  [1, 'Unhealthy', /^3 of 3 pods ready, 1 of 3 updated; for /],
  [2, 'Healthy', /^3 of 3 pods ready; 1 more on nodes that are not ready, cordoned or new$/],
])('a surge pod on such a node only delays the rollout, %i of 3 updated', (updated, verdict, message) => {
  const object = workload('DaemonSet', { ready: 3, updated });
  const Pod = found(on('a', pod()), on('b', pod()), on('c', pod()), on('c', unreadyForLong));
  const Node = found(node('a'), node('b'), node('c', { ready: 'False' }));

  expect(daemonSetRule({ type: 'found', object, evidence: { Pod, Node } }, defaultCriteria, now)).toMatchObject({
    verdict,
    message: expect.stringMatching(message),
  });
});

test('if no pod is ready, none is excluded', () => {
  const nodes = found(node('c', { ready: 'False' }));
  expect(judged(nodes, unreadyForLong, { ready: 0 })).toMatchObject({ verdict: 'Unhealthy', reason: 'NoneReady' });
});

test('if nodes may not be read, no pod is excluded, and the message says so', () => {
  const verdict = judged({ type: 'unavailable', message: 'nodes may not be read' }, unreadyForLong);
  expect(verdict).toMatchObject({ verdict: 'Unhealthy', message: expect.stringMatching(/\(nodes may not be read\)$/) });
});

test('if reading the nodes failed, the verdict is Unknown', () => {
  const unreadable: Evidence = { type: 'unreadable', reason: 'Timeout', message: 'too slow' };
  expect(judged(unreadable, unreadyForLong)).toMatchObject({ verdict: 'Unknown', reason: 'Timeout' });
});

test('a node that joined exactly one grace period ago is no longer new', () => {
  const nodes = found(node('a'), node('b'), node('c', { age: defaultCriteria.grace * 1000 }));
  expect(judged(nodes, unreadyForLong)).toMatchObject({ verdict: 'Unhealthy', reason: 'TooFewReady' });
});

test('the pods of other nodes are judged as usual', () => {
  const object = workload('DaemonSet', { desired: 4, ready: 2, statusAge: minute });
  const Pod = found(on('a', pod()), on('b', pod()), on('c', unreadyForLong), on('d', unreadyForLong));
  const Node = found(node('a'), node('b'), node('c', { ready: 'False' }), node('d'));
  expect(daemonSetRule({ type: 'found', object, evidence: { Pod, Node } }, defaultCriteria, now)).toMatchObject({
    verdict: 'Unhealthy',
    reason: 'TooFewReady',
    since: ago(60 * minute),
  });
});

test('if one ready pod is enough, the nodes do not matter', () => {
  const object = workload('DaemonSet', { ready: 2 });
  const evidence = { Pod: found(on('c', unreadyForLong)), Node: found(node('c', { ready: 'False' })) };
  expect(
    daemonSetRule({ type: 'found', object, evidence }, { ...defaultCriteria, mode: 'AtLeastOne' }, now),
  ).toMatchObject({
    verdict: 'Healthy',
    message: '2 of 3 pods ready',
  });
});

test('without the nodes, no pod is excluded', () => {
  const object = workload('DaemonSet', { ready: 2, statusAge: 60 * minute });
  const evidence = { Pod: found(on('c', unreadyForLong)) };
  expect(daemonSetRule({ type: 'found', object, evidence }, defaultCriteria, now)).toMatchObject({
    verdict: 'Unhealthy',
  });
});

test.each([
  ['within its grace', 2, pod({ ready: false, since: minute, name: 'c' }), 'Progressing TooFewReady'],
  ['without ready pods', 0, unreadyForLong, 'Unhealthy NoneReady'],
])('a failure to read the nodes changes nothing %s', (_, ready, unready, expected) => {
  const { verdict, reason, message } = judged({ type: 'unreadable', reason: 'Timeout', message: 'too slow' }, unready, {
    ready,
  });
  expect(`${verdict} ${reason}`).toBe(expected);
  expect(message).not.toContain('too slow');
});
