import type { Evidence, EvidenceNeeded, Found } from '../../../lambda/health/observation';
import type { Criteria } from '../../../lambda/health/rule';
import type { Verdict } from '../../../lambda/health/verdict';
import { judgeWorkload } from '../../../lambda/health/workload';
import type { WorkloadFacts } from '../../../lambda/health/workloadFacts';
import type { JsonObject } from '../../../model/json';
import { ago, minute, month, now, second } from '../../support/objects/clock';
import { backOff, failedPod, loopingPod, type PodShape, pod } from '../../support/objects/pod';
import { type WorkloadKind, type WorkloadShape, workload } from '../../support/objects/workload';
import { defaultCriteria, forbidden, found, judgeWithPods, summarize, unreadable } from './judging';

const facts: WorkloadFacts = { desired: 3, scaledToZero: false, ready: 2, minReadySeconds: 0, owns: () => true };

const quota = (age: number) => ({ message: 'exceeded quota', since: now - age });

function judged(over: Partial<WorkloadFacts>, found: Partial<Found> = {}): Verdict | EvidenceNeeded {
  return judgeWorkload({ object: workload('StatefulSet'), ...found }, { ...facts, ...over }, defaultCriteria, now);
}

describe('the clock of a shortage', () => {
  const unready = (age: number) => pod({ ready: false, since: age });
  const ready = pod();
  const short = (statusAge: number, ...pods: JsonObject[]) =>
    judgeWithPods(workload('StatefulSet', { desired: 3, ready: 2, statusAge }), { pods: found(...pods) }).since;

  test('is the oldest of the pods that are not ready', () => {
    expect(short(month, unready(minute), ready, unready(9 * minute))).toBe(ago(9 * minute));
  });

  test('ignores the status while every pod exists, however recent it is', () => {
    expect(short(second, unready(9 * minute), ready, ready)).toBe(ago(9 * minute));
  });

  test('ignores the status while every pod exists, however old it is', () => {
    expect(short(month, unready(9 * minute), ready, ready)).toBe(ago(9 * minute));
  });

  test('is the status if no pod exists', () => {
    expect(short(7 * minute)).toBe(ago(7 * minute));
  });

  test.each([
    [7, 7],
    [2, 3],
  ])('is the older of status (%p min) and pods (3 min) if pods are missing: %p min', (statusAge, expected) => {
    expect(short(statusAge * minute, ready, unready(3 * minute))).toBe(ago(expected * minute));
  });

  test('is the status if the pods are ready by now', () => {
    expect(short(7 * minute, ready, ready, ready)).toBe(ago(7 * minute));
  });

  test('ignores terminating pods and finished pods of replaced nodes', () => {
    const terminating = pod({ ready: false, since: month, deleted: -30 * second });
    const evicted = pod({ ready: false, since: month, phase: 'Failed', status: { reason: 'Evicted' } });
    expect(short(month, terminating, evicted, unready(minute), ready, ready)).toBe(ago(minute));
  });

  test('goes on where nothing is ready and a pod replaces one on a lost node', () => {
    const lost = pod({
      ready: false,
      created: month,
      since: 6 * minute,
      deleted: minute - 30 * second,
      metadata: { deletionGracePeriodSeconds: 30 },
    });
    const replacement = pod({ name: 'web-1', ready: false, created: minute, phase: 'Pending' });
    const since = (readyPods: number) =>
      judgeWithPods(workload('Deployment', { desired: 1 + readyPods, ready: readyPods, statusAge: second }), {
        pods: found(lost, replacement, ...Array.from({ length: readyPods }, () => ready)),
      }).since;
    expect(since(0)).toBe(ago(6 * minute));
    expect(since(1)).toBe(ago(minute));
  });

  test('is the creation of the first of the pods that failed one after the other', () => {
    const evicted = [2, 8, 14].map((since) => failedPod({ lived: 5 * minute, since: since * minute }));
    const judged = (readyPods: number, ...failed: JsonObject[]) =>
      judgeWithPods(workload('Deployment', { ready: readyPods }), {
        pods: found(...failed, readyPods === 3 ? ready : unready(minute), ready, ready),
      });
    expect(judged(2, ...evicted)).toMatchObject({
      verdict: 'Unhealthy',
      reason: 'TooFewReady',
      since: ago(19 * minute),
      message:
        '2 of 3 pods ready; web-0: container main not ready, started 1m ago; 3 pods failed in the last hour (Evicted), the last 2m ago; for 19m, grace 15m',
    });
    expect(judged(2, ...evicted.slice(1))).toMatchObject({ verdict: 'Progressing', since: ago(minute) });
    expect(judged(3, ...evicted)).toEqual(judged(3));
  });

  test('may be unknown: then there is no grace', () => {
    const object = workload('StatefulSet', { ready: 2, metadata: { managedFields: [] } });
    const verdict = judgeWithPods(object, { pods: found() });
    expect(summarize(verdict)).toBe('Unhealthy TooFewReady');
    expect(verdict.since).toBeUndefined();
    expect(verdict.message).toBe('2 of 3 pods ready; for an unknown time: the object has no timestamp');
  });

  test('counts times in the future as now', () => {
    const object = workload('StatefulSet', { ready: 2 });
    const pods = found(unready(-minute), ready, ready);
    expect(judgeWithPods(object, { pods })).toMatchObject({
      verdict: 'Progressing',
      message: expect.stringContaining('for 0s'),
    });
    expect(judgeWithPods(object, { pods, criteria: { grace: 0 } }).verdict).toBe('Unhealthy');
  });

  test('a rolling update of hundreds of pods is Progressing however long it takes, because each unready pod is young', () => {
    const pods = Array.from({ length: 399 }, (_, index) => pod({ name: `web-${index}`, created: index * minute }));
    const object = workload('StatefulSet', { desired: 400, ready: 399, updated: 380, specAge: 380 * minute });
    expect(summarize(judgeWithPods(object, { pods: found(...pods, pod({ ready: false, created: minute })) }))).toBe(
      'Progressing TooFewReady',
    );
  });
});

