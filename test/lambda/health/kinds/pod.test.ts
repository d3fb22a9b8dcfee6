import fc from 'fast-check';
import { podRule } from '../../../../lambda/health/kinds/pod';
import type { JsonObject } from '../../../../model/json';
import { numRuns } from '../../../support/numRuns';
import { ago, hour, minute, month, now } from '../../../support/objects/clock';
import { condition, type ObjectShape, object } from '../../../support/objects/object';
import { judge, summarize, testTable } from '../judging';

const second = 1000;
const ready = (status: unknown, age: number, over: JsonObject = {}) => condition('Ready', status, age, over);
const notReady = (age: number) =>
  ready('False', age, { reason: 'ContainersNotReady', message: 'containers with unready status: [app]' });
const scheduled = (age: number) => condition('PodScheduled', 'True', age);
const waiting = (reason: string, over: JsonObject = {}) => ({
  name: 'app',
  restartCount: 2,
  state: { waiting: { reason, ...over } },
});
const ownedBy = (kind: string, controller: unknown = true) => ({
  ownerReferences: [{ kind, name: 'owner', uid: 'x', controller }],
});

/** A container with this many restarts, whose last run lasted a minute and ended a minute ago. */
const looping = (restartCount: number) => ({
  name: 'app',
  restartCount,
  state: { running: {} },
  lastState: {
    terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: ago(2 * minute), finishedAt: ago(minute) },
  },
});

const running = (age: number, ...containerStatuses: JsonObject[]) => ({
  status: { phase: 'Running', conditions: [scheduled(month), notReady(age)], containerStatuses },
});
const pending = (...conditions: JsonObject[]) => ({ status: { phase: 'Pending', conditions } });
const unschedulable = condition('PodScheduled', 'False', hour, {
  reason: 'Unschedulable',
  message: '0/3 nodes are available',
});
const gated = condition('PodScheduled', 'False', hour, { reason: 'SchedulingGated' });
const evicted = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
const done = (exitCode: number) => ({ name: 'work', ready: false, state: { terminated: { exitCode } } });
const serving = { name: 'sidecar', ready: true, state: { running: {} } };

describe('a Pod that has finished', () => {
  testTable(podRule, 'Pod', [
    ['with success', { status: { phase: 'Succeeded' } }, 'Healthy Succeeded'],
    ['of a Job, with success', { status: { phase: 'Succeeded' }, metadata: ownedBy('Job') }, 'Healthy Succeeded'],
    ['of a Job, with failure', { status: { phase: 'Failed' }, metadata: ownedBy('Job') }, 'Healthy Replaced'],
    ['evicted, of a ReplicaSet', { status: evicted, metadata: ownedBy('ReplicaSet') }, 'Healthy Replaced'],
    [
      'evicted, owned but not controlled',
      { status: evicted, metadata: ownedBy('Backup', false) },
      'Unhealthy PodFailed',
    ],
    ['evicted, alone', { status: evicted }, 'Unhealthy PodFailed'],
    ['the node shut down, alone', { status: { phase: 'Failed', reason: 'NodeShutdown' } }, 'Unhealthy PodFailed'],
    ["the kubelet's own", { status: { phase: 'Failed' }, metadata: ownedBy('Node') }, 'Unhealthy PodFailed'],
    [
      'stuck in its deletion',
      { status: { phase: 'Succeeded' }, metadata: { deletionTimestamp: ago(hour) } },
      'Healthy Succeeded',
    ],
    [
      'alone, as it is deleted',
      { status: { phase: 'Failed' }, metadata: { deletionTimestamp: ago(minute) } },
      'Progressing Terminating',
    ],
  ]);

  test('reports why', () => {
    const containerStatuses = [{ name: 'app', state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }, done(0)];
    expect(judge(podRule, object({ status: { ...evicted, containerStatuses } })).message).toBe(
      'failed: Evicted: The node was low on resource: memory.: app exited with code 137 (OOMKilled); no controller replaces it',
    );
    expect(judge(podRule, object({ status: { phase: 'Failed' }, metadata: ownedBy('Job') })).message).toBe(
      'failed; Job owner is responsible for a replacement',
    );
  });
});

