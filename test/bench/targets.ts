import { label, namespace } from './objects';

export const cluster = { name: 'bench', region: 'eu-central-1' };

const head = `
cluster: { name: ${cluster.name}, region: ${cluster.region} }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: ${cluster.name} }] }
targets:
`;

/** The configuration, as YAML, that names each Deployment. */
export function namedTargets(names: readonly string[]): string {
  return head + names.map((name) => `  - { kind: Deployment, namespace: ${namespace}, name: ${name} }\n`).join('');
}

/** The configuration, as YAML, that selects all of them. */
export const selectorTarget = `${head}  - { kind: Deployment, namespace: ${namespace}, selector: ${label} }\n`;

const collection = `/apis/apps/v1/namespaces/${namespace}/deployments`;

/** The controller manager's Lease, which each run reads beside its targets. */
export const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';

/** Where one Deployment is. */
export function pathOf(name: string): string {
  return `${collection}/${name}`;
}

/** The first page of all of them. */
export const firstPagePath = `${collection}?${new URLSearchParams({ limit: '100', labelSelector: label })}`;