describe('the message of a rollout', () => {
  const ofRevision = (label: string, revision: string, shape: PodShape) => {
    const { name = 'web-0', created = month } = shape;
    const metadata = { name, labels: { [label]: revision }, creationTimestamp: ago(created) };
    return pod({ ...shape, metadata });
  };
  const web = (revision: string, shape: PodShape) => ofRevision('pod-template-hash', revision, shape);
  const started = { ready: false, created: minute } as const;
  const image = { ...started, waiting: 'ImagePullBackOff' };
  const looping = { ready: false, restarts: 5, waiting: 'CrashLoopBackOff', waitingMessage: backOff('5m0s') };
  const lastRun = { lasted: minute, ended: 24 * 60 * minute };

  test.each<[string, WorkloadKind, JsonObject[], string]>([
    [
      'a new one without an image',
      'Deployment',
      [web('a', { name: 'w-a' }), web('b', { name: 'w-b', ...image })],
      '; the old pods still serve, a new one cannot start; w-b: container main ImagePullBackOff; ',
    ],
    [
      'a new one that is not ready',
      'Deployment',
      [web('a', { name: 'w-a' }), web('b', { name: 'w-b', ...started })],
      '; the old pods still serve, a new one is not ready; w-b: container main not ready, started 1m ago; ',
    ],
    [
      'a new one that restarted a day ago',
      'Deployment',
      [
        web('a', { name: 'w-a' }),
        web('b', { name: 'w-b', ready: false, created: 25 * 60 * minute, since: minute, restarts: 1, lastRun }),
      ],
      '; the old pods still serve, a new one is not ready; w-b: ',
    ],
    [
      'a rollback to an older revision',
      'Deployment',
      [web('b', { name: 'w-b' }), web('a', { name: 'w-a', ...image })],
      '; the old pods still serve, a new one cannot start; w-a: ',
    ],
    [
      'an old one, while the new ones are ready',
      'Deployment',
      [
        web('a', { name: 'w-a', ...looping }),
        web('b', { name: 'w-b', created: minute }),
        web('b', { name: 'w-c', created: minute }),
      ],
      ' updated; w-a: container main CrashLoopBackOff',
    ],
    [
      'pods without a label of their revision',
      'Deployment',
      [pod({ name: 'w-a' }), pod({ name: 'w-b', ...started })],
      ' updated; w-b: container main not ready',
    ],
    [
      'a new one, and no old one is ready',
      'Deployment',
      [web('a', { name: 'x-a', ready: false }), web('b', { name: 'w-b', ...started })],
      ' updated; w-b and 1 more pod: container main not ready',
    ],
    [
      'the revision that a StatefulSet reports',
      'StatefulSet',
      [
        ofRevision('controller-revision-hash', 'web-1', { name: 'w-a', created: second }),
        ofRevision('controller-revision-hash', 'web-2', { name: 'w-b', ...image }),
      ],
      '; the old pods still serve, a new one cannot start; w-b: ',
    ],
  ])('%s', (_, kind, pods, expected) => {
    const object = workload(kind, { desired: 2, ready: 2, updated: 1, specAge: minute, statusAge: second });
    expect(judgeWithPods(object, { pods: found(...pods) }).message).toContain(expected);
  });
});

