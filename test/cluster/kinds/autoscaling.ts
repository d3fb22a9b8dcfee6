import { deployment, job } from '../workloads';
import { type KindScenario, short } from './kindScenario';

const anAutoscaler = { kind: 'HorizontalPodAutoscaler' };
const aBudget = { kind: 'PodDisruptionBudget' };

/** An autoscaler of a Deployment, for up to 3 replicas. There are no metrics. */
export function autoscaler(name: string, namespace: string, target: string, minReplicas = 1): object {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      minReplicas,
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
    },
  };
}

/** A budget for the pods of this name. */
export function disruptionBudget(name: string, namespace: string, allowed: object): object {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace },
    spec: { ...allowed, selector: { matchLabels: { app: name } } },
  };
}

/** Each with its own pods: of several budgets for the same pods, only one is updated. */
function budget(name: string, namespace: string, minAvailable: number): object[] {
  return [deployment(name, { namespace, spec: { replicas: 2 } }), disruptionBudget(name, namespace, { minAvailable })];
}

export const budgets: readonly KindScenario[] = [
  {
    namespace: 'budget',
    given: (namespace) => [
      ...budget('one', namespace, 1),
      ...budget('all', namespace, 2),
      ...budget('more', namespace, 3),
      // A Job has no scale subresource.
      job('batch', { namespace }),
      disruptionBudget('batch', namespace, { maxUnavailable: 1 }),
    ],
    states: [
      {
        name: 'poddisruptionbudget-satisfied',
        target: { ...aBudget, name: 'one' },
        expected: { verdict: 'Healthy', reason: 'EnoughHealthy' },
        message: /^2 healthy, 1 required$/,
      },
      {
        name: 'poddisruptionbudget-allows-no-disruption',
        target: { ...aBudget, name: 'all', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'EnoughHealthy' },
        message: /^2 healthy, 2 required$/,
      },
      {
        name: 'poddisruptionbudget-not-satisfied',
        target: { ...aBudget, name: 'more' },
        expected: { verdict: 'Progressing', reason: 'TooFewHealthy' },
        message: /^2 healthy, 3 required, 2 expected; /,
      },
      {
        name: 'poddisruptionbudget-not-satisfied-late',
        target: { ...aBudget, name: 'more', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TooFewHealthy' },
      },
      {
        name: 'poddisruptionbudget-of-a-job',
        target: { ...aBudget, name: 'batch', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'SyncFailed' },
      },
    ],
  },
];

/** Their controller reconciles them every 15 s, so they come late. */
export const autoscalers: readonly KindScenario[] = [
  {
    namespace: 'autoscaler',
    given: (namespace) => [
      deployment('web', { namespace }),
      deployment('zero', { namespace, spec: { replicas: 0 } }),
      autoscaler('blind', namespace, 'web'),
      autoscaler('aimless', namespace, 'gone'),
      autoscaler('resting', namespace, 'zero'),
    ],
    states: [
      {
        name: 'horizontalpodautoscaler-without-metrics',
        target: { ...anAutoscaler, name: 'blind' },
        expected: { verdict: 'Progressing', reason: 'ScalingInactive' },
        message: /FailedGetResourceMetric/,
      },
      {
        name: 'horizontalpodautoscaler-without-metrics-late',
        target: { ...anAutoscaler, name: 'blind', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'ScalingInactive' },
      },
      {
        name: 'horizontalpodautoscaler-without-target',
        target: { ...anAutoscaler, name: 'aimless', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'UnableToScale' },
        message: /FailedGetScale/,
      },
      {
        name: 'horizontalpodautoscaler-at-zero',
        target: { ...anAutoscaler, name: 'resting', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'ScalingDisabled' },
      },
    ],
  },
];
