import { type KindScenario, short } from './kindScenario';

const aNamespace = { kind: 'Namespace' };
const anApi = { kind: 'APIService' };

export const namespaces: readonly KindScenario[] = [
  {
    namespace: 'namespace-stuck',
    given: (namespace) => [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'held', namespace, finalizers: ['eks-vigil.test/hold'] },
      },
    ],
    when: (context) => context.kubectl('delete', 'namespace', context.namespace, '--wait=false'),
    states: [
      {
        name: 'namespace-active',
        target: { ...aNamespace, name: 'default' },
        expected: { verdict: 'Healthy', reason: 'Active' },
      },
      {
        name: 'namespace-terminating',
        target: { ...aNamespace, name: 'namespace-stuck' },
        expected: { verdict: 'Progressing', reason: 'Terminating' },
        message: /NamespaceFinalizersRemaining.*eks-vigil\.test\/hold in 1 resource instances/,
      },
      {
        name: 'namespace-stuck',
        target: { ...aNamespace, name: 'namespace-stuck', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TerminationStuck' },
      },
      {
        name: 'namespace-missing',
        target: { ...aNamespace, name: 'no-such-namespace' },
        expected: { verdict: 'Unhealthy', reason: 'NotFound' },
      },
    ],
  },
];

/** Its Service does not exist. */
export const brokenApi = 'v1.absent.eks-vigil.test';

/** Without all APIs no namespace can be deleted, so this comes last. */
export const apiServices: readonly KindScenario[] = [
  {
    namespace: 'api',
    given: () => [],
    when: (context) =>
      context.apply({
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: brokenApi },
        spec: {
          group: 'absent.eks-vigil.test',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 100,
          service: { namespace: 'api', name: 'gone' },
        },
      }),
    states: [
      {
        name: 'apiservice-local',
        target: { ...anApi, name: 'v1.apps' },
        expected: { verdict: 'Healthy', reason: 'Available' },
      },
      {
        name: 'apiservice-without-service',
        target: { ...anApi, name: brokenApi },
        expected: { verdict: 'Progressing', reason: 'NotAvailable' },
        message: /^Available is False: ServiceNotFound: /,
      },
      {
        name: 'apiservice-without-service-late',
        target: { ...anApi, name: brokenApi, grace: short },
        expected: { verdict: 'Unhealthy', reason: 'NotAvailable' },
      },
    ],
  },
];