describe('the clock of a rollout', () => {
  const rolling = (specAge: number, ...pods: JsonObject[]) =>
    judgeWithPods(workload('StatefulSet', { updated: 1, specAge, statusAge: second }), { pods: found(...pods) }).since;

  test.each<[string, number, JsonObject[], number]>([
    ['the spec', 9 * minute, [pod()], 9 * minute],
    ['the youngest pod', month, [pod({ created: 8 * minute }), pod()], 8 * minute],
    ['the last pod that became ready', month, [pod({ since: 7 * minute }), pod()], 7 * minute],
    ['the last pod that was deleted', month, [pod({ deleted: 6 * minute }), pod()], 6 * minute],
  ])('is %s', (_, specAge, pods, expected) => {
    expect(rolling(specAge, ...pods)).toBe(ago(expected));
  });

  describe('with pods that failed one after the other', () => {
    const evicted = [2, 8, 14].map((since) => failedPod({ lived: 5 * minute, since: since * minute }));
    const replacement = pod({ name: 'web-new', ready: false, created: minute });
    const judged = (specAge: number, ...pods: JsonObject[]) =>
      judgeWithPods(workload('Deployment', { updated: 0, specAge, statusAge: second }), {
        pods: found(pod(), pod({ name: 'web-1' }), pod({ name: 'web-2' }), ...pods),
      });

    test('does not move when the next one is created, although enough old pods are ready', () => {
      expect(judged(20 * minute, replacement, ...evicted)).toMatchObject({
        verdict: 'Unhealthy',
        reason: 'RolloutStuck',
        since: ago(20 * minute),
        message:
          '3 of 3 pods ready, 0 of 3 updated; web-new: container main not ready, started 1m ago; 3 pods failed in the last hour (Evicted), the last 2m ago; for 20m, grace 15m',
      });
      expect(judged(month, ...evicted)).toMatchObject({ verdict: 'Unhealthy', since: ago(month) });
    });

    test.each<[string, JsonObject[], number]>([
      ['two are no loop', [replacement, ...evicted.slice(1)], 1],
      ['a new pod became ready', [pod({ name: 'web-3', created: 4 * minute, since: 3 * minute }), ...evicted], 3],
      ['an old pod is being deleted', [replacement, pod({ name: 'web-3', deleted: 6 * minute }), ...evicted], 6],
      [
        'a pod was created before they failed',
        [pod({ name: 'web-3', created: 20 * minute, ready: false }), ...evicted],
        20,
      ],
    ])('moves with other progress: %s', (_, pods, expected) => {
      expect(judged(25 * minute, ...pods).since).toBe(ago(expected * minute));
    });
  });

  test('ignores changes of Ready of a pod that is crash looping', () => {
    expect(rolling(month, loopingPod({ ready: true, since: second }))).toBe(ago(month));
  });

  test('ignores a pod that became unready', () => {
    expect(rolling(month, pod({ ready: false, since: second }))).toBe(ago(month));
  });

  test.each([
    ['young', minute, now],
    ['available', 90 * minute, now - 30 * minute],
  ])('waits until a ready pod is available (minReadySeconds): %s', (_, since, expected) => {
    const object = workload('StatefulSet', { updated: 1, spec: { minReadySeconds: 3600 } });
    const verdict = judgeWithPods(object, { pods: found(pod({ since })) });
    expect(verdict.since).toBe(new Date(expected).toISOString());
  });
});

