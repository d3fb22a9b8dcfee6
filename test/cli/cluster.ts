import type { KubernetesObject } from '../support/servers/api/store';
import type { ApiServer } from '../support/servers/apiServer';

/** The clock of the API server in these tests. */
export const noon = Date.UTC(2026, 0, 1, 12);

const minute = 60_000;

function timestamp(minutesAgo: number): string {
  return new Date(noon - minutesAgo * minute).toISOString();
}

/** A Deployment of three replicas in the namespace `shop`. Its status last changed some minutes ago. */
export function deployment(name: string, readyReplicas: number, minutesAgo = 60): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: 'shop',
      labels: { tier: 'web' },
      generation: 1,
      creationTimestamp: timestamp(600),
      managedFields: [{ subresource: 'status', time: timestamp(minutesAgo) }],
    },
    spec: { replicas: 3, selector: { matchLabels: { app: name } } },
    status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas },
  };
}

/** The Lease of the controller manager, renewed at a time in milliseconds. */
export function lease(renewedAt = noon): KubernetesObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
    spec: { renewTime: new Date(renewedAt).toISOString() },
  };
}

/** A JSON kubeconfig with one context, which points to a server. */
export function kubeconfigText(
  { url, caData }: Pick<ApiServer, 'url' | 'caData'>,
  { cluster = 'local', ...more }: { readonly cluster?: string; readonly user?: object; readonly entry?: object } = {},
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server: url, 'certificate-authority-data': caData, ...more.entry } }],
    users: [{ name: 'operator', user: more.user ?? { token: 'secret-token' } }],
    contexts: [{ name: 'here', context: { cluster, user: 'operator' } }],
    'current-context': 'here',
  });
}
