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

/** As `autoscaling/v1` has its conditions. */
const annotated = (conditions: string): ObjectShape => ({
  metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': conditions } },
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
      'its target has been missing for a moment',
      autoscaler([condition('AbleToScale', 'False', minute)]),
      'Progressing UnableToScale',
    ],
    [
      'its target has been missing for an hour',
      autoscaler([active, condition('AbleToScale', 'False', hour)]),
      'Unhealthy UnableToScale',
    ],
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
      'never had metrics, so 0 desired',
      autoscaler([able, noMetric(minute)], { desiredReplicas: 0, lastScaleTime: undefined }),
      'Progressing ScalingInactive',
    ],
    ['an ambiguous selector', autoscaler([able, noMetric(hour, 'AmbiguousSelector')]), 'Unhealthy ScalingInactive'],
    [
      'disabled by one condition, failing by the other',
      autoscaler([able, noMetric(hour, 'ScalingDisabled'), noMetric(hour)]),
      'Unhealthy ScalingInactive',
    ],
    [
      'scaled a moment ago',
      autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: ago(minute) }),
      'Progressing ReplicasMismatch',
    ],
    [
      'scaled an hour ago without effect',
      autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: ago(hour) }),
      'Unhealthy ReplicasMismatch',
    ],
    [
      'scaled an hour ago without effect, and its metrics have just moved',
      autoscaler(
        [able, active],
        { currentReplicas: 4, lastScaleTime: ago(hour) },
        { metadata: { managedFields: [written({ 'f:status': {} }, minute)] } },
      ),
      'Unhealthy ReplicasMismatch',
    ],
    [
      'its maximum was changed a moment ago',
      autoscaler(
        [able, active],
        { currentReplicas: 4, lastScaleTime: ago(hour) },
        { metadata: { managedFields: [written({ 'f:spec': {} }, minute)] } },
      ),
      'Progressing ReplicasMismatch',
    ],
    ['of autoscaling/v1', annotated(JSON.stringify([able, active])), 'Healthy ScalingActive'],
    [
      'of autoscaling/v1, without metrics',
      annotated(JSON.stringify([able, noMetric(hour)])),
      'Unhealthy ScalingInactive',
    ],
    ['of autoscaling/v1, unreadable', annotated('[{'), 'Unhealthy ConditionMissing'],
    ['of autoscaling/v1, not a list', annotated('"able"'), 'Unhealthy ConditionMissing'],
    [
      'an old annotation beside conditions',
      autoscaler([able, active], {}, annotated(JSON.stringify([able, noMetric(hour)]))),
      'Healthy ScalingActive',
    ],
    [
      'created a moment ago, not scaled yet',
      autoscaler([able, active], { desiredReplicas: 4, lastScaleTime: undefined }, { created: minute }),
      'Progressing ReplicasMismatch',
    ],
    ['no desired number', autoscaler([able, active], { desiredReplicas: null }), 'Healthy ScalingActive'],
    ['without a maximum', autoscaler([able, active], {}, { spec: {} }), 'Healthy ScalingActive'],
    ['one count is not a number', autoscaler([able, active], { currentReplicas: null }), 'Healthy ScalingActive'],
    ['just created', { created: minute }, 'Progressing ConditionMissing'],
    ['never observed', {}, 'Unhealthy ConditionMissing'],
    ['never observed, conditions null', autoscaler(null), 'Unhealthy ConditionMissing'],
    [
      'its spec was not observed',
      autoscaler([able, active], { observedGeneration: 1 }, { metadata: { generation: 2 } }),
      'Unhealthy GenerationMismatch',
    ],
    [
      'its controller does not report observedGeneration',
      autoscaler([able, active], {}, { metadata: { generation: 2 } }),
      'Healthy ScalingActive',
    ],
    [
      'counts that are not numbers',
      autoscaler([able, active], { currentReplicas: 'three', desiredReplicas: null }),
      'Healthy ScalingActive',
    ],
    [
      'being deleted',
      autoscaler([able, active], {}, { metadata: { deletionTimestamp: ago(minute) } }),
      'Progressing Terminating',
    ],
  ]);

  test('reports in the message that it is at its maximum, or what is wrong', () => {
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