describe('a Pod that is starting', () => {
  testTable(podRule, 'Pod', [
    [
      'being deleted, within its own grace period',
      { ...running(hour), metadata: { deletionTimestamp: ago(-hour) } },
      'Progressing Terminating',
    ],
    [
      'being deleted for less than the grace period',
      { ...running(hour), metadata: { deletionTimestamp: ago(14 * minute) } },
      'Progressing Terminating',
    ],
    [
      'stuck in its deletion',
      { ...running(hour), metadata: { deletionTimestamp: ago(15 * minute) } },
      'Unhealthy TerminationStuck',
    ],
    ['waiting for its gates for a month', pending(gated), 'Healthy SchedulingGated'],
    ['waiting for its gates, and not', pending(gated, unschedulable), 'Unhealthy Unschedulable'],
    ['unschedulable', { created: 14 * minute, ...pending(unschedulable) }, 'Progressing Unschedulable'],
    ['unschedulable past the grace', { created: 15 * minute, ...pending(unschedulable) }, 'Unhealthy Unschedulable'],
    ['not observed yet', { created: minute, ...pending() }, 'Progressing Pending'],
    ['pulling its image', { created: 14 * minute, ...pending(scheduled(14 * minute)) }, 'Progressing Pending'],
    ['pulling its image past the grace', { created: 15 * minute, ...pending(scheduled(minute)) }, 'Unhealthy Pending'],
    [
      'reported unready since then, which a Pending one always is',
      { created: 15 * minute, ...pending(notReady(minute)) },
      'Unhealthy Pending',
    ],
    ['strict', { created: 0, ...pending() }, 'Unhealthy Pending', { grace: 0 }],
    ['no timestamp at all', { ...pending(), metadata: { creationTimestamp: null } }, 'Unhealthy Pending'],
  ]);

  test('reports why no node accepts it', () => {
    expect(judge(podRule, object({ created: minute, ...pending(unschedulable) })).message).toBe(
      'unschedulable: 0/3 nodes are available; for 1m, grace 15m',
    );
  });
});

