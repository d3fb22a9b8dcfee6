import { daemonSetFacts } from '../../../../lambda/health/kinds/daemonSet';
import type { Criteria } from '../../../../lambda/health/rule';
import { ago, minute, second } from '../../../support/objects/clock';
import { pod } from '../../../support/objects/pod';
import { type WorkloadShape, workload } from '../../../support/objects/workload';
import { found, judgeWithPods, summarize } from '../judging';

const young = found(pod({ ready: false, created: minute }));
const daemonSet = (shape: WorkloadShape = {}) => workload('DaemonSet', { statusAge: minute, ...shape });
const noStatus = { desiredNumberScheduled: undefined, numberReady: undefined, updatedNumberScheduled: undefined };

describe('a DaemonSet', () => {
  test.each<[situation: string, shape: WorkloadShape, expected: string]>([
    ['desired is one pod for each node', { desired: 5 }, 'Healthy Ready'],
    ['replicas do not apply', { spec: { replicas: 9 } }, 'Healthy Ready'],
    ['a rollout began', { updated: 1, specAge: minute }, 'Progressing RollingOut'],
    [
      'no updatedNumberScheduled means none',
      { specAge: minute, status: { updatedNumberScheduled: undefined } },
      'Progressing RollingOut',
    ],
    ['OnDelete ignores updated', { updated: 0, spec: { updateStrategy: { type: 'OnDelete' } } }, 'Healthy Ready'],
    [
      'OnDelete never ignores readiness',
      { updated: 0, ready: 2, spec: { updateStrategy: { type: 'OnDelete' } } },
      'Progressing TooFewReady',
    ],
    ['misscheduled pods', { status: { numberMisscheduled: 2 } }, 'Healthy Ready'],
    [
      'ready, but not yet available',
      { spec: { minReadySeconds: 600 }, status: { numberAvailable: 0 } },
      'Healthy Ready',
    ],
    ['more updated than desired', { updated: 4, ready: 4 }, 'Healthy Ready'],
    ['no node to run on', { desired: 0, statusAge: 5 * minute }, 'Unhealthy ScaledToZero'],
    [
      'no node to run on since a short time',
      { desired: 0, statusAge: 5 * minute - second },
      'Progressing ScaledToZero',
    ],
    ['no node, since an unknown time', { desired: 0, metadata: { managedFields: [] } }, 'Unhealthy ScaledToZero'],
    [
      'not observed by its controller yet',
      { lagging: true, specAge: minute, status: noStatus },
      'Progressing NoneReady',
    ],
    ['not observed for long', { lagging: true, specAge: 16 * minute, status: noStatus }, 'Unhealthy NoneReady'],
    ['no status at all, although its generation was observed', { status: noStatus }, 'Unknown UnreadableObject'],
    ['desired is not a count', { status: { desiredNumberScheduled: 'all' } }, 'Unknown UnreadableObject'],
    [
      'counts as text',
      { status: { desiredNumberScheduled: '3', numberReady: '3', updatedNumberScheduled: '3' } },
      'Healthy Ready',
    ],
  ])('%s', (_, shape, expected) => {
    expect(summarize(judgeWithPods(daemonSet(shape), { pods: young }))).toBe(expected);
  });

  test.each([
    [
      false,
      {
        verdict: 'Progressing',
        message: 'no node to run on, not counting lost and tainted ones; for 1m, grace 5m',
        since: ago(minute),
        short: 1,
      },
    ],
    [true, { verdict: 'Healthy', message: 'no node to run on, not counting lost and tainted ones (allowed)' }],
  ])('without a node says so, allowed: %p', (allowZero, expected) => {
    const object = daemonSet({ desired: 0, statusAge: minute });
    const verdict = judgeWithPods(object, { criteria: { allowZero }, pods: young });
    expect(verdict).toMatchObject({ ...expected, ready: 0, desired: 0 });
    expect(verdict.outages?.length).toBe(allowZero ? undefined : 1);
  });

  test.each<Criteria['mode']>(['AllOfThem', 'AtLeastOne', 'MinReady'])(
    'that its controller has not observed yet has 0 desired and 0 ready, mode %s',
    (mode) => {
      const object = daemonSet({ desired: 0, lagging: true, specAge: minute });
      expect(summarize(judgeWithPods(object, { criteria: { mode }, pods: found() }))).toBe('Progressing NoneReady');
    },
  );

  test('that its controller has not observed yet reports no counts', () => {
    const object = daemonSet({ desired: 0, ready: 1, lagging: true, specAge: minute });
    expect(judgeWithPods(object, { pods: found() }).message).toBe(
      'not scheduled yet, the controller has not observed the newest spec yet; for 1m, grace 15m',
    );
    expect(judgeWithPods(object, { criteria: { mode: 'AtLeastOne' } }).message).toBe('1 of 0 pods ready');
  });

  test('its pods are identified by its uid', () => {
    const { owns } = daemonSetFacts(daemonSet());
    const owner = { kind: 'DaemonSet', name: 'web', uid: 'uid-of-web', controller: true };
    const owned = (over: object) => owns({ metadata: { ownerReferences: [{ ...owner, ...over }] } });
    expect([owned({}), owned({ uid: 'uid-of-another' })]).toEqual([true, false]);
  });
});