describe('a ReplicaFailure while some serve', () => {
  const young = found(pod({ ready: false, created: minute }), pod({ name: 'b' }), pod({ name: 'c' }));

  test.each<[situation: string, since: number | undefined, evidence: Evidence, expected: string]>([
    ['within downGrace', now - 5 * minute + 1, young, 'Progressing ReplicaFailure'],
    ['past downGrace', now - 5 * minute, young, 'Unhealthy ReplicaFailure'],
    ['since an unknown time', undefined, young, 'Unhealthy ReplicaFailure'],
    ['within downGrace, short past grace', now - minute, found(), 'Unhealthy TooFewReady'],
    ['within downGrace, crash looping', now - minute, found(loopingPod()), 'Unhealthy CrashLooping'],
    ['within downGrace, pods could not be read', now - minute, unreadable, 'Unknown Timeout'],
    ['past downGrace, pods could not be read', now - 5 * minute, unreadable, 'Unhealthy ReplicaFailure'],
  ])('%s', (_, since, evidence, expected) => {
    const statusAge = evidence === unreadable ? minute : month;
    const verdict = judged(
      { replicaFailure: { message: 'exceeded quota', since } },
      { object: workload('StatefulSet', { statusAge }), evidence: { Pod: evidence } },
    );
    expect(summarize(verdict as Verdict)).toBe(expected);
  });

  test('is reported with its message, and is short', () => {
    expect(judged({ replicaFailure: quota(minute) }, { evidence: { Pod: young } })).toMatchObject({
      message: '2 of 3 pods ready; exceeded quota; for 1m, grace 5m',
      since: ago(minute),
      short: 1,
    });
  });
});

describe('short and stuck are two questions', () => {
  const flapping = pod({ name: 'web-2', ready: false, created: month, since: second });
  const verdictOf = (shape: WorkloadShape, criteria: Partial<Criteria> = {}, ...pods: JsonObject[]) =>
    summarize(
      judgeWithPods(workload('StatefulSet', { ready: 2, specAge: 20 * minute, ...shape }), {
        criteria,
        pods: found(...pods),
      }),
    );

  test.each<[situation: string, shape: WorkloadShape, expected: string, criteria?: Partial<Criteria>]>([
    ['a rollout without progress, and a pod that flaps', { updated: 1 }, 'Unhealthy RolloutStuck'],
    ['a rollout that progresses', { updated: 1, specAge: minute }, 'Progressing TooFewReady'],
    ['no rollout', {}, 'Progressing TooFewReady'],
    ['one that is missing, no rollout', { updated: 2, status: { replicas: 2 } }, 'Progressing TooFewReady'],
    ['enough replicas are not enough', { updated: 1 }, 'Progressing TooFewReady', { mode: 'MinReady', minReady: 3 }],
  ])('%s', (_, shape, expected, criteria = {}) => {
    expect(verdictOf(shape, criteria, pod(), pod({ name: 'web-1' }), flapping)).toBe(expected);
  });

  test('short for longer than the rollout is stuck', () => {
    const unready = pod({ name: 'web-2', ready: false, since: 20 * minute });
    expect(verdictOf({ updated: 1 }, {}, pod(), pod({ name: 'web-1' }), unready)).toBe('Unhealthy TooFewReady');
  });
});