describe('a running Pod', () => {
  const isReady = { status: { phase: 'Running', conditions: [ready('True', month)] } };
  const gate = ready('False', 16 * minute, { reason: 'ReadinessGatesNotReady', message: 'gate "elb" is missing' });
  const finishing = (...containerStatuses: JsonObject[]) => ({
    ...running(hour, ...containerStatuses),
    spec: { restartPolicy: 'Never' },
  });
  testTable(podRule, 'Pod', [
    ['ready', isReady, 'Healthy Ready'],
    [
      'not ready, whichever controller would replace it',
      { ...running(hour), metadata: ownedBy('ReplicaSet') },
      'Unhealthy NotReady',
    ],
    [
      'its node does not report its phase any more',
      { status: { phase: 'Unknown', conditions: [ready('Unknown', hour)] } },
      'Unhealthy NotReady',
    ],
    [
      'ready for long, but not ready for a moment',
      { status: { phase: 'Running', conditions: [ready('True', month), notReady(minute)] } },
      'Progressing NotReady',
    ],
    [
      'one of two containers has completed, and would be restarted',
      { ...finishing(done(0), serving), spec: { restartPolicy: 'OnFailure' } },
      'Healthy Running',
    ],
    [
      'ready and not ready',
      { status: { phase: 'Running', conditions: [ready('True', month), notReady(hour)] } },
      'Unhealthy NotReady',
    ],
    ['not ready within the grace', running(14 * minute), 'Progressing NotReady'],
    ['not ready past the grace', running(15 * minute), 'Unhealthy NotReady'],
    ['not ready, and strict', running(0), 'Unhealthy NotReady', { grace: 0 }],
    [
      'its node is lost',
      { status: { phase: 'Running', conditions: [ready('Unknown', 16 * minute)] } },
      'Unhealthy NotReady',
    ],
    ['its readiness gate is not met', { status: { phase: 'Running', conditions: [gate] } }, 'Unhealthy NotReady'],
    ['it is not reported whether it is ready', { created: hour, status: { phase: 'Running' } }, 'Unhealthy NotReady'],
    ['one restart', running(second, looping(1)), 'Progressing NotReady'],
    [
      'crash looping, but ready a moment ago',
      { created: hour, status: { ...isReady.status, containerStatuses: [looping(5)] } },
      'Unhealthy CrashLooping',
    ],
    [
      'an init container is crash looping',
      { created: hour, status: { ...pending().status, initContainerStatuses: [looping(5)] } },
      'Unhealthy CrashLooping',
    ],
    ['one of two containers has completed', finishing(done(0), serving), 'Healthy Running'],
    ['one of two containers failed', finishing(done(1), serving), 'Unhealthy NotReady'],
    ['one of two containers is waiting', finishing(done(0), waiting('ContainerCreating')), 'Unhealthy NotReady'],
    ['both of two containers are ready, but its gate is not met', finishing(serving, serving), 'Unhealthy NotReady'],
    ['one has completed that should not', running(hour, done(0), serving), 'Unhealthy NotReady'],
    ['no status', {}, 'Unknown UnreadableObject'],
    ['an unknown phase', { status: { phase: 'Dancing' } }, 'Unknown UnreadableObject'],
  ]);

  test('reports the container that is crash looping', () => {
    expect(judge(podRule, object({ created: hour, ...running(minute, looping(12)) })).message).toBe(
      'web: container app 12 restarts, last exit code 137 (OOMKilled) 1m ago',
    );
  });

  test('reports what is not ready', () => {
    expect(judge(podRule, object(running(minute, waiting('ContainerCreating')))).message).toBe(
      'container app ContainerCreating, 2 restarts; for 1m, grace 15m',
    );
  });
});

