import { createHash } from 'node:crypto';
import type { Grant } from '../../model/grant';
import { allReads, type Read, type ReadingPlan } from '../../model/readingPlan';
import { rejectRestricted, rejectRestrictedProxies } from '../../model/restrictedReads';
import { rbacName } from './names';

const product = { 'app.kubernetes.io/name': 'eks-vigil' };
const apiVersion = 'rbac.authorization.k8s.io/v1';

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What the objects of a manifest are called. */
export interface RbacNames {
  /** Of the objects and of the group. */
  readonly name: string;
  /** The configuration's `name`. @default - none */
  readonly vigil?: string | undefined;
}

/** An RBAC object, or a Lease, ready for `kubectl apply`. */
export interface RbacObject {
  readonly apiVersion: string;
  readonly kind: 'Role' | 'RoleBinding' | 'ClusterRole' | 'ClusterRoleBinding' | 'Lease';
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels: Record<string, string> };
  readonly [field: string]: unknown;
}

/**
 * The RBAC objects that grant the reads of a plan and nothing else: `get` by name, and `list` only for selectors, evidence and
 * `read: list`.
 *
 * Source: Kubernetes, "Using RBAC Authorization" (`resourceNames` cannot limit `list` by selector). A ClusterRole grants
 * reads of namespaces, because a Role is deleted together with its namespace. A grant of `services/proxy` or `pods/proxy` names
 * the segment of the path, but cannot limit the path behind it.
 *
 * @param vigil - the configuration's `name`, so that several vigils of one cluster have objects and a group of their own.
 *   @default - none
 * @throws Error if the plan has a read that may never be granted, such as a Secret.
 */
export function createRbacManifest(plan: ReadingPlan, vigil?: string): RbacObject[] {
  const reads = allReads(plan);
  const isProxy = ({ resource }: Read) => resource.endsWith('/proxy');
  rejectRestricted(reads.filter((read) => !isProxy(read)));
  rejectRestrictedProxies(reads.filter(isProxy));
  return createRoles(reads, { name: rbacName(vigil), vigil });
}

/** The labels of every object of a manifest. */
export function labelsOf({ vigil }: Pick<RbacNames, 'vigil'>): Record<string, string> {
  return { ...product, ...(vigil === undefined ? {} : { 'app.kubernetes.io/instance': vigil }) };
}

/** The RBAC objects that allow a group these grants and nothing else. What may be granted is for the caller to check. */
export function createRoles(grants: readonly Grant[], { name, vigil }: RbacNames): RbacObject[] {
  const labels = labelsOf({ vigil });
  return groupBy(grants, ({ namespace }) => namespace ?? '').flatMap(([namespace, group]) =>
    namespace === ''
      ? createRoleAndBinding('ClusterRole', { name, labels }, group)
      : createRoleAndBinding('Role', { name, namespace, labels }, group),
  );
}

/** A short hash of the manifest, logged by each run, to compare the required manifest with the applied one. */
export function rbacHash(manifest: readonly RbacObject[]): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 12);
}

function createRoleAndBinding(
  kind: 'Role' | 'ClusterRole',
  metadata: RbacObject['metadata'],
  grants: readonly Grant[],
): RbacObject[] {
  const { name } = metadata;
  return [
    { apiVersion, kind, metadata, rules: createRules(grants) },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name }],
    },
  ];
}

function createRules(grants: readonly Grant[]): PolicyRule[] {
  const keyOf = ({ verb, group, resource, name }: Grant) =>
    `${group}/${resource} ${verb}${name === undefined ? ' *' : ''}`;
  return groupBy(grants, keyOf).flatMap(([, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    const { group, resource, verb } = first;
    const resourceNames = [...new Set(same.flatMap(({ name: object }) => object ?? []))].sort();
    const names = first.name === undefined ? {} : { resourceNames };
    return { apiGroups: [group], resources: [resource], ...names, verbs: [verb] };
  });
}

/** Groups in the order of their keys, so that the manifest and its hash are independent of the order of the targets. */
function groupBy<T>(items: readonly T[], getKey: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(getKey(item), [...(groups.get(getKey(item)) ?? []), item]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
