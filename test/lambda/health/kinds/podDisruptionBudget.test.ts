import { podDisruptionBudgetRule } from '../../../../lambda/health/kinds/podDisruptionBudget';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

/** A budget whose status was written `age` milliseconds ago. */
const budget = (status: JsonObject, age = month, over: ObjectShape = {}): ObjectShape => ({
  ...over,
  metadata: { generation: 1, managedFields: [written({ 'f:status': {} }, age)], ...over.metadata },
  status: {
    observedGeneration: 1,
    currentHealthy: 3,
    desiredHealthy: 2,
    expectedPods: 3,
    disruptionsAllowed: 1,
    ...status,
  },
});
const allowed = (status: string, reason: string, age: number) => ({
  conditions: [condition('DisruptionAllowed', status, age, { reason })],
});

describe('a PodDisruptionBudget', () => {
  testTable(podDisruptionBudgetRule, 'PodDisruptionBudget', [
    ['enough', budget({}), 'Healthy EnoughHealthy'],
    [
      'just enough, so no disruption is allowed',
      budget({ desiredHealthy: 3, disruptionsAllowed: 0 }),
      'Healthy EnoughHealthy',
    ],
    [
      'no disruption allowed for a month',
      budget({ desiredHealthy: 3, ...allowed('False', 'InsufficientPods', month) }),
      'Healthy EnoughHealthy',
    ],
    ['of no Pods', budget({ currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }), 'Healthy EnoughHealthy'],
    ['too few for a moment', budget({ currentHealthy: 1 }, minute), 'Progressing TooFewHealthy'],
    ['too few for an hour', budget({ currentHealthy: 1 }, hour), 'Unhealthy TooFewHealthy'],
    ['strict', budget({ currentHealthy: 1 }, 0), 'Unhealthy TooFewHealthy', { grace: 0 }],
    [
      'too few for a moment, no disruption allowed for a month',
      budget({ currentHealthy: 1, ...allowed('False', 'InsufficientPods', month) }, minute),
      'Progressing TooFewHealthy',
    ],
    [
      'too few, without managedFields',
      { status: { currentHealthy: 1, desiredHealthy: 2, ...allowed('False', 'InsufficientPods', minute) } },
      'Progressing TooFewHealthy',
    ],
    ['more required than there are', budget({ desiredHealthy: 5 }), 'Unhealthy TooFewHealthy'],
    ['counts as text', budget({ currentHealthy: '3', desiredHealthy: '2' }), 'Healthy EnoughHealthy'],
    [
      'not computed for a moment',
      budget({ ...allowed('False', 'SyncFailed', month) }, minute),
      'Progressing SyncFailed',
    ],
    ['not computed for an hour', budget({ ...allowed('False', 'SyncFailed', hour) }, hour), 'Unhealthy SyncFailed'],
    ['computed, whatever its reason is', budget({ ...allowed('True', 'SyncFailed', hour) }), 'Healthy EnoughHealthy'],
    ['criteria that are not a record', budget({ desiredHealthy: null }), 'Unhealthy NotObserved'],
    ['just created', { created: minute }, 'Progressing NotObserved'],
    ['never counted', {}, 'Unhealthy NotObserved'],
    ['counts that are not numbers', budget({ currentHealthy: null }), 'Unhealthy NotObserved'],
    ['counts that are negative', budget({ currentHealthy: -1 }), 'Unhealthy NotObserved'],
    [
      'its spec changed a moment ago',
      budget({}, hour, { metadata: { generation: 2, managedFields: [written({ 'f:spec': {} }, minute)] } }),
      'Progressing GenerationMismatch',
    ],
    [
      'its spec changed an hour ago and was never observed',
      budget({}, hour, { metadata: { generation: 2, managedFields: [written({ 'f:spec': {} }, hour)] } }),
      'Unhealthy GenerationMismatch',
    ],
    ['being deleted', budget({}, hour, { metadata: { deletionTimestamp: ago(minute) } }), 'Progressing Terminating'],
  ]);

  test('reports the counts', () => {
    const message = (status: JsonObject) => judge(podDisruptionBudgetRule, object(budget(status, hour))).message;
    expect(message({})).toBe('3 healthy, 2 required');
    expect(message({ currentHealthy: null })).toBe(
      'the controller has not counted the healthy pods yet; for 1h, grace 15m (measured from the last status change)',
    );
    expect(message({ currentHealthy: 1 })).toBe(
      '1 healthy, 2 required, 3 expected; for 1h, grace 15m (measured from the last status change)',
    );
  });
});
