import type { V1Deployment, V1PodSpec } from '@kubernetes/client-node';
import { deployment } from '../workloads';
import { type KindScenario, patient, short, unavailable } from './kindScenario';

const web = { kind: 'Deployment', name: 'web' };
const keepAll = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const nowhere = { nodeSelector: { disk: 'none' } };
/** Pods of which each node accepts one. */
export function onePerNode(port: number): Partial<V1PodSpec> {
  return { containers: [{ name: 'main', image: 'pause', ports: [{ containerPort: port, hostPort: port }] }] };
}

const isReady = (replicas: number) => (seen: V1Deployment) =>
  seen.status?.readyReplicas === replicas && seen.status.observedGeneration === seen.metadata?.generation;

export const deployments: readonly KindScenario[] = [
  {
    namespace: 'deployment-ready',
    given: (namespace) => [
      deployment('web', { namespace, spec: { replicas: 2 } }),
      deployment('fresh', { namespace, spec: { replicas: 2, ...unavailable } }),
    ],
    states: [
      { name: 'deployment-ready', target: web, expected: { verdict: 'Healthy', reason: 'Ready' } },
      {
        name: 'deployment-ready-but-not-available',
        target: { ...web, name: 'fresh' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
  {
    namespace: 'deployment-rollout',
    given: (namespace) => [deployment('web', { namespace, spec: { replicas: 2, ...unavailable } })],
    when: async (context) => {
      await context.waitFor('deployment/web', isReady(2));
      await context.kubectl('rollout', 'restart', 'deployment/web');
      await context.waitFor('deployment/web', isReady(3));
    },
    states: [
      {
        name: 'deployment-rollout',
        target: web,
        expected: { verdict: 'Progressing', reason: 'RollingOut' },
        message: /^3 of 2 pods ready, 1 of 2 updated/,
      },
      {
        name: 'deployment-rollout-at-least-one',
        target: { ...web, mode: 'AtLeastOne' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
  {
    namespace: 'deployment-paused',
    given: (namespace) => [deployment('web', { namespace, spec: { replicas: 2, ...unavailable } })],
    when: async (context) => {
      await context.waitFor('deployment/web', isReady(2));
      await context.kubectl('rollout', 'restart', 'deployment/web');
      await context.waitFor('deployment/web', isReady(3));
      await context.kubectl('rollout', 'pause', 'deployment/web');
      await context.waitFor('deployment/web', isReady(3));
    },
    states: [{ name: 'deployment-paused-in-rollout', target: web, expected: { verdict: 'Healthy', reason: 'Ready' } }],
  },
  {
    namespace: 'deployment-stuck',
    given: (namespace) => [deployment('web', { namespace, spec: { replicas: 2, strategy: keepAll } })],
    when: async (context) => {
      const spec = { replicas: 2, strategy: keepAll, progressDeadlineSeconds: 2 };
      await context.waitFor('deployment/web', isReady(2));
      await context.apply(deployment('web', { namespace: context.namespace, outcome: 'never-ready', spec }));
      await context.waitFor<V1Deployment>('deployment/web', ({ status }) =>
        (status?.conditions ?? []).some(({ reason }) => reason === 'ProgressDeadlineExceeded'),
      );
    },
    states: [
      {
        name: 'deployment-rollout-past-its-deadline',
        target: web,
        expected: { verdict: 'Progressing', reason: 'RollingOut' },
        message:
          /^2 of 2 pods ready, 1 of 2 updated, progressDeadlineSeconds exceeded; the old pods still serve, a new one is not ready; web-\S+ on node-\d: container main not ready, started \S+ ago;/,
      },
      {
        name: 'deployment-rollout-stuck',
        target: { ...web, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'RolloutStuck' },
      },
      {
        name: 'deployment-rollout-stuck-at-least-one',
        target: { ...web, grace: short, mode: 'AtLeastOne' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
  {
    namespace: 'deployment-down',
    given: (namespace) => [
      deployment('loop', { namespace, outcome: 'crash-loop', spec: { replicas: 2 } }),
      deployment('image', { namespace, outcome: 'image-pull' }),
      deployment('unschedulable', { namespace, pod: nowhere }),
    ],
    states: [
      {
        name: 'deployment-crash-loop',
        target: { ...web, name: 'loop' },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
        message:
          /^0 of 2 pods ready; loop-\S+ on node-\d and 1 more pod: container main CrashLoopBackOff, 7 restarts, last exit code 1 \(Error\) \d+[sm] ago$/,
      },
      {
        name: 'deployment-image-pull',
        target: { ...web, name: 'image', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
        message:
          /^0 of 1 pods ready; image-\S+ on node-\d: container main ImagePullBackOff, image pause; for \S+, grace 1h$/,
      },
      {
        name: 'deployment-image-pull-late',
        target: { ...web, name: 'image', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoneReady' },
      },
      {
        name: 'deployment-unschedulable',
        target: { ...web, name: 'unschedulable', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
        message: /^0 of 1 pods ready; 1 pod unschedulable: 0\/\d+ nodes are available: /,
      },
      {
        name: 'deployment-unschedulable-late',
        target: { ...web, name: 'unschedulable', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoneReady' },
      },
    ],
  },
  {
    namespace: 'deployment-scaled',
    given: (namespace) => [
      deployment('zero', { namespace, spec: { replicas: 0 } }),
      deployment('web', { namespace, spec: { replicas: 2 }, pod: onePerNode(80) }),
    ],
    when: async (context) => {
      await context.waitFor('deployment/web', isReady(2));
      await context.kubectl('scale', 'deployment/web', '--replicas=3');
    },
    states: [
      {
        name: 'deployment-scaled-to-zero',
        target: { ...web, name: 'zero' },
        expected: { verdict: 'Unhealthy', reason: 'ScaledToZero' },
      },
      {
        name: 'deployment-allowed-at-zero',
        target: { ...web, name: 'zero', allowZero: true },
        expected: { verdict: 'Healthy', reason: 'ScaledToZero' },
      },
      {
        name: 'deployment-scale-up',
        target: web,
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^2 of 3 pods ready; 1 pod unschedulable: /,
      },
      {
        name: 'deployment-scale-up-late',
        target: { ...web, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TooFewReady' },
      },
      {
        name: 'deployment-scale-up-min-ready',
        target: { ...web, minReady: '66%' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
];
