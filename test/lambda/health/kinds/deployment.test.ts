import { deploymentFacts } from '../../../../lambda/health/kinds/deployment';
import type { JsonObject } from '../../../../model/json';
import { ago, minute, now, second } from '../../../support/objects/clock';
import { pod } from '../../../support/objects/pod';
import { type WorkloadShape, workload } from '../../../support/objects/workload';
import { found, judgeWithPods, summarize } from '../judging';

const hour = 60 * minute;
const young = found(pod({ ready: false, created: minute }));
const condition = (type: string, status: string, reason: string, message = '') => ({ type, status, reason, message });
const overdue = condition('Progressing', 'False', 'ProgressDeadlineExceeded');
const finished = condition('Progressing', 'True', 'NewReplicaSetAvailable');
const quota = condition('ReplicaFailure', 'True', 'FailedCreate', 'pods "web-x" is forbidden: exceeded quota: pods');

const deployment = (shape: WorkloadShape = {}) => workload('Deployment', { statusAge: minute, ...shape });

describe('a Deployment', () => {
  test.each<[situation: string, shape: WorkloadShape, expected: string]>([
    ['spec.replicas absent means 1', { ready: 1, spec: { replicas: undefined } }, 'Healthy Ready'],
    ['spec.replicas absent, none ready', { ready: 0, spec: { replicas: undefined } }, 'Progressing NoneReady'],
    [
      'a quota rejects every pod, so status.replicas is 0, too',
      { ready: 0, updated: 0, status: { replicas: 0, readyReplicas: 0, conditions: [finished, quota] } },
      'Unhealthy ReplicaFailure',
    ],
    [
      'ReplicaFailure is False',
      { ready: 2, status: { conditions: [{ ...quota, status: 'False' }] } },
      'Progressing TooFewReady',
    ],
    [
      'ReplicaFailure is not the first condition',
      { ready: 2, status: { conditions: [finished, overdue, quota] } },
      'Unhealthy ReplicaFailure',
    ],
    ['ReplicaFailure while all are ready', { status: { conditions: [quota] } }, 'Healthy Ready'],
    [
      'Available is True although none is ready',
      { desired: 1, ready: 0, status: { conditions: [condition('Available', 'True', 'MinimumReplicasAvailable')] } },
      'Progressing NoneReady',
    ],
    [
      'a shortage within maxUnavailable counts',
      { desired: 4, ready: 3, status: { conditions: [condition('Available', 'True', 'MinimumReplicasAvailable')] } },
      'Progressing TooFewReady',
    ],
    ['an old replica is left over', { specAge: minute, status: { replicas: 4 } }, 'Progressing RollingOut'],
    [
      'inconsistent counts: fewer updated than desired',
      { updated: 1, specAge: minute, status: { replicas: undefined } },
      'Progressing RollingOut',
    ],
    ['surge: more new replicas than desired', { ready: 5, updated: 5, status: { replicas: 5 } }, 'Healthy Ready'],
    ['terminating pods do not count', { status: { terminatingReplicas: 3 } }, 'Healthy Ready'],
    [
      'ready, but not yet available',
      { spec: { minReadySeconds: 600 }, status: { availableReplicas: 0 } },
      'Healthy Ready',
    ],
    ['paused in the middle, all replicas ready', { updated: 1, spec: { paused: true } }, 'Healthy Ready'],
    ['paused, and short', { updated: 1, ready: 2, spec: { paused: true } }, 'Progressing TooFewReady'],
    ['past its deadline, a moment ago', { updated: 1, status: { conditions: [overdue] } }, 'Progressing RollingOut'],
    ['past its deadline, although there is no rollout', { status: { conditions: [overdue] } }, 'Healthy Ready'],
    ['completed once, none ready now', { ready: 0, status: { conditions: [finished] } }, 'Progressing NoneReady'],
    [
      'no status yet',
      {
        specAge: second,
        status: {
          observedGeneration: undefined,
          replicas: undefined,
          updatedReplicas: undefined,
          readyReplicas: undefined,
        },
      },
      'Progressing NoneReady',
    ],
    [
      'scaled to 0, old replicas still there',
      { desired: 0, status: { replicas: 3, readyReplicas: 3 } },
      'Unhealthy ScaledToZero',
    ],
    [
      'counts as text',
      { spec: { replicas: '3' }, status: { readyReplicas: '3', observedGeneration: '7' } },
      'Healthy Ready',
    ],
    ['replicas that are not a count', { spec: { replicas: 'three' } }, 'Unknown UnreadableObject'],
    ['replicas null', { spec: { replicas: null } }, 'Unknown UnreadableObject'],
    ['replicas negative', { spec: { replicas: -1 } }, 'Unknown UnreadableObject'],
    ['conditions null', { status: { conditions: null } }, 'Healthy Ready'],
    [
      'conditions that are not a list',
      { status: { conditions: [null, 'Available', [], { type: 7 }] } },
      'Healthy Ready',
    ],
  ])('%s', (_, shape, expected) => {
    expect(summarize(judgeWithPods(deployment(shape), { pods: young }))).toBe(expected);
  });

  test.each([
    [[finished, overdue], '3 of 3 pods ready, 1 of 3 updated, progressDeadlineSeconds exceeded; '],
    [[finished], '3 of 3 pods ready, 1 of 3 updated; '],
  ])('reports an exceeded deadline', (conditions, expected) => {
    const { message } = judgeWithPods(deployment({ updated: 1, status: { conditions } }), { pods: young });
    expect(message.slice(0, expected.length)).toBe(expected);
  });

  test.each<[situation: string, condition: object, minReadySeconds: number, expected: number | undefined]>([
    ['is since when it is unavailable', { type: 'Available', status: 'False' }, 0, now - hour],
    ['is none while it is available', { type: 'Available', status: 'True' }, 0, undefined],
    ['is none by another condition', { type: 'Progressing', status: 'False' }, 0, undefined],
    ['is none where ready pods are not available yet', { type: 'Available', status: 'False' }, 1, undefined],
  ])('the clock of too few that are available %s', (_, given, minReadySeconds, expected) => {
    const conditions = [finished, { ...given, lastTransitionTime: ago(hour) }];
    const facts = deploymentFacts(deployment({ spec: { minReadySeconds }, status: { conditions } }));
    expect([facts.unavailableSince, facts.minReadySeconds]).toEqual([expected, minReadySeconds]);
  });

  test.each<[ready: number, expected: string]>([
    [0, 'Unhealthy NoneReady'],
    [1, 'Progressing TooFewReady'],
  ])(
    'whose pods are recreated again and again counts from its condition if none is ready: %i ready',
    (ready, expected) => {
      const conditions = [{ type: 'Available', status: 'False', lastTransitionTime: ago(hour) }];
      const pods = found(...['a', 'b', 'c'].map((name) => pod({ name, ready: false, created: minute })));
      expect(summarize(judgeWithPods(deployment({ ready, status: { conditions } }), { pods }))).toBe(expected);
    },
  );

  test.each([
    [quota, quota.message],
    [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }, 'FailedCreate'],
    [{ type: 'ReplicaFailure', status: 'True' }, 'pods cannot be created'],
  ])('reports why pods cannot be created: %j', (given, expected) => {
    expect(deploymentFacts(deployment({ status: { conditions: [given] } })).replicaFailure?.message).toBe(expected);
  });
});

