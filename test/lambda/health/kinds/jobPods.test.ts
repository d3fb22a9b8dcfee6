import fc from 'fast-check';
import { jobRule } from '../../../../lambda/health/kinds/job';
import type { Evidence } from '../../../../lambda/health/observation';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month, now } from '../../../support/objects/clock';
import { object, written } from '../../../support/objects/object';
import { pod } from '../../../support/objects/pod';
import { defaultCriteria, forbidden, found, judge, summarize, unreadable } from '../judging';

/** A Job `shop/web` that was started an hour ago. */
function job(status: JsonObject, changed = hour): JsonObject {
  return object({
    kind: 'Job',
    created: hour,
    metadata: { uid: 'uid-of-web', managedFields: [written({ 'f:status': {} }, changed)] },
    spec: { template: {}, selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'uid-of-web' } } },
    status: { startTime: ago(hour), ...status },
  });
}

const active = { active: 1, ready: 0 };
const pending = (created: number, status: JsonObject = {}) =>
  pod({ phase: 'Pending', ready: false, created, status: { containerStatuses: [], ...status } });
const imagePull = (created: number) => pod({ phase: 'Pending', ready: false, created, waiting: 'ImagePullBackOff' });
const unscheduled = (created: number, reason: string) =>
  pending(created, { conditions: [{ type: 'PodScheduled', status: 'False', reason }] });
const between = (since: number) => pod({ ready: false, since, waiting: 'CrashLoopBackOff', restarts: 3 });
const running = pod({ ready: false, since: hour });
const initRunning = pending(hour, { initContainerStatuses: [{ name: 'init', state: { running: {} } }] });
const sidecarRunning = {
  ...imagePull(hour),
  spec: { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'init' }] },
};
const onlySidecar = {
  ...sidecarRunning,
  status: { ...sidecarRunning.status, initContainerStatuses: [{ name: 'proxy', state: { running: {} } }] },
};
const ended = (age: number) =>
  pod({
    phase: 'Failed',
    ready: false,
    created: age + minute,
    status: { containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 1, finishedAt: ago(age) } } }] },
  });
const evicted = (created: number) =>
  pod({ phase: 'Failed', ready: false, created, status: { containerStatuses: undefined } });

type Row = [situation: string, given: JsonObject, pods: Evidence | undefined, expected: string, grace?: number];

test.each<Row>([
  ['a ready pod proves that it runs', job({ active: 2, ready: 1 }), undefined, 'Healthy Running'],
  ['a container runs, although not ready', job(active), found(running), 'Healthy Running'],
  ['an init container runs', job(active), found(initRunning), 'Healthy Running'],
  ['only a sidecar runs', job(active), found(onlySidecar), 'Unhealthy NotRunning'],
  ['one of two runs', job({ active: 2 }), found(imagePull(hour), running), 'Healthy Running'],
  ['its image is not pulled yet', job(active), found(imagePull(14 * minute)), 'Progressing NotRunning'],
  ['its image cannot be pulled', job(active), found(imagePull(15 * minute)), 'Unhealthy NotRunning'],
  ['not scheduled yet', job(active), found(unscheduled(14 * minute, 'Unschedulable')), 'Progressing NotRunning'],
  ['unschedulable', job(active), found(unscheduled(15 * minute, 'Unschedulable')), 'Unhealthy NotRunning'],
  ['held by scheduling gates', job(active), found(unscheduled(hour, 'SchedulingGated')), 'Healthy SchedulingGated'],
  [
    'one held by scheduling gates, one unschedulable',
    job({ active: 2 }),
    found(unscheduled(hour, 'SchedulingGated'), unscheduled(15 * minute, 'Unschedulable')),
    'Unhealthy NotRunning',
  ],
  ['not scheduled, and strict', job(active), found(pending(0)), 'Unhealthy NotRunning', 0],
  ['the oldest pod counts', job({ active: 2 }), found(pending(minute), pending(20 * minute)), 'Unhealthy NotRunning'],
  ['restarting in place', job(active), found(between(5 * minute)), 'Progressing NotRunning'],
  ['being deleted, and still running', job({ terminating: 1 }), found(pod({ deleted: -minute })), 'Healthy Running'],
  ['on a lost node', job({ terminating: 1 }), found(pod({ deleted: 14 * minute })), 'Progressing NotRunning'],
  ['on a lost node for long', job({ terminating: 1 }), found(pod({ deleted: 15 * minute })), 'Unhealthy NotRunning'],
  ['between two attempts', job({ failed: 2 }, 14 * minute), found(ended(14 * minute)), 'Progressing NoPods'],
  ['no retry', job({ failed: 2 }, 15 * minute), found(ended(15 * minute)), 'Unhealthy NoPods'],
  ['in its back-off, and strict', job({ failed: 2 }, 9 * minute), found(ended(9 * minute)), 'Progressing NoPods', 0],
  ['past its back-off, and strict', job({ failed: 2 }, 10 * minute), found(), 'Unhealthy NoPods', 0],
  ['its last pod has just failed', job({ failed: 2 }), found(ended(hour), ended(minute)), 'Progressing NoPods'],
  ['its last pod has just been evicted', job({ failed: 2 }), found(evicted(minute)), 'Progressing NoPods'],
  ['the next completion gets no pod', job({ succeeded: 1 }), found(), 'Unhealthy NoPods'],
  ['a status older than its pods', job({ failed: 1 }), found(ended(hour), running), 'Healthy Running'],
  ['pods that may not be read', job(active, 14 * minute), forbidden, 'Progressing NotRunning'],
  ['pods that may not be read, for long', job(active, 15 * minute), forbidden, 'Unhealthy NotRunning'],
  ['no pods are active, and they may not be read', job({ failed: 1 }), forbidden, 'Unhealthy NoPods'],
  ['pods that cannot be read', job(active), unreadable, 'Unknown Timeout'],
  ['counts that are not numbers', job({ active: {} }), forbidden, 'Unhealthy NoPods'],
])('%s', (_, given, pods, expected, grace = defaultCriteria.grace) => {
  const evidence = pods === undefined ? {} : { Pod: pods };
  expect(summarize(judge(jobRule, given, { evidence, criteria: { grace } }))).toBe(expected);
});

