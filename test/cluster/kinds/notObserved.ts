import type { V1Deployment } from '@kubernetes/client-node';
import { minute } from '../../support/objects/clock';
import { until } from '../until';
import { deployment, job } from '../workloads';
import { autoscaler, disruptionBudget } from './autoscaling';
import { onePerNode } from './deployments';
import { type KindScenario, type ScenarioContext, short } from './kindScenario';
import { timestamp } from './nodes';

const web = { kind: 'Deployment', name: 'web' };
const scaledWeb = { ...web, namespace: 'autoscaled' };
const policy = 'no-status.eks-vigil.test';

const isReady = ({ status }: V1Deployment): boolean => status?.readyReplicas === 1;

/** Keeps the controllers from writing the status of the Deployments of a namespace. */
const withoutStatus = (namespace: string): object[] => [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: policy },
    spec: {
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['deployments/status'] },
        ],
      },
      validations: [{ expression: 'false' }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: policy },
    spec: { policyName: policy, validationActions: ['Deny'] },
  },
];

/** Objects that their controllers have not seen, and an autoscaler whose change has not been made. */
async function createUnobserved(context: ScenarioContext): Promise<void> {
  const { namespace } = context;
  await context.apply(
    job('migrate', { namespace }),
    autoscaler('web', namespace, 'web'),
    disruptionBudget('web', namespace, { minAvailable: 1 }),
  );
  const condition = (type: string, reason: string) => ({
    type,
    reason,
    status: 'True',
    lastTransitionTime: timestamp(),
  });
  const status = {
    currentReplicas: 1,
    desiredReplicas: 3,
    lastScaleTime: timestamp(),
    conditions: [condition('AbleToScale', 'SucceededRescale'), condition('ScalingActive', 'ValidMetricFound')],
  };
  await context.patch('horizontalpodautoscaler/web', { status }, 'status');
}

/** The API server applies a new policy, and removes a deleted one, with a delay. */
async function untilStatusIs(seen: 'denied' | 'accepted', context: ScenarioContext): Promise<void> {
  await until(
    () => `a change of the status is not ${seen}`,
    async () => {
      const isDenied = await context.patch('deployment/web', { status: { replicas: 1 } }, 'status').then(
        () => false,
        () => true,
      );
      return isDenied === (seen === 'denied') || undefined;
    },
  );
}

/** Its controller stops writing the status after some tries, until the Deployment changes. */
async function allowStatus(context: ScenarioContext): Promise<void> {
  await context.kubectl('delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', policy);
  await untilStatusIs('accepted', context);
  await context.kubectl('annotate', 'deployment', 'web', 'look=again');
}

/** Deployments that are scaled while their status is not written, although the Lease of the controllers is fresh. */
export const notObserved: readonly KindScenario[] = [
  {
    namespace: 'deployment-not-observed',
    given: (namespace) => [deployment('web', { namespace })],
    when: async (context) => {
      await context.waitFor('deployment/web', isReady);
      context.controlPlane.signal('kube-controller-manager', 'SIGSTOP');
      await context.kubectl('scale', 'deployment/web', '--replicas=2');
      await createUnobserved(context);
    },
    states: [
      {
        name: 'deployment-scale-up-not-observed',
        // The Deployment is older than this grace period.
        target: { ...web, grace: short },
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^1 of 2 pods ready; for 0s, grace 3s$/,
      },
      {
        // The record of the change has no time. Once the Lease is stale, the verdict is Unknown.
        name: 'deployment-scale-up-not-observed-later',
        target: { ...web, grace: short },
        later: minute,
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^1 of 2 pods ready; for 0s, grace 3s$/,
      },
      {
        name: 'job-not-observed',
        target: { kind: 'Job', name: 'migrate' },
        later: 20 * minute,
        expected: { verdict: 'Unhealthy', reason: 'NotStarted' },
      },
      {
        name: 'horizontalpodautoscaler-not-obeyed',
        target: { kind: 'HorizontalPodAutoscaler', name: 'web' },
        later: 20 * minute,
        expected: { verdict: 'Unhealthy', reason: 'ReplicasMismatch' },
        message: /^1 replica, but 3 desired; /,
      },
      {
        name: 'poddisruptionbudget-not-observed',
        target: { kind: 'PodDisruptionBudget', name: 'web' },
        later: 20 * minute,
        expected: { verdict: 'Unhealthy', reason: 'NotObserved' },
        message: /^the controller has not counted the healthy pods yet/,
      },
    ],
    undo: async ({ controlPlane }) => controlPlane.signal('kube-controller-manager', 'SIGCONT'),
  },
];

/** The same by an autoscaler. Its controller acts every 15 seconds, so this comes late. */
export const autoscaled: readonly KindScenario[] = [
  {
    namespace: 'autoscaled',
    // There are two nodes.
    given: (namespace) => [deployment('web', { namespace, pod: onePerNode(81) })],
    early: async (context) => {
      await context.waitFor('deployment/web', isReady);
      await context.apply(...withoutStatus(context.namespace));
      await untilStatusIs('denied', context);
      await context.apply(autoscaler('web', context.namespace, 'web', 3));
    },
    states: [
      {
        name: 'deployment-autoscaled-not-observed',
        target: { ...scaledWeb, grace: short },
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^1 of 3 pods ready; .*for 0s, grace 3s$/,
      },
    ],
    undo: allowStatus,
  },
  {
    namespace: 'autoscaled-observed',
    given: () => [],
    states: [
      {
        name: 'deployment-autoscaled',
        target: scaledWeb,
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^2 of 3 pods ready; 1 pod unschedulable: /,
      },
      {
        name: 'deployment-autoscaled-late',
        target: { ...scaledWeb, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TooFewReady' },
      },
    ],
  },
];