describe('a container that cannot start', () => {
  const reasons: Readonly<Record<string, string>> = {
    ErrImagePull: 'ImageUnavailable',
    ImagePullBackOff: 'ImageUnavailable',
    ErrImageNeverPull: 'ImageUnavailable',
    InvalidImageName: 'ImageUnavailable',
    ImageInspectError: 'ImageUnavailable',
    RegistryUnavailable: 'ImageUnavailable',
    SignatureValidationFailed: 'ImageUnavailable',
    ImageVolumeMountFailed: 'ImageUnavailable',
    CreateContainerConfigError: 'ContainerNotStarted',
    CreateContainerError: 'ContainerNotStarted',
    RunContainerError: 'ContainerNotStarted',
    PreCreateHookError: 'ContainerNotStarted',
    PreStartHookError: 'ContainerNotStarted',
    PostStartHookError: 'ContainerNotStarted',
    RROUnsupported: 'ContainerNotStarted',
  };

  test.each(Object.entries(reasons))('%s', (reason, expected) => {
    const judged = (age: number) => judge(podRule, object(running(age, waiting(reason))));
    expect(summarize(judged(5 * minute))).toBe(`Unhealthy ${expected}`);
    expect(judged(5 * minute - second).verdict).toBe('Progressing');
  });

  const initWaits = { initContainerStatuses: [waiting('ImagePullBackOff')] };
  const pulls = (...conditions: JsonObject[]) => ({
    created: 14 * minute,
    status: { phase: 'Pending', conditions, containerStatuses: [waiting('ErrImagePull')] },
  });
  testTable(podRule, 'Pod', [
    [
      'an init container or sidecar',
      { created: 6 * minute, status: { phase: 'Pending', ...initWaits } },
      'Unhealthy ImageUnavailable',
    ],
    ['one that only creates', running(6 * minute, waiting('ContainerCreating')), 'Progressing NotReady'],
    ['one of several', running(6 * minute, serving, waiting('ImagePullBackOff')), 'Unhealthy ImageUnavailable'],
    [
      'a shorter grace counts',
      running(minute, waiting('ImagePullBackOff')),
      'Unhealthy ImageUnavailable',
      { grace: 60 },
    ],
    ['it was scheduled late', pulls(scheduled(4 * minute)), 'Progressing Pending'],
    ['it was scheduled long ago', pulls(scheduled(5 * minute)), 'Unhealthy ImageUnavailable'],
    [
      'its network is missing',
      pulls(scheduled(6 * minute), condition('PodReadyToStartContainers', 'False', minute)),
      'Unhealthy ImageUnavailable',
    ],
    [
      'not ready for long, but ready for a moment',
      {
        status: {
          ...running(month, waiting('ErrImagePull')).status,
          conditions: [scheduled(month), notReady(6 * minute), ready('True', minute)],
        },
      },
      'Unhealthy ImageUnavailable',
    ],
    [
      'its network was late',
      pulls(scheduled(6 * minute), condition('PodReadyToStartContainers', 'True', minute)),
      'Progressing Pending',
    ],
    [
      'its init containers took a long time',
      pulls(scheduled(9 * minute), condition('Initialized', 'True', minute)),
      'Progressing Pending',
    ],
    [
      'a debugging container',
      {
        status: {
          phase: 'Running',
          conditions: [ready('True', month)],
          ephemeralContainerStatuses: [waiting('ErrImagePull')],
        },
      },
      'Healthy Ready',
    ],
  ]);

  test('is reported in one line and truncated', () => {
    const given = running(
      6 * minute,
      waiting('ImagePullBackOff', { message: `Back-off pulling\n image "x": ${'.'.repeat(500)}` }),
    );
    const { message, since } = judge(podRule, object(given));
    expect(message).toMatch(/^container app ImagePullBackOff, 2 restarts: \.+…; for 6m, grace 5m$/);
    expect(message.length).toBeLessThan(280);
    expect(since).toBe(ago(6 * minute));
  });
});

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
const age = fc.oneof(fc.integer({ min: 0, max: hour }), fc.constantFrom(0, 5 * minute, 15 * minute));
const someCondition = fc
  .tuple(
    fc.constantFrom('Ready', 'PodScheduled', 'Initialized', 'PodReadyToStartContainers'),
    fc.constantFrom('True', 'False', 'Unknown'),
    age,
    fc.constantFrom({}, { reason: 'SchedulingGated' }, { reason: 'Unschedulable' }),
  )
  .map(([type, status, since, over]) => condition(type, status, since, over));
const someContainer = fc.oneof(
  fc
    .constantFrom('ErrImagePull', 'CrashLoopBackOff', 'ContainerCreating', 'RunContainerError')
    .map((reason) => waiting(reason)),
  fc.constantFrom<JsonObject>(serving, done(0), done(1)),
);
const somePod = fc
  .record({
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
    conditions: fc.array(someCondition, { maxLength: 6 }),
    initContainerStatuses: fc.array(someContainer, { maxLength: 2 }),
    containerStatuses: fc.array(someContainer, { maxLength: 3 }),
    created: age,
    deleted: fc.option(age, { nil: undefined }),
    restartPolicy: fc.constantFrom('Always', 'Never'),
  })
  .map(({ created, deleted, restartPolicy, ...status }) => ({ status, created, deleted, restartPolicy }));
type SomePod = typeof somePod extends fc.Arbitrary<infer T> ? T : never;

function podOf({ status, created, deleted, restartPolicy }: SomePod): JsonObject {
  const metadata = deleted === undefined ? {} : { deletionTimestamp: ago(deleted) };
  return object({ created, metadata, spec: { restartPolicy }, status });
}

