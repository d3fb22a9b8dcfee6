import type { V1Deployment, V1PodList } from '@kubernetes/client-node';
import { deployment, job, pod } from '../workloads';
import { type KindScenario, patient, short } from './kindScenario';

const aPod = { kind: 'Pod' };
const web = { kind: 'Deployment', name: 'web' };

export const pods: readonly KindScenario[] = [
  {
    namespace: 'pod',
    given: (namespace) => [
      pod('ready', { namespace }),
      pod('slow', { namespace, outcome: 'never-ready' }),
      pod('done', { namespace, outcome: 'succeed' }),
      pod('dead', { namespace, outcome: 'fail' }),
      pod('loop', { namespace, outcome: 'crash-loop' }),
      pod('image', { namespace, outcome: 'image-pull' }),
      pod('unschedulable', { namespace, pod: { nodeSelector: { disk: 'none' } } }),
      pod('strange', { namespace, pod: { nodeSelector: { disk: 'none' } } }),
      pod('gated', { namespace, pod: { schedulingGates: [{ name: 'eks-vigil.test/wait' }] } }),
    ],
    when: (context) => context.patch('pod/strange', { status: { phase: 'Resting' } }, 'status'),
    states: [
      { name: 'pod-ready', target: { ...aPod, name: 'ready' }, expected: { verdict: 'Healthy', reason: 'Ready' } },
      {
        name: 'pod-not-ready',
        target: { ...aPod, name: 'slow', grace: patient.grace },
        expected: { verdict: 'Progressing', reason: 'NotReady' },
      },
      {
        name: 'pod-not-ready-late',
        target: { ...aPod, name: 'slow', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'NotReady' },
      },
      {
        name: 'pod-succeeded',
        target: { ...aPod, name: 'done' },
        expected: { verdict: 'Healthy', reason: 'Succeeded' },
      },
      {
        name: 'pod-failed',
        target: { ...aPod, name: 'dead' },
        expected: { verdict: 'Unhealthy', reason: 'PodFailed' },
        message: /main exited with code 1 \(Error\)/,
      },
      {
        name: 'pod-crash-loop',
        target: { ...aPod, name: 'loop' },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
      },
      {
        name: 'pod-image-pull',
        target: { ...aPod, name: 'image' },
        expected: { verdict: 'Progressing', reason: 'ImageUnavailable' },
        message: /^container main ImagePullBackOff, image pause; for \S+, grace 5m$/,
      },
      {
        name: 'pod-image-pull-late',
        target: { ...aPod, name: 'image', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'ImageUnavailable' },
      },
      {
        name: 'pod-unschedulable',
        target: { ...aPod, name: 'unschedulable', grace: patient.grace },
        expected: { verdict: 'Progressing', reason: 'Unschedulable' },
        message: /0\/\d+ nodes are available/,
      },
      {
        name: 'pod-unschedulable-late',
        target: { ...aPod, name: 'unschedulable', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'Unschedulable' },
      },
      {
        name: 'pod-scheduling-gated',
        target: { ...aPod, name: 'gated', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'SchedulingGated' },
      },
      {
        name: 'pod-without-a-known-phase',
        target: { ...aPod, name: 'strange' },
        expected: { verdict: 'Unknown', reason: 'UnreadableObject' },
      },
      {
        name: 'pods-too-few',
        target: { ...aPod, selector: 'app=ready', atLeast: 2 },
        expected: { verdict: 'Unhealthy', reason: 'TooFewMatches' },
      },
      {
        name: 'pod-missing',
        target: { ...aPod, name: 'gone' },
        expected: { verdict: 'Unhealthy', reason: 'NotFound' },
      },
    ],
  },
  {
    namespace: 'pod-owned',
    given: (namespace) => [
      deployment('web', { namespace, spec: { replicas: 2 } }),
      job('dead', { namespace, outcome: 'fail', spec: { backoffLimit: 0 } }),
    ],
    when: async (context) => {
      const isReady = ({ status }: V1Deployment) => status?.readyReplicas === 2;
      await context.waitFor('deployment/web', isReady);
      const { items } = await context.waitFor<V1PodList>('pods', () => true);
      const name = items.find(({ metadata }) => metadata?.labels?.app === 'web')?.metadata?.name;
      await context.patch(`pod/${name}`, { status: { phase: 'Failed', reason: 'Evicted' } }, 'status');
      await context.waitFor<V1PodList>('pods', (now) => now.items.length > items.length);
      await context.waitFor('deployment/web', isReady);
    },
    states: [
      {
        name: 'deployment-pod-evicted',
        target: { ...web, grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
      {
        name: 'pods-one-of-them-evicted',
        target: { ...aPod, selector: 'app=web', atLeast: 3 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
        message: /^all 3 matching objects are healthy$/,
      },
      {
        name: 'pods-of-a-failed-job',
        target: { ...aPod, selector: 'app=dead' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
];
