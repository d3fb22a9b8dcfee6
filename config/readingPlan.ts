import { type ApiResource, kinds } from './kinds';
import type { TargetConfig } from './schema';

/** One thing to read from the Kubernetes API. */
export interface Read extends ApiResource {
  readonly verb: 'get' | 'list';
  /** Absent for what is not namespaced. */
  readonly namespace?: string;
  /** For `get`. */
  readonly name?: string;
  /** For `list`; absent where it is known only at run time. */
  readonly labelSelector?: string;
}

/** All that a run may read, and so all that RBAC has to grant. */
export interface ReadingPlan {
  /** One for each target, in their order. */
  readonly targets: readonly Read[];
  /** The controller manager's heartbeat: proof that every status is fresh. */
  readonly lease: Read;
  /** Pods are evidence for workloads that are short; one for each namespace of such targets. */
  readonly pods: readonly Read[];
  /** Read only after a 403, to tell a deleted namespace from a missing permission. */
  readonly namespaces: readonly Read[];
}

/** What a configuration's targets make a run read. Pure: the same targets give the same plan. */
export function readingPlan(targets: readonly TargetConfig[]): ReadingPlan {
  const namespaces = [...new Set(targets.map(({ namespace }) => namespace))].sort();
  return {
    targets: targets.map(readOf),
    lease: {
      verb: 'get',
      group: 'coordination.k8s.io',
      version: 'v1',
      resource: 'leases',
      namespace: 'kube-system',
      name: 'kube-controller-manager',
    },
    pods: namespaces.map((namespace) => ({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace })),
    namespaces: namespaces.map((name) => ({ verb: 'get', group: '', version: 'v1', resource: 'namespaces', name })),
  };
}

function readOf({ kind, namespace, name, selector }: TargetConfig): Read {
  return name !== undefined
    ? { verb: 'get', ...kinds[kind], namespace, name }
    : { verb: 'list', ...kinds[kind], namespace, labelSelector: selector ?? '' };
}
