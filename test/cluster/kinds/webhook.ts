import type { V1Deployment } from '@kubernetes/client-node';
import { minute } from '../../support/objects/clock';
import { until } from '../until';
import { deployment } from '../workloads';
import type { KindScenario, ScenarioContext } from './kindScenario';

const web = { kind: 'Deployment', namespace: 'webhook', name: 'web' };
const name = 'away.eks-vigil.test';

/** A webhook that must admit every pod of a namespace, and at whose address nothing listens. */
const absentWebhook = (namespace: string): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name },
  webhooks: [
    {
      name,
      clientConfig: { url: 'https://127.0.0.1:1' },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
    },
  ],
});

/** The API server applies a new webhook with a delay. */
function untilItRejects(context: ScenarioContext): Promise<true> {
  return until(
    () => 'the webhook rejects no pod',
    () =>
      context.kubectl('run', 'probe', '--image=pause', '--dry-run=server').then(
        () => undefined,
        () => true as const,
      ),
  );
}

/** A webhook that is away while one of many pods is replaced. */
export const webhook: readonly KindScenario[] = [
  {
    namespace: 'webhook',
    given: (namespace) => [deployment('web', { namespace, spec: { replicas: 20 } })],
    when: async (context) => {
      await context.waitFor<V1Deployment>('deployment/web', ({ status }) => status?.readyReplicas === 20);
      await context.apply(absentWebhook(context.namespace));
      await untilItRejects(context);
      const pods = await context.kubectl('get', 'pods', '-o', 'name');
      await context.kubectl('delete', pods.split('\n')[0] ?? '', '--wait=false');
    },
    states: [
      {
        name: 'deployment-webhook-away',
        target: web,
        later: minute,
        expected: { verdict: 'Progressing', reason: 'ReplicaFailure' },
        message:
          /^19 of 20 pods ready; Internal error occurred: failed calling webhook "away\.eks-vigil\.test": .*; for 1m\S*, grace 5m$/,
      },
      {
        name: 'deployment-webhook-away-late',
        target: web,
        later: 5 * minute,
        expected: { verdict: 'Unhealthy', reason: 'ReplicaFailure' },
      },
    ],
  },
  {
    namespace: 'webhook-back',
    given: () => [],
    when: (context) => context.kubectl('delete', 'validatingwebhookconfiguration', name),
    states: [
      {
        name: 'deployment-webhook-back',
        target: { ...web, grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
        message: /^20 of 20 pods ready$/,
      },
    ],
  },
];
