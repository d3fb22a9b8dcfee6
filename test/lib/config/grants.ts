import type { RbacObject } from '../../../lib/config/rbacManifest';
import type { Read } from '../../../model/readingPlan';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** The rule that grants listing all objects of a resource. */
export const listed = (group: string, resource: string): Rule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: ['list'],
});

/** The rule that grants getting the named objects of a resource. */
export const named = (group: string, resource: string, ...resourceNames: string[]): Rule => ({
  apiGroups: [group],
  resources: [resource],
  resourceNames,
  verbs: ['get'],
});

/** The Warning events that explain why a workload is short. */
export const listEvents = listed('', 'events');
export const listPods = listed('', 'pods');
export const getLease = named('coordination.k8s.io', 'leases', 'kube-controller-manager');

/** The rules of a manifest, with their namespace. */
export function rulesOf(manifest: readonly RbacObject[]): { readonly namespace?: string; readonly rules: Rule[] }[] {
  return manifest
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .map(({ metadata: { namespace }, rules }) => ({
      ...(namespace === undefined ? {} : { namespace }),
      rules: rules as Rule[],
    }));
}

/** The permissions of a manifest, as `NAMESPACE GROUP/RESOURCE VERB NAME`; `*` for all. */
export function granted(manifest: readonly RbacObject[]): Set<string> {
  return new Set(
    rulesOf(manifest).flatMap(({ namespace = '*', rules }) =>
      rules.flatMap(({ apiGroups, resources, resourceNames = ['*'], verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            verbs.flatMap((verb) => resourceNames.map((name) => `${namespace} ${group}/${resource} ${verb} ${name}`)),
          ),
        ),
      ),
    ),
  );
}

/** The permission that a read needs, in the same format. */
export function permission({ namespace = '*', group, resource, verb, name = '*' }: Read): string {
  return `${namespace} ${group}/${resource} ${verb} ${name}`;
}