test.each<[expected: string, given: JsonObject, pods: Evidence]>([
  [
    'no container is running; web-0: container main ImagePullBackOff; for 20m, grace 15m',
    job(active),
    found(imagePull(20 * minute)),
  ],
  ['no container is running; for at least 20m, grace 15m (pods may not be read)', job(active, 20 * minute), forbidden],
  [
    'not complete, but has no pods; 0 pods active, 0 ready, 0 of 1 succeeded, 2 failed: check its events; for 20m, grace 15m',
    job({ failed: 2 }, 20 * minute),
    found(),
  ],
  ['its pods wait for their scheduling gates', job(active), found(unscheduled(hour, 'SchedulingGated'))],
])('message: %s', (expected, given, pods) => {
  expect(judge(jobRule, given, { evidence: { Pod: pods } }).message).toBe(expected);
});

test('a Job that is short counts as such', () => {
  for (const pods of [found(pending(minute)), found(ended(minute))]) {
    expect(judge(jobRule, job(active), { evidence: { Pod: pods } })).toMatchObject({ short: 1 });
  }
});

test('requests its own pods by its selector', () => {
  const requested = jobRule({ type: 'found', object: job(active) }, defaultCriteria, now);
  if (!('needed' in requested)) throw new Error('no evidence requested');
  const [query] = requested.needed;
  expect(query).toMatchObject({
    kind: 'Pod',
    namespace: 'shop',
    labelSelector: 'batch.kubernetes.io/controller-uid=uid-of-web',
  });
  const owned = (uid: string) => ({ metadata: { ownerReferences: [{ kind: 'Job', uid, controller: true }] } });
  expect(query?.belongs(owned('uid-of-web'))).toBe(true);
  expect(query?.belongs(owned('another'))).toBe(false);
});

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
const age = fc.oneof(fc.integer({ min: 0, max: hour }), fc.constantFrom(0, 10 * minute, 15 * minute, hour));
const anyPod = fc
  .tuple(
    fc.constantFrom(pending, imagePull, between, ended, evicted, (since: number) => pod({ since })),
    age,
  )
  .chain(([make, since]) =>
    fc.constantFrom(make(since), {
      ...make(since),
      metadata: { ...make(since).metadata, deletionTimestamp: ago(since) },
    }),
  );
const counts = fc.constantFrom<JsonObject>({}, active, { failed: 1 }, { terminating: 1 }, { active: 1, ready: 1 });
const anyCase = fc.record({
  given: fc.tuple(counts, age).map(([status, changed]) => job(status, changed)),
  pods: fc.array(anyPod, { maxLength: 4 }),
  grace: fc.integer({ min: 0, max: 3600 }),
});
const judged = (given: JsonObject, pods: readonly JsonObject[], grace: number, at = now) =>
  judge(jobRule, given, { evidence: { Pod: found(...pods) }, criteria: { grace }, at });

test('time never makes it better, and a longer grace never worse', () => {
  fc.assert(
    fc.property(anyCase, age, fc.nat(3600), ({ given, pods, grace }, later, more) => {
      const verdict = severity[judged(given, pods, grace).verdict];
      expect(severity[judged(given, pods, grace, now + later).verdict]).toBeGreaterThanOrEqual(verdict);
      expect(severity[judged(given, pods, grace + more).verdict]).toBeLessThanOrEqual(verdict);
    }),
  );
});

test('a pod that runs never makes it worse, and the order of pods never matters', () => {
  fc.assert(
    fc.property(anyCase, ({ given, pods, grace }) => {
      const verdict = judged(given, pods, grace);
      expect(severity[judged(given, [...pods, running], grace).verdict]).toBeLessThanOrEqual(severity[verdict.verdict]);
      const { message: _, ...expected } = verdict;
      expect(judged(given, [...pods].reverse(), grace)).toMatchObject(expected);
    }),
  );
});

test('any pods result in a verdict', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(ago(month)));
  const part = (...keys: string[]) => fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value));
  const anyJson = fc.record({
    metadata: part('creationTimestamp', 'deletionTimestamp'),
    spec: part('initContainers'),
    status: part('phase', 'conditions', 'containerStatuses', 'initContainerStatuses'),
  });
  fc.assert(
    fc.property(counts, fc.array(anyJson), (status, pods) => {
      expect(judged(job(status), pods as JsonObject[], 900).reason).toMatch(/^[A-Z][A-Za-z]+$/);
    }),
  );
});