describe('no grace', () => {
  test('for a ReplicaFailure of a workload of which nothing serves', () => {
    const pods = found(pod({ ready: false, created: second }));
    expect(judged({ ready: 0, replicaFailure: quota(second) }, { evidence: { Pod: pods } })).toMatchObject({
      verdict: 'Unhealthy',
      reason: 'ReplicaFailure',
      message: '0 of 3 pods ready; exceeded quota',
    });
  });

  test('for a ReplicaFailure, even where pods cannot be read', () => {
    expect(judged({ ready: 0, replicaFailure: quota(second) }, { evidence: { Pod: unreadable } })).toMatchObject({
      verdict: 'Unhealthy',
      reason: 'ReplicaFailure',
    });
  });

  test('a ReplicaFailure while enough are ready only delays the rollout', () => {
    const object = workload('StatefulSet', { specAge: minute });
    const over = {
      ready: 3,
      replicaFailure: quota(month),
      rollout: { maxUnavailable: 1, updated: 0, wanted: 3, hasOldPods: true },
    };
    expect(judged(over, { object, evidence: { Pod: found() } })).toMatchObject({
      verdict: 'Progressing',
      reason: 'RollingOut',
    });
  });

  test('a pod that is crash looping is reported with its details', () => {
    const pods = found(pod({ name: 'web-0' }), pod({ name: 'web-1' }), loopingPod({ name: 'web-2' }));
    expect(judged({}, { evidence: { Pod: pods } })).toMatchObject({
      reason: 'CrashLooping',
      message: '2 of 3 pods ready; web-2: container main CrashLoopBackOff, 5 restarts, last exit code 1 (Error) 1m ago',
    });
  });

  test('a terminating pod that is crash looping does not count', () => {
    const pods = found(loopingPod({ deleted: 0 }), pod({ ready: false, created: minute }), pod(), pod());
    expect(judged({}, { evidence: { Pod: pods } })).toMatchObject({ verdict: 'Progressing', reason: 'TooFewReady' });
  });
});

describe('the message', () => {
  test.each([
    ['Unknown', { desired: undefined }, 'Unknown', 'the object does not report how many pods are desired'],
    ['zero', { desired: 0, scaledToZero: true }, 'Unhealthy', 'scaled to 0 by helm, whose last change was 30d ago'],
    ['enough', { ready: 3 }, 'Healthy', '3 of 3 pods ready'],
  ])('%s', (_, over, verdict, message) => {
    expect(judged(over)).toMatchObject({ verdict, message });
  });

  test('measured from the last status change, if pods may not be read', () => {
    const object = workload('StatefulSet', { statusAge: minute });
    expect(judged({}, { object, evidence: { Pod: forbidden } })).toMatchObject({
      message: '2 of 3 pods ready; for at least 1m, grace 15m (pods may not be read)',
    });
  });

  test('the counts of a rollout and its note', () => {
    const object = workload('StatefulSet', { specAge: minute });
    const rollout = {
      maxUnavailable: 1,
      updated: 1,
      wanted: 2,
      hasOldPods: true,
      note: ', progressDeadlineSeconds exceeded',
    };
    expect(judged({ ready: 3, rollout }, { object, evidence: { Pod: found() } })).toMatchObject({
      message: '3 of 3 pods ready, 1 of 2 updated, progressDeadlineSeconds exceeded; for 1m, grace 15m',
    });
  });

  test('a generation that is not observed yet', () => {
    const object = workload('StatefulSet', { lagging: true, specAge: minute });
    expect(judged({ ready: 3 }, { object, evidence: { Pod: found() } })).toMatchObject({
      message: '3 of 3 pods ready, the controller has not observed the newest spec yet; for 1m, grace 15m',
    });
  });

  test('no grace', () => {
    const verdict = judgeWithPods(workload('StatefulSet', { ready: 0, statusAge: minute }), {
      pods: found(),
      criteria: { grace: 0, downGrace: 0 },
    });
    expect(verdict.message).toBe('0 of 3 pods ready; for at least 1m, no grace');
  });

  test('pods without a namespace are requested if it has none', () => {
    expect(judged({}, { object: {} })).toMatchObject({ needed: [{ namespace: '' }] });
  });

  test('which pods are requested', () => {
    const owns = () => true;
    const object = workload('StatefulSet', {
      ready: 2,
      spec: { selector: { matchLabels: { app: 'web', tier: 'x' } } },
    });
    expect(judged({ owns }, { object })).toEqual({
      needed: [{ kind: 'Pod', namespace: 'shop', labelSelector: 'app=web,tier=x', belongs: owns }],
    });
  });
});

