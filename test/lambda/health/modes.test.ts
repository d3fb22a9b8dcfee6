import type { Evidence } from '../../../lambda/health/observation';
import type { Criteria } from '../../../lambda/health/rule';
import { minute, month } from '../../support/objects/clock';
import { loopingPod, pod } from '../../support/objects/pod';
import { managedFields, type WorkloadShape, workload, workloadKinds } from '../../support/objects/workload';
import { defaultCriteria, forbidden, found, judgeWithPods, summarize, unreadable } from './judging';

const young = pod({ name: 'web-1', ready: false, created: minute });
const old = pod({ name: 'web-2', ready: false, created: month, since: 20 * minute });

type Row = [
  situation: string,
  shape: WorkloadShape,
  criteria: Partial<Criteria>,
  pods: Evidence | undefined,
  expected: string,
];

const atLeastOne: Partial<Criteria> = { mode: 'AtLeastOne' };
const half: Partial<Criteria> = { mode: 'MinReady', minReady: '50%' };
const strict: Partial<Criteria> = { grace: 0, downGrace: 0 };

const scaled = { manager: 'kubectl', operation: 'Update', subresource: 'scale', fieldsV1: { 'f:spec': {} } };

describe('kubectl scale, of which the API server records no time', () => {
  test.each<[situation: string, shape: WorkloadShape, expected: string]>([
    ['while the controllers are stopped', { desired: 5, ready: 3, lagging: true }, 'Progressing TooFewReady'],
    ['from nothing', { desired: 5, ready: 0, lagging: true }, 'Progressing NoneReady'],
    ['to fewer', { desired: 2, ready: 3, lagging: true }, 'Progressing RollingOut'],
    ['that was observed, long short', { desired: 5, ready: 3 }, 'Unhealthy TooFewReady'],
    ['that was observed, in a rollout that is stuck', { updated: 1 }, 'Unhealthy RolloutStuck'],
  ])('%s', (_, shape, expected) => {
    const fields = [...managedFields(month, month), scaled];
    const object = workload('Deployment', { ...shape, metadata: { managedFields: fields } });
    const pods = found(...['a', 'b', 'c'].map((name) => pod({ name })));
    expect(summarize(judgeWithPods(object, { pods }))).toBe(expected);
  });
});

