import { setTimeout as sleep } from 'node:timers/promises';
import type { V1DaemonSet, V1Pod, V1PodList, V1ReplicaSet } from '@kubernetes/client-node';
import { daemonSet, replicaSet } from '../workloads';
import { type KindScenario, patient, short } from './kindScenario';
import { leaseOfNobody, node, onlyOn, readyStatus, timestamp } from './nodes';

const agent = { kind: 'DaemonSet', name: 'agent' };
const web = { kind: 'ReplicaSet', name: 'web' };

const isReady =
  (ready: number, updated = ready) =>
  ({ metadata, status }: V1DaemonSet) =>
    status?.numberReady === ready &&
    status.observedGeneration === metadata?.generation &&
    (status.updatedNumberScheduled ?? 0) === updated;

const surge = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };

const isOn = (name: string) => (pod: V1Pod) => pod.spec?.nodeName === name;

export const daemonSets: readonly KindScenario[] = [
  {
    namespace: 'daemonset-node-lost',
    given: (namespace) => [
      node('kept', { only: namespace }),
      leaseOfNobody('lost'),
      node('lost', { only: namespace, status: readyStatus() }),
      daemonSet('agent', { namespace, pod: { ...onlyOn(namespace), tolerations: [{ operator: 'Exists' }] } }),
      daemonSet('plain', { namespace, pod: onlyOn(namespace) }),
    ],
    when: async (context) => {
      // On a slow machine it may be lost already. Pods that become ready on a lost node would remain so.
      await context.patch('node/lost', { status: readyStatus() }, 'status');
      const { items } = await context.waitFor<V1PodList>(
        'pods',
        (list) => list.items.filter(isOn('lost')).length === 2,
      );
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp() }];
      const names = items.filter(isOn('lost')).flatMap(({ metadata }) => metadata?.name ?? []);
      await Promise.all(
        names.map((name) => context.patch(`pod/${name}`, { status: { phase: 'Running', conditions } }, 'status')),
      );
    },
    states: [
      {
        name: 'daemonset-on-its-nodes',
        target: { ...agent, grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
        message: /^2 of 2 /,
      },
    ],
  },
  {
    namespace: 'daemonset-ready',
    given: (namespace) => [
      daemonSet('agent', { namespace }),
      daemonSet('loop', { namespace, outcome: 'crash-loop' }),
      daemonSet('unschedulable', { namespace, pod: { nodeSelector: { disk: 'none' } } }),
    ],
    states: [
      {
        name: 'daemonset-ready',
        target: agent,
        expected: { verdict: 'Healthy', reason: 'Ready' },
        message: /^2 of 2 /,
      },
      {
        name: 'daemonset-crash-loop',
        target: { ...agent, name: 'loop' },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
      },
      {
        name: 'daemonset-without-nodes',
        target: { ...agent, name: 'unschedulable', ...patient },
        expected: { verdict: 'Progressing', reason: 'ScaledToZero' },
        message: /^no node to run on, not counting lost and tainted ones; for \S+, grace 1h$/,
      },
      {
        name: 'daemonset-without-nodes-late',
        target: { ...agent, name: 'unschedulable', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'ScaledToZero' },
      },
      {
        name: 'daemonset-allowed-without-nodes',
        target: { ...agent, name: 'unschedulable', allowZero: true },
        expected: { verdict: 'Healthy', reason: 'ScaledToZero' },
      },
    ],
  },
  {
    namespace: 'daemonset-rollout',
    given: (namespace) => [daemonSet('agent', { namespace, spec: surge })],
    when: async (context) => {
      await context.waitFor('daemonset/agent', isReady(2));
      // The controller may count either of two pods of a node that were created in the same second.
      await sleep(1000);
      await context.apply(daemonSet('agent', { namespace: context.namespace, outcome: 'never-ready', spec: surge }));
      await context.waitFor<V1PodList>('pods', ({ items }) => items.length === 3);
      await context.waitFor('daemonset/agent', isReady(2, 0));
    },
    states: [
      {
        name: 'daemonset-rollout',
        target: agent,
        expected: { verdict: 'Progressing', reason: 'RollingOut' },
        message: /^2 of 2 pods ready, 0 of 2 updated; for \S+, grace 15m; 1 more on nodes /,
      },
      {
        name: 'daemonset-rollout-stuck',
        target: { ...agent, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'RolloutStuck' },
      },
    ],
  },
  {
    namespace: 'daemonset-on-delete',
    given: (namespace) => [daemonSet('agent', { namespace, spec: { updateStrategy: { type: 'OnDelete' } } })],
    when: async (context) => {
      await context.waitFor('daemonset/agent', isReady(2));
      await context.kubectl('rollout', 'restart', 'daemonset/agent');
      await context.waitFor('daemonset/agent', isReady(2, 0));
    },
    states: [
      {
        name: 'daemonset-on-delete',
        target: { ...agent, grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
  {
    namespace: 'daemonset-bad-template',
    given: (namespace) => [daemonSet('agent', { namespace })],
    when: async (context) => {
      await context.waitFor('daemonset/agent', isReady(2));
      await context.apply(daemonSet('agent', { namespace: context.namespace, outcome: 'never-ready' }));
      await context.waitFor('daemonset/agent', isReady(1, 1));
    },
    states: [
      {
        name: 'daemonset-bad-template-late',
        target: { ...agent, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TooFewReady' },
        message: /^1 of 2 pods ready; agent-\S+ on node-\d: container main not ready, started \S+ ago; /,
      },
    ],
  },
  {
    namespace: 'replicaset',
    given: (namespace) => [
      replicaSet('web', { namespace, spec: { replicas: 2 } }),
      replicaSet('loop', { namespace, outcome: 'crash-loop' }),
      replicaSet('slow', { namespace, outcome: 'never-ready' }),
      replicaSet('zero', { namespace, spec: { replicas: 0 } }),
    ],
    when: (context) => context.waitFor<V1ReplicaSet>('replicaset/web', ({ status }) => status?.readyReplicas === 2),
    states: [
      { name: 'replicaset-ready', target: web, expected: { verdict: 'Healthy', reason: 'Ready' } },
      {
        name: 'replicaset-crash-loop',
        target: { ...web, name: 'loop' },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
      },
      {
        name: 'replicaset-not-ready',
        target: { ...web, name: 'slow', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
      },
      {
        name: 'replicaset-not-ready-late',
        target: { ...web, name: 'slow', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoneReady' },
      },
      {
        name: 'replicaset-scaled-to-zero',
        target: { ...web, name: 'zero' },
        expected: { verdict: 'Unhealthy', reason: 'ScaledToZero' },
      },
    ],
  },
];
