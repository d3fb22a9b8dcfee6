import type { V1StatefulSet } from '@kubernetes/client-node';
import { statefulSet } from '../workloads';
import { type KindScenario, short, unavailable } from './kindScenario';

const db = { kind: 'StatefulSet', name: 'db' };
const atOnce = { podManagementPolicy: 'Parallel' };
const rolling = (partition: number) => ({ type: 'RollingUpdate', rollingUpdate: { partition } });

const isReady =
  (replicas: number, updated = 0) =>
  ({ metadata, status }: V1StatefulSet) =>
    status?.readyReplicas === replicas &&
    status.observedGeneration === metadata?.generation &&
    (status.updatedReplicas ?? 0) === updated;

export const statefulSets: readonly KindScenario[] = [
  {
    namespace: 'statefulset-ready',
    given: (namespace) => [
      // As the Prometheus operator creates it: with this type, and without `rollingUpdate`.
      statefulSet('db', { namespace, spec: { replicas: 2, updateStrategy: { type: 'RollingUpdate' } } }),
      statefulSet('loop', { namespace, outcome: 'crash-loop' }),
      statefulSet('zero', { namespace, spec: { replicas: 0 } }),
    ],
    states: [
      { name: 'statefulset-ready', target: db, expected: { verdict: 'Healthy', reason: 'Ready' } },
      {
        name: 'statefulset-crash-loop',
        target: { ...db, name: 'loop' },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
        message:
          /^0 of 1 pods ready; loop-0 on node-\d: container main CrashLoopBackOff, 7 restarts, last exit code 1 \(Error\) \d+[sm] ago$/,
      },
      {
        name: 'statefulset-scaled-to-zero',
        target: { ...db, name: 'zero' },
        expected: { verdict: 'Unhealthy', reason: 'ScaledToZero' },
      },
    ],
  },
  {
    namespace: 'statefulset-rollout',
    given: (namespace) => [statefulSet('db', { namespace, spec: { replicas: 2, ...atOnce, ...unavailable } })],
    when: async (context) => {
      await context.waitFor('statefulset/db', isReady(2, 2));
      await context.kubectl('rollout', 'restart', 'statefulset/db');
      await context.waitFor('statefulset/db', isReady(2, 1));
    },
    states: [
      {
        name: 'statefulset-rollout',
        target: db,
        expected: { verdict: 'Progressing', reason: 'RollingOut' },
        message: /^2 of 2 pods ready, 1 of 2 updated/,
      },
    ],
  },
  {
    namespace: 'statefulset-bad-template',
    given: (namespace) => [statefulSet('db', { namespace, spec: { replicas: 2, ...atOnce } })],
    when: async (context) => {
      await context.waitFor('statefulset/db', isReady(2, 2));
      const { namespace } = context;
      await context.apply(statefulSet('db', { namespace, outcome: 'never-ready', spec: { replicas: 2, ...atOnce } }));
      await context.waitFor('statefulset/db', isReady(1, 1));
    },
    states: [
      {
        name: 'statefulset-bad-template',
        target: db,
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^1 of 2 pods ready; db-1 on node-\d: container main not ready, started \S+ ago; for \S+, grace 15m$/,
      },
      {
        name: 'statefulset-bad-template-late',
        target: { ...db, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TooFewReady' },
      },
      {
        name: 'statefulset-bad-template-at-least-one',
        target: { ...db, grace: short, mode: 'AtLeastOne' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
  {
    namespace: 'statefulset-on-delete',
    given: (namespace) => [
      statefulSet('db', { namespace, spec: { replicas: 2, ...atOnce, updateStrategy: { type: 'OnDelete' } } }),
    ],
    when: async (context) => {
      await context.waitFor('statefulset/db', isReady(2, 2));
      await context.patch('statefulset/db', { spec: { template: { metadata: { annotations: { version: '2' } } } } });
      await context.waitFor('statefulset/db', isReady(2, 0));
    },
    states: [
      {
        name: 'statefulset-on-delete',
        target: { ...db, grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
  {
    namespace: 'statefulset-partition',
    given: (namespace) => [
      statefulSet('db', { namespace, spec: { replicas: 3, ...atOnce, updateStrategy: rolling(2) } }),
    ],
    when: async (context) => {
      await context.waitFor('statefulset/db', isReady(3, 3));
      await context.patch('statefulset/db', { spec: { template: { metadata: { annotations: { version: '2' } } } } });
      await context.waitFor('statefulset/db', isReady(3, 1));
    },
    states: [
      {
        name: 'statefulset-partition',
        target: { ...db, grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
];