describe.each(workloadKinds)('modes and grace periods, for a %s', (kind) => {
  test.each<Row>([
    ['all serve', {}, {}, undefined, 'Healthy Ready'],
    ['more ready than desired', { ready: 4 }, {}, undefined, 'Healthy Ready'],
    ['all ready, strict', {}, strict, undefined, 'Healthy Ready'],
    ['one of three ready, and one is enough', { ready: 1 }, atLeastOne, undefined, 'Healthy Ready'],
    ['two of three ready, and half is enough', { ready: 2 }, half, undefined, 'Healthy Ready'],
    ['enough ready in a rollout', { ready: 1, updated: 1 }, atLeastOne, undefined, 'Healthy Ready'],
    [
      'enough ready of a generation that is not observed yet',
      { ready: 1, lagging: true },
      atLeastOne,
      undefined,
      'Healthy Ready',
    ],
    ['enough ready in a rollout, minReady', { ready: 2, updated: 1 }, half, undefined, 'Healthy Ready'],
    ['enough ready, strict', { ready: 1, updated: 0 }, { ...atLeastOne, ...strict }, undefined, 'Healthy Ready'],

    ['a rollout that began now', { updated: 1, specAge: minute }, {}, found(), 'Progressing RollingOut'],
    ['a rollout with a young pod', { updated: 1 }, {}, found(young), 'Progressing RollingOut'],
    ['a rollout long without progress', { updated: 1 }, {}, found(old), 'Unhealthy RolloutStuck'],
    ['a rollout, strict', { updated: 1, specAge: 0 }, strict, found(), 'Unhealthy RolloutStuck'],
    [
      'a generation that is not observed yet, new',
      { lagging: true, specAge: minute },
      {},
      found(),
      'Progressing RollingOut',
    ],
    [
      'a generation that is not observed yet, old',
      { lagging: true, specAge: 16 * minute },
      {},
      found(),
      'Unhealthy RolloutStuck',
    ],
    ['a rollout, its template is crash looping', { updated: 1 }, {}, found(loopingPod()), 'Unhealthy RolloutStuck'],

    ['short for a minute', { ready: 2 }, {}, found(young), 'Progressing TooFewReady'],
    ['short for long', { ready: 2 }, {}, found(old), 'Unhealthy TooFewReady'],
    ['short, the oldest counts', { ready: 1 }, {}, found(young, old), 'Unhealthy TooFewReady'],
    ['short, strict', { ready: 2, statusAge: 0 }, strict, found(young), 'Unhealthy TooFewReady'],
    ['short, one pod is crash looping', { ready: 2 }, {}, found(young, loopingPod()), 'Unhealthy CrashLooping'],
    ['short of minReady', { ready: 1 }, half, found(young), 'Progressing TooFewReady'],
    ['short of minReady for long', { ready: 1 }, half, found(old), 'Unhealthy TooFewReady'],
    ['too few in a rollout', { ready: 2, updated: 1 }, {}, found(young), 'Progressing TooFewReady'],

    ['none ready for a minute', { ready: 0 }, {}, found(young), 'Progressing NoneReady'],
    ['none ready for long', { ready: 0 }, {}, found(old), 'Unhealthy NoneReady'],
    ['none ready, one is enough', { ready: 0 }, atLeastOne, found(young), 'Progressing NoneReady'],
    ['none ready, one is enough, for long', { ready: 0 }, atLeastOne, found(old), 'Unhealthy NoneReady'],
    ['none ready, half is enough', { ready: 0 }, half, found(young), 'Progressing NoneReady'],
    ['none ready, strict', { ready: 0, statusAge: 0 }, strict, found(young), 'Unhealthy NoneReady'],
    ['none ready, every pod is crash looping', { ready: 0 }, atLeastOne, found(loopingPod()), 'Unhealthy CrashLooping'],
    [
      'none ready, one of them is crash looping',
      { ready: 0 },
      {},
      found(young, loopingPod()),
      'Unhealthy CrashLooping',
    ],
    [
      'none ready, one of them is crash looping, but one ready pod is enough',
      { ready: 0 },
      { mode: 'AtLeastOne' },
      found(young, loopingPod()),
      'Progressing NoneReady',
    ],

    ['scaled to 0', { desired: 0, statusAge: 5 * minute }, {}, undefined, 'Unhealthy ScaledToZero'],
    [
      'scaled to 0, one is enough',
      { desired: 0, statusAge: 5 * minute },
      atLeastOne,
      undefined,
      'Unhealthy ScaledToZero',
    ],
    ['scaled to 0, half is enough', { desired: 0, statusAge: 5 * minute }, half, undefined, 'Unhealthy ScaledToZero'],
    ['scaled to 0 as allowed', { desired: 0 }, { allowZero: true }, undefined, 'Healthy ScaledToZero'],
    [
      'one is enough, none wanted',
      { desired: 0 },
      { ...atLeastOne, allowZero: true },
      undefined,
      'Healthy ScaledToZero',
    ],
    ['allowed zero, but three wanted', { ready: 0 }, { allowZero: true }, found(old), 'Unhealthy NoneReady'],
  ])('%s', (_, shape, criteria, pods, expected) => {
    const object = workload(kind, { statusAge: minute, ...shape });
    expect(summarize(judgeWithPods(object, { criteria, ...(pods && { pods }) }))).toBe(expected);
  });

  test.each<[number, number | string, number]>([
    [3, 1, 1],
    [3, 2, 2],
    [3, '50%', 2],
    [4, '50%', 2],
    [5, '1%', 1],
    [1, '50%', 1],
    [100, '99%', 99],
    [7, '100%', 7],
    [3, '34%', 2],
    [3, '33%', 1],
  ])('of %p replicas, minReady %p needs %p', (desired, minReady, need) => {
    const criteria = { mode: 'MinReady', minReady } as const;
    expect(summarize(judgeWithPods(workload(kind, { desired, ready: need }), { criteria }))).toBe('Healthy Ready');
    const below = workload(kind, { desired, ready: need - 1 });
    expect(judgeWithPods(below, { criteria, pods: found(old) }).verdict).toBe('Unhealthy');
  });

  test.each<[string, WorkloadShape, keyof Pick<Criteria, 'grace' | 'downGrace'>]>([
    ['a rollout', { updated: 2 }, 'grace'],
    ['a shortfall', { ready: 2 }, 'grace'],
    ['an outage', { ready: 0 }, 'downGrace'],
  ])('%s is Progressing until the last millisecond of its grace period', (_, shape, grace) => {
    const limit = defaultCriteria[grace] * 1000;
    const since = (age: number) =>
      judgeWithPods(workload(kind, { ...shape, specAge: age, statusAge: age }), { pods: forbidden }).verdict;
    expect([since(limit - 1), since(limit)]).toEqual(['Progressing', 'Unhealthy']);
  });

  test('a generation that is not observed yet counts from the spec, whatever pods and status report', () => {
    const lagging = (age: number, ready: number) =>
      judgeWithPods(workload(kind, { lagging: true, ready, specAge: age, statusAge: month }), { pods: found(old) })
        .verdict;
    expect([lagging(15 * minute - 1, 2), lagging(15 * minute, 2)]).toEqual(['Progressing', 'Unhealthy']);
    expect([lagging(5 * minute - 1, 0), lagging(5 * minute, 0)]).toEqual(['Progressing', 'Unhealthy']);
  });

  test.each<[string, Evidence, WorkloadShape, string]>([
    ['forbidden, young status', forbidden, { ready: 2, statusAge: minute }, 'Progressing TooFewReady'],
    ['forbidden, old status', forbidden, { ready: 2 }, 'Unhealthy TooFewReady'],
    ['forbidden, rollout, young status', forbidden, { updated: 1, statusAge: minute }, 'Progressing RollingOut'],
    ['forbidden, rollout, old status', forbidden, { updated: 1, specAge: minute }, 'Unhealthy RolloutStuck'],
    ['unreadable, young status', unreadable, { ready: 0, statusAge: minute }, 'Unknown Timeout'],
    ['unreadable, rollout', unreadable, { updated: 1, statusAge: minute }, 'Unknown Timeout'],
    ['unreadable, old status', unreadable, { ready: 0 }, 'Unhealthy NoneReady'],
  ])('pods %s', (_, pods, shape, expected) => {
    expect(summarize(judgeWithPods(workload(kind, shape), { pods }))).toBe(expected);
  });

  test('pods are requested only if the verdict depends on them', () => {
    expect(() => judgeWithPods(workload(kind))).not.toThrow();
    expect(() => judgeWithPods(workload(kind, { ready: 2 }))).toThrow('the rule requests Pod');
    expect(() => judgeWithPods(workload(kind, { updated: 2 }))).toThrow('the rule requests Pod');
    expect(() => judgeWithPods(workload(kind, { ready: 1 }), { criteria: atLeastOne })).not.toThrow();
  });

  test('reports the counts and since when', () => {
    const verdict = judgeWithPods(workload(kind, { ready: 2, statusAge: minute }), { pods: found(young) });
    expect(verdict).toEqual({
      verdict: 'Progressing',
      reason: 'TooFewReady',
      message: '2 of 3 pods ready; web-1: container main not ready, started 1m ago; for 1m, grace 15m',
      ready: 2,
      desired: 3,
      short: 1,
      since: '2026-01-01T11:59:00.000Z',
    });
  });
});