describe('properties', () => {
  test('time alone only moves Progressing to Unhealthy', () => {
    fc.assert(
      fc.property(somePod, age, (given, later) => {
        const before = judge(podRule, podOf(given));
        const after = judge(podRule, podOf(given), { at: now + later });
        expect(before.verdict === 'Progressing' ? ['Progressing', 'Unhealthy'] : [before.verdict]).toContain(
          after.verdict,
        );
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('a longer grace never makes a verdict worse', () => {
    fc.assert(
      fc.property(somePod, age, age, (given, grace, more) => {
        const judged = (limit: number) =>
          severity[judge(podRule, podOf(given), { criteria: { grace: limit / 1000 } }).verdict];
        expect(judged(grace + more)).toBeLessThanOrEqual(judged(grace));
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('the order of conditions and containers never matters', () => {
    fc.assert(
      fc.property(somePod, (given) => {
        const { conditions, initContainerStatuses, containerStatuses } = given.status;
        const status = {
          ...given.status,
          conditions: [...conditions].reverse(),
          initContainerStatuses: [...initContainerStatuses].reverse(),
          containerStatuses: [...containerStatuses].reverse(),
        };
        const { message: _, ...expected } = judge(podRule, podOf(given));
        expect(judge(podRule, podOf({ ...given, status }))).toMatchObject(expected);
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('any JSON results in a verdict', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const part = (...keys: string[]) => fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value));
    const keys = ['conditions', 'containerStatuses', 'initContainerStatuses', 'reason', 'message'] as const;
    const given = fc.record({
      metadata: part('ownerReferences', 'creationTimestamp', 'deletionTimestamp'),
      spec: part('restartPolicy'),
      status: fc.oneof(
        part('phase', ...keys),
        fc
          .tuple(fc.constantFrom('Pending', 'Running', 'Failed'), fc.dictionary(fc.constantFrom(...keys), value))
          .map(([phase, status]) => ({ ...status, phase })),
      ),
    });
    fc.assert(
      fc.property(given, (broken) => {
        expect(judge(podRule, broken as JsonObject).reason).toMatch(/^[A-Z][A-Za-z]+$/);
      }),
      { numRuns: numRuns(500) },
    );
  });
});

describe('the message of a Pod', () => {
  const exited = (name: unknown, exitCode: number, reason?: string) => ({
    name,
    state: { terminated: { exitCode, reason } },
  });
  const failed = (status: JsonObject) => ({ status: { phase: 'Failed', ...status } });
  const unscheduled = (message: string) => condition('PodScheduled', 'False', hour, { message });

  test.each<[expected: string, given: ObjectShape]>([
    ['status.phase is not a phase of a pod', {}],
    ['all containers succeeded', { status: { phase: 'Succeeded' } }],
    ['waiting for its scheduling gates', pending(gated)],
    ['ready', { status: { phase: 'Running', conditions: [ready('True', month)] } }],
    [
      'every container is ready or has completed',
      { ...running(hour, done(0), serving), spec: { restartPolicy: 'Never' } },
    ],
    [
      'failed: a exited with code 2: b exited with code 1 (Error); no controller replaces it',
      failed({ containerStatuses: [exited('b', 1, 'Error'), exited('a', 2)] }),
    ],
    [
      'failed: a container exited with code 1; no controller replaces it',
      failed({ containerStatuses: [exited(7, 1)] }),
    ],
    ['failed: a b; no controller replaces it', failed({ reason: '', message: ' a\n b ' })],
    [`failed: ${'x'.repeat(200)}; no controller replaces it`, failed({ message: 'x'.repeat(200) })],
    [`failed: ${'x'.repeat(199)}…; no controller replaces it`, failed({ message: 'x'.repeat(201) })],
    ['PodScheduled is False: no node; for 30d, grace 15m', pending(unscheduled('no volume'), unscheduled('no node'))],
    [
      'Ready is False; web: not ready; for 1h, grace 15m',
      { status: { phase: 'Running', conditions: [ready('Unknown', hour), ready('False', hour)] } },
    ],
    ['not ready; web: not ready; for 1h, grace 15m', { created: hour, status: { phase: 'Running' } }],
    [
      'container without a name ErrImagePull; for 6m, grace 5m',
      running(6 * minute, { state: { waiting: { reason: 'ErrImagePull' } } }),
    ],
  ])('%s', (expected, given) => {
    expect(judge(podRule, object(given)).message).toBe(expected);
  });
});
