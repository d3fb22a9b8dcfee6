import { statefulSetFacts } from '../../../../lambda/health/kinds/statefulSet';
import { minute, month } from '../../../support/objects/clock';
import { loopingPod, pod } from '../../../support/objects/pod';
import { type WorkloadShape, workload } from '../../../support/objects/workload';
import { found, judgeWithPods, summarize } from '../judging';

const young = found(pod({ ready: false, created: minute }));
const statefulSet = (shape: WorkloadShape = {}) => workload('StatefulSet', { statusAge: minute, ...shape });
const rollingUpdate = (rolling: unknown) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: rolling } });
const revisions = (currentRevision: string, updateRevision: string) => ({ currentRevision, updateRevision });

describe('a StatefulSet', () => {
  test.each<[situation: string, shape: WorkloadShape, expected: string]>([
    ['spec.replicas absent means 1', { ready: 1, updated: 1, spec: { replicas: undefined } }, 'Healthy Ready'],
    ['a rollout began', { updated: 0, specAge: minute }, 'Progressing RollingOut'],
    [
      'RollingUpdate without its block, as the Prometheus operator writes it',
      { spec: { updateStrategy: { type: 'RollingUpdate' } } },
      'Healthy Ready',
    ],
    [
      'RollingUpdate without its block, in a rollout',
      { updated: 1, specAge: minute, spec: { updateStrategy: { type: 'RollingUpdate' } } },
      'Progressing RollingOut',
    ],
    [
      'no strategy at all, in a rollout',
      { updated: 1, specAge: minute, spec: { updateStrategy: undefined } },
      'Progressing RollingOut',
    ],
    ['its block is null', { updated: 1, specAge: minute, spec: rollingUpdate(null) }, 'Progressing RollingOut'],
    ['the partition excludes two', { updated: 1, spec: rollingUpdate({ partition: 2 }) }, 'Healthy Ready'],
    [
      'the partition includes two',
      { updated: 1, specAge: minute, spec: rollingUpdate({ partition: 1 }) },
      'Progressing RollingOut',
    ],
    ['the partition excludes all', { updated: 0, spec: rollingUpdate({ partition: 3 }) }, 'Healthy Ready'],
    ['the partition is beyond the last', { updated: 0, spec: rollingUpdate({ partition: 99 }) }, 'Healthy Ready'],
    ['OnDelete ignores revisions', { updated: 0, spec: { updateStrategy: { type: 'OnDelete' } } }, 'Healthy Ready'],
    [
      'OnDelete never ignores readiness',
      { updated: 0, ready: 2, spec: { updateStrategy: { type: 'OnDelete' } } },
      'Progressing TooFewReady',
    ],
    ['revisions differ though all are updated', { status: revisions('web-1', 'web-2') }, 'Healthy Ready'],
    [
      'currentReplicas is never used',
      { status: { currentReplicas: 0, ...revisions('web-1', 'web-2') } },
      'Healthy Ready',
    ],
    [
      'a pod is being drained: ready, not updated, no rollout',
      { updated: 2, status: revisions('web-1', 'web-1') },
      'Healthy Ready',
    ],
    [
      'no revisions at all',
      { updated: 2, status: { currentRevision: undefined, updateRevision: undefined } },
      'Healthy Ready',
    ],
    [
      'ready, but not yet available',
      { spec: { minReadySeconds: 600 }, status: { availableReplicas: 0 } },
      'Healthy Ready',
    ],
    ['a surplus in scale-down', { desired: 2, ready: 4, updated: 4, status: { replicas: 4 } }, 'Healthy Ready'],
    ['a single replica is rescheduled', { desired: 1, ready: 0 }, 'Progressing NoneReady'],
    ['observedGeneration as text', { status: { observedGeneration: '7' } }, 'Healthy Ready'],
    ['replicas null', { spec: { replicas: null } }, 'Unknown UnreadableObject'],
  ])('%s', (_, shape, expected) => {
    expect(summarize(judgeWithPods(statefulSet(shape), { pods: young }))).toBe(expected);
  });

  test.each([
    [0, 0, 3],
    [1, 0, 2],
    [3, 0, 0],
    [4, 0, 0],
    [1, 5, 2],
    [3, 5, 0],
  ])('with partition %p and start ordinal %p, %p of 3 have to be updated', (partition, start, wanted) => {
    const spec = { ...rollingUpdate({ partition }), ordinals: { start } };
    const facts = (updated: number) =>
      statefulSetFacts(statefulSet({ updated, spec, status: revisions('web-1', 'web-2') }));
    expect(facts(wanted).rollout).toBeUndefined();
    if (wanted > 0) expect(facts(wanted - 1).rollout).toMatchObject({ updated: wanted - 1, wanted });
  });

  test('a partitioned rollout to a template that is crash looping', () => {
    const shape = { updated: 1, ready: 2, spec: rollingUpdate({ partition: 2 }) };
    const pods = found(pod({ name: 'web-0' }), pod({ name: 'web-1' }), loopingPod({ name: 'web-2' }));
    expect(summarize(judgeWithPods(statefulSet(shape), { pods }))).toBe('Unhealthy CrashLooping');
  });

  test('its pods are identified by its uid, not by their names', () => {
    const { owns } = statefulSetFacts(statefulSet());
    const owner = { kind: 'StatefulSet', name: 'web', uid: 'uid-of-web', controller: true };
    const owned = (over: object) => owns({ metadata: { ownerReferences: [{ ...owner, ...over }] } });
    expect([owned({}), owned({ uid: 'uid-of-its-predecessor' }), owned({ controller: false }), owns({})]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('stuck on a pod that stays unready, in the order of its ordinals', () => {
    const pods = found(pod(), pod(), pod({ name: 'web-2', ready: false, created: 20 * minute }));
    const verdict = judgeWithPods(statefulSet({ ready: 2, updated: 1, specAge: month }), { pods });
    expect(summarize(verdict)).toBe('Unhealthy TooFewReady');
    expect(verdict.message).toContain('web-2');
  });
});