describe('the counts in the message', () => {
  const message = (over: Partial<WorkloadFacts>, criteria: Partial<Criteria> = {}) => {
    const verdict = judgeWorkload(
      { object: workload('StatefulSet') },
      { ...facts, ...over },
      { ...defaultCriteria, ...criteria },
      now,
    );
    return 'needed' in verdict ? verdict.otherwise?.message : verdict.message;
  };

  test.each<[expected: string, over: Partial<WorkloadFacts>, criteria?: Partial<Criteria>]>([
    ['the object does not report how many pods are desired', { desired: undefined, ready: undefined }],
    ['the object does not report how many pods are ready', { ready: undefined }],
    ['scaled to 0 (allowed)', { desired: 0, scaledToZero: true }, { allowZero: true }],
    ['scaled to 0 by helm, whose last change was 30d ago', { desired: 0, scaledToZero: true }],
    ['3 of 3 pods ready', { ready: 3 }],
    ['2 of 3 pods ready', {}, { mode: 'AtLeastOne', minReady: 3 }],
    ['3 of 3 pods ready', { ready: 3 }, { mode: 'MinReady', minReady: 3 }],
    ['5 of 3 pods ready, 4 required', { ready: 5 }, { mode: 'MinReady', minReady: 4 }],
  ])('%s', (expected, over, criteria = {}) => {
    expect(message(over, criteria)).toBe(expected);
  });
});

describe('a rollout in progress', () => {
  const rollingOut = (pods: Evidence, over: WorkloadShape = {}) =>
    judgeWithPods(workload('StatefulSet', { updated: 1, specAge: 60 * minute, statusAge: 60 * minute, ...over }), {
      pods,
    });
  const fresh = pod({ name: 'web-9', created: minute });

  test.each<[situation: string, pods: JsonObject[], expected: string, since: number]>([
    ['progresses with every new pod', [fresh], 'Progressing RollingOut', minute],
    [
      'is as old as the wait of a pod that is not ready',
      [fresh, pod({ ready: false, created: 50 * minute, since: 40 * minute })],
      'Unhealthy RolloutStuck',
      40 * minute,
    ],
    [
      'is as old as a pod that is crash looping, although it is ready at the moment',
      [fresh, loopingPod({ ready: true, created: 50 * minute, since: second })],
      'Unhealthy RolloutStuck',
      50 * minute,
    ],
  ])('%s', (_, pods, expected, since) => {
    const verdict = rollingOut(found(...pods));
    expect([summarize(verdict), verdict.since]).toEqual([expected, ago(since)]);
  });

  test('that the controller has not observed yet is reported as such, whatever the counts are', () => {
    const { message } = rollingOut(found(fresh), { lagging: true, specAge: minute });
    expect(message).toBe('3 of 3 pods ready, the controller has not observed the newest spec yet; for 1m, grace 15m');
  });

  test.each([
    ['may not', forbidden, ' (pods may not be read)'],
    ['could not', unreadable, ''],
  ])('is measured from the last status change if pods %s be read, and the message says so', (_, pods, note) => {
    expect(rollingOut(pods)).toMatchObject({
      verdict: 'Unhealthy',
      message: `3 of 3 pods ready, 1 of 3 updated; for at least 1h, grace 15m${note}`,
    });
  });
});

test('a shortage without any timestamp is not evidence if its pods were not read', () => {
  const object = workload('StatefulSet', { ready: 2, metadata: { managedFields: [] } });
  expect(summarize(judgeWithPods(object, { pods: unreadable }))).toBe('Unknown Timeout');
});

test('if measured from its pods, the message does not mention the status', () => {
  const pods = found(pod(), pod(), pod({ name: 'c', ready: false, since: minute }));
  expect(judgeWithPods(workload('StatefulSet', { ready: 2 }), { pods }).message).toBe(
    '2 of 3 pods ready; c: container main not ready, started 1m ago; for 1m, grace 15m',
  );
});