describe('the pods of a Deployment', () => {
  const { owns } = deploymentFacts(deployment());
  const owned = (...owners: JsonObject[]) => ({ metadata: { ownerReferences: owners } });

  test.each<[string, JsonObject, boolean]>([
    ['its ReplicaSet', { kind: 'ReplicaSet', name: 'web-5d9c7f', controller: true }, true],
    ['another Deployment of a longer name', { kind: 'ReplicaSet', name: 'web-api-5d9c7f', controller: true }, false],
    ['a ReplicaSet of its own', { kind: 'ReplicaSet', name: 'webs', controller: true }, false],
    ['a ReplicaSet of the same name', { kind: 'ReplicaSet', name: 'web', controller: true }, false],
    ['a name without a hash', { kind: 'ReplicaSet', name: 'web-5d9c7f-', controller: true }, false],
    ['a StatefulSet', { kind: 'StatefulSet', name: 'web-5d9c7f', controller: true }, false],
    ['an owner that is not a controller', { kind: 'ReplicaSet', name: 'web-5d9c7f' }, false],
    ['an owner without a name', { kind: 'ReplicaSet', controller: true }, false],
  ])('of %s: %#', (_, owner, expected) => {
    expect(owns(owned(owner))).toBe(expected);
  });

  test('are identified among several owners, and have at least one', () => {
    expect(
      owns(owned({ kind: 'Tenant', name: 'x' }, { kind: 'ReplicaSet', name: 'web-5d9c7f', controller: true })),
    ).toBe(true);
    expect([owns({}), owns({ metadata: { ownerReferences: null } })]).toEqual([false, false]);
  });

  test('of a Deployment whose name has hyphens', () => {
    const facts = deploymentFacts(deployment({ metadata: { name: 'web-api' } }));
    expect(facts.owns(owned({ kind: 'ReplicaSet', name: 'web-api-5d9c7f', controller: true }))).toBe(true);
    expect(facts.owns(owned({ kind: 'ReplicaSet', name: 'web-5d9c7f', controller: true }))).toBe(false);
  });
});
