import { deploymentFacts } from '../../../lambda/health/kinds/deployment';
import { statefulSetFacts } from '../../../lambda/health/kinds/statefulSet';
import type { Criteria } from '../../../lambda/health/rule';
import { toGraces } from '../../../lambda/health/workloadGraces';
import type { JsonObject } from '../../../model/json';
import { minute } from '../../support/objects/clock';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { defaultCriteria, found, judgeWithPods, summarize } from './judging';

const byDefault = { graceIsDefault: true, downGraceIsDefault: true };

describe('the grace of a rollout, in minutes', () => {
  test.each<[situation: string, deadline: number | undefined, expected: number, criteria?: Partial<Criteria>]>([
    ['the default deadline of 10 minutes', 600, 15],
    ['a deadline of 30 minutes', 1800, 30],
    ['a deadline of a day', 86_400, 60],
    ['no deadline', 2_147_483_647, 15],
    ['not reported', undefined, 15],
    ['a deadline of 30 minutes, and grace is specified', 1800, 15, { graceIsDefault: false }],
    ['a deadline of 30 minutes, and grace is strict', 1800, 0, { graceIsDefault: false, grace: 0, downGrace: 0 }],
  ])('%s', (_, progressDeadlineSeconds, expected, criteria = {}) => {
    const facts = deploymentFacts(workload('Deployment', { spec: { progressDeadlineSeconds } }));
    expect(toGraces({ ...defaultCriteria, ...byDefault, ...criteria }, facts).rollout).toBe(expected * 60);
  });
});

describe('a deadline of 30 minutes', () => {
  const rollingUpdate = { maxUnavailable: 1, maxSurge: 0 };
  const shape = { spec: { progressDeadlineSeconds: 1800, strategy: { rollingUpdate } } };
  const unready = (age: number) => pod({ name: 'web-2', ready: false, created: age });

  test.each<[situation: string, ready: number, updated: number, age: number, expected: string]>([
    ['a rollout without progress', 3, 1, 29, 'Progressing RollingOut'],
    ['a rollout without progress for longer', 3, 1, 30, 'Unhealthy RolloutStuck'],
    ['one that maxUnavailable allows', 2, 1, 29, 'Progressing TooFewReady'],
    ['one that maxUnavailable allows for longer', 2, 3, 30, 'Unhealthy TooFewReady'],
    ['more than maxUnavailable allows', 1, 3, 15, 'Unhealthy TooFewReady'],
    ['nothing ready', 0, 3, 5, 'Unhealthy NoneReady'],
  ])('%s', (_, ready, updated, age, expected) => {
    const object = workload('Deployment', { ...shape, ready, updated, specAge: age * minute });
    const pods = found(pod({ created: 60 * minute }), pod({ created: 60 * minute }), unready(age * minute));
    expect(summarize(judgeWithPods(object, { pods, criteria: byDefault }))).toBe(expected);
  });
});

describe('the downGrace of a StatefulSet, in minutes', () => {
  const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' } }] };

  test.each<[situation: string, spec: JsonObject, criteria: Partial<Criteria>, expected: number]>([
    ['with volumes', claims, {}, 10],
    ['without volumes', { volumeClaimTemplates: [] }, {}, 5],
    ['with volumes, and downGrace is specified', claims, { downGraceIsDefault: false }, 5],
    ['with volumes, limited by grace', claims, { grace: 420 }, 7],
  ])('%s', (_, spec, criteria, expected) => {
    const facts = statefulSetFacts(workload('StatefulSet', { spec }));
    expect(toGraces({ ...defaultCriteria, ...byDefault, ...criteria }, facts).down).toBe(expected * 60);
  });

  test('counts for the verdict', () => {
    const object = workload('StatefulSet', { desired: 1, ready: 0, spec: claims });
    const judged = (age: number) =>
      judgeWithPods(object, { pods: found(pod({ ready: false, created: age * minute })), criteria: byDefault });
    expect([judged(9.9), judged(10)].map(summarize)).toEqual(['Progressing NoneReady', 'Unhealthy NoneReady']);
  });
});
