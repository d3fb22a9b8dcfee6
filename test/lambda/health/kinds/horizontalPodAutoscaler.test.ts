import { horizontalPodAutoscalerRule } from '../../../../lambda/health/kinds/horizontalPodAutoscaler';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const able = condition('AbleToScale', 'True', month, { reason: 'ReadyForNewScale' });
const active = condition('ScalingActive', 'True', month, { reason: 'ValidMetricFound' });
const noMetric = (age: number, reason = 'FailedGetResourceMetric') =>
  condition('ScalingActive', 'False', age, { reason });
const limited = (reason: string) => condition('ScalingLimited', 'True', month, { reason });

const autoscaler = (conditions: unknown, status: JsonObject = {}, over: ObjectShape = {}): ObjectShape => ({
  spec: { minReplicas: 2, maxReplicas: 5 },
  ...over,
  status: { currentReplicas: 3, desiredReplicas: 3, lastScaleTime: ago(month), conditions, ...status },
});

describe('a HorizontalPodAutoscaler', () => {
  testTable(horizontalPodAutoscalerRule, 'HorizontalPodAutoscaler', [
    ['scaling', autoscaler([able, active]), 'Healthy ScalingActive'],
    [
      'its maximum limits it',
      autoscaler([limited('TooManyReplicas'), able, active], { currentReplicas: 5, desiredReplicas: 5 }),
      'Healthy AtMaxReplicas',
    ],
    [
      'just at its maximum',
      autoscaler([able, active], { currentReplicas: 5, desiredReplicas: 5 }),
      'Healthy AtMaxReplicas',
    ],
    [
      'of a fixed number',
      autoscaler(
        [able, active],
        { currentReplicas: 5, desiredReplicas: 5 },
        { spec: { minReplicas: 5, maxReplicas: 5 } },
      ),
      'Healthy ScalingActive',
    ],
    [
      'of at most one, which is also the default minimum',
      autoscaler([able, active], { currentReplicas: 1, desiredReplicas: 1 }, { spec: { maxReplicas: 1 } }),
      'Healthy ScalingActive',
    ],
    ['its minimum limits it', autoscaler([able, active, limited('TooFewReplicas')]), 'Healthy ScalingActive'],
    [
      'its target is scaled to 0',
      autoscaler([able, noMetric(month, 'ScalingDisabled')], { currentReplicas: 0, desiredReplicas: 0 }),
      'Healthy ScalingDisabled',
    ],
    [
      'its target is gone since a moment',
      autoscaler([condition('AbleToScale', 'False', minute)]),
      'Progressing UnableToScale',
    ],
    ['its target is gone', autoscaler([active, condition('AbleToScale', 'False', hour)]), 'Unhealthy UnableToScale'],
    ['no metrics in mid-rollout', autoscaler([able, noMetric(9 * minute)]), 'Progressing ScalingInactive'],
    ['no metrics for ten minutes', autoscaler([able, noMetric(10 * minute)]), 'Unhealthy ScalingInactive'],
    [
      'no metrics, a longer grace',
      autoscaler([able, noMetric(10 * minute)]),
      'Unhealthy ScalingInactive',
      { grace: 3600 },
    ],
    [
      'no metrics, a shorter grace',
      autoscaler([able, noMetric(6 * minute)]),
      'Unhealthy ScalingInactive',
      { grace: 300 },
    ],
    [
      'never had metrics, so that it wants none',
      autoscaler([able, noMetric(minute)], { desiredReplicas: 0, lastScaleTime: undefined }),
      'Progressing ScalingInactive',
    ],
    ['an ambiguous selector', autoscaler([able, noMetric(hour, 'AmbiguousSelector')]), 'Unhealthy ScalingInactive'],
    [
      'rests by one condition, fails by the other',
      autoscaler([able, noMetric(hour, 'ScalingDisabled'), noMetric(hour)]),
      'Unhealthy ScalingInactive',
    ],
    [
      'scaled a moment ago',
      autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: ago(minute) }),
      'Progressing ReplicasMismatch',
    ],
    [
      'scaled an hour ago, of which nothing comes',
      autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: ago(hour) }),
      'Unhealthy ReplicasMismatch',
    ],
    [
      'its target was scaled by hand a moment ago',
      autoscaler(
        [able, active],
        { currentReplicas: 4 },
        { metadata: { managedFields: [written({ 'f:status': {} }, minute)] } },
      ),
      'Progressing ReplicasMismatch',
    ],
    [
      'made a moment ago, and never scaled yet',
      autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: undefined }, { created: minute }),
      'Progressing ReplicasMismatch',
    ],
    ['it wants no number', autoscaler([able, active], { desiredReplicas: null }), 'Healthy ScalingActive'],
    ['without a maximum', autoscaler([able, active], {}, { spec: {} }), 'Healthy ScalingActive'],
    ['one count is none', autoscaler([able, active], { currentReplicas: null }), 'Healthy ScalingActive'],
    ['made now', { created: minute }, 'Progressing ConditionMissing'],
    ['never looked at', {}, 'Unhealthy ConditionMissing'],
    ['never looked at, conditions null', autoscaler(null), 'Unhealthy ConditionMissing'],
    [
      'its spec was not seen',
      autoscaler([able, active], { observedGeneration: 1 }, { metadata: { generation: 2 } }),
      'Unhealthy GenerationMismatch',
    ],
    [
      'its controller never says what it has seen',
      autoscaler([able, active], {}, { metadata: { generation: 2 } }),
      'Healthy ScalingActive',
    ],
    [
      'counts that are none',
      autoscaler([able, active], { currentReplicas: 'three', desiredReplicas: null }),
      'Healthy ScalingActive',
    ],
    [
      'being deleted',
      autoscaler([able, active], {}, { metadata: { deletionTimestamp: ago(minute) } }),
      'Progressing Terminating',
    ],
  ]);

  test('tells of its maximum, and of what is wrong', () => {
    const message = (given: ObjectShape) => judge(horizontalPodAutoscalerRule, object(given)).message;
    expect(message(autoscaler([able, active]))).toBe('3 replicas');
    expect(message(autoscaler([able, active], { currentReplicas: null }))).toBe('an unknown number of replicas');
    expect(message(autoscaler([able, noMetric(month, 'ScalingDisabled')]))).toBe(
      'the target is scaled to 0, so autoscaling is off',
    );
    expect(
      message(autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: ago(hour) }, { created: hour })),
    ).toBe('3 replicas, but 4 desired; for 1h, grace 15m');
    expect(message({ created: minute })).toBe('condition AbleToScale is missing; for 1m, grace 15m');
    expect(message(autoscaler([able, active, limited('TooManyReplicas')]))).toBe(
      '3 replicas; warning: at maxReplicas, more may be needed',
    );
    expect(message(autoscaler([able, noMetric(hour)]))).toBe(
      'ScalingActive is False: FailedGetResourceMetric; for 1h, grace 10m',
    );
  });
});
