import { type KindReference, kinds } from './kinds';
import type { HasSeverity } from './severity';

/**
 * The kinds that are judged by what the EKS API says about them: how EKS calls them in ARNs and in the paths of its API, and the
 * operations that read them.
 *
 * Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Kubernetes Service"; Amazon EKS
 * API Reference (request syntax).
 */
export const eksKinds = {
  EKSCluster: { resource: 'cluster', noun: 'cluster', describe: 'DescribeCluster' },
  EKSNodegroup: {
    resource: 'nodegroup',
    path: 'node-groups',
    noun: 'node group',
    describe: 'DescribeNodegroup',
    list: 'ListNodegroups',
  },
  EKSAddon: { resource: 'addon', path: 'addons', noun: 'add-on', describe: 'DescribeAddon', list: 'ListAddons' },
} as const satisfies Readonly<Record<string, EksKindInfo>>;

interface EksKindInfo {
  /** In ARNs. */
  readonly resource: string;
  /** In paths, below the cluster. */
  readonly path?: string;
  /** In messages. */
  readonly noun: string;
  readonly describe: string;
  /** Absent where there is only one. */
  readonly list?: string;
}

export type EksKind = keyof typeof eksKinds;

/** Every kind that needs no `apiVersion`. */
export const kindsWithoutApiVersion: readonly string[] = [...Object.keys(kinds), ...Object.keys(eksKinds)];

/** The name that means all of the cluster. */
export const allOfCluster = '*';

/** One target of these kinds for the function, with all defaults applied. */
export interface RuntimeEksTarget extends HasSeverity {
  readonly kind: EksKind;
  /** `*` for all of the cluster; absent for the cluster itself. */
  readonly name?: string;
  /** Seconds for which EKS may create, update or delete it. */
  readonly grace: number;
  /** Whether neither the target nor the file specifies it, so that a rule may allow more. @default false */
  readonly graceIsDefault?: boolean;
}

/** Whether a target has one of these kinds. With an `apiVersion`, it is a custom resource. */
export function isEksKind<T extends KindReference>(reference: T): reference is T & { readonly kind: EksKind } {
  return reference.apiVersion === undefined && Object.hasOwn(eksKinds, reference.kind);
}
