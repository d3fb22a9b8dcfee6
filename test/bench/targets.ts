import { label, namespace } from './objects';

export const cluster = { name: 'bench', region: 'eu-central-1' };

const head = `
cluster: { name: ${cluster.name}, region: ${cluster.region} }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: ${cluster.name} }] }
targets:
`;

/** A configuration in YAML that names each Deployment. */
export function namedTargets(names: readonly string[]): string {
  return head + names.map((name) => `  - { kind: Deployment, namespace: ${namespace}, name: ${name} }\n`).join('');
}

/** A configuration in YAML that selects all Deployments. */
export const selectorTarget = `${head}  - { kind: Deployment, namespace: ${namespace}, selector: ${label} }\n`;

const collection = `/apis/apps/v1/namespaces/${namespace}/deployments`;

/** The Lease of kube-controller-manager, which each run reads as well. */
export const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';

/** The path of a Deployment. */
export function pathOf(name: string): string {
  return `${collection}/${name}`;
}

/** The path of a page after the first, with a token as long as those of kube-apiserver. */
export const continuedPath = `${collection}?${new URLSearchParams({ limit: '100', continue: 'e'.repeat(120) })}`;

/** The path of the first page of all Deployments. */
export const firstPagePath = `${collection}?${new URLSearchParams({ limit: '100', labelSelector: label })}`;
