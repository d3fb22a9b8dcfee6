import { isEksKind } from './eksResources';
import {
  type ApiResource,
  builtinKind,
  type EvidenceKind,
  evidenceKinds,
  guessResource,
  type KindReference,
  splitApiVersion,
} from './kinds';
import { type ProbeEndpoint, type ProbeReference, probeEndpoints } from './probes';
import { rejectRestricted, rejectRestrictedProxies } from './restrictedReads';

/** One thing to read from the Kubernetes API. */
export interface Read extends ApiResource {
  readonly verb: 'get' | 'list';
  /** Absent for cluster-scoped kinds, and for a list over all namespaces. */
  readonly namespace?: string;
  /** For `get`. */
  readonly name?: string;
  /** For `list`; absent if it is known only at run time. */
  readonly labelSelector?: string;
  /** For `list`. @default - every object */
  readonly fieldSelector?: string;
  /** For `list`: objects in one response. @default 100 */
  readonly pageSize?: number;
}

/** The part of a target that decides what is read for it. */
export interface TargetReference extends KindReference {
  readonly probe?: undefined;
  /** The plural of a custom resource. @default guessed from the kind */
  readonly resource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly selector?: string | undefined;
}

/** Everything that a run may read, and so everything that RBAC has to grant. */
export interface ReadingPlan {
  /** One for each target that is an object, in their order. */
  readonly targets: readonly Read[];
  /** What each probe asks, in their order. @default none */
  readonly probes?: readonly (readonly ProbeEndpoint[])[];
  /** The controller manager's Lease: evidence that every status is fresh. */
  readonly lease: Read;
  /** What the rules of the targets' kinds may also need, such as the pods of a workload with too few ready. */
  readonly evidence: readonly Read[];
  /** The Warning events that may explain why a target is short. They decide nothing. */
  readonly events: readonly Read[];
  /** Read only after a 403, to distinguish a deleted namespace from a missing permission. */
  readonly namespaces: readonly Read[];
}

/** Means all namespaces. */
export const allNamespaces = '*';

/**
 * Creates the reading plan for the targets of a configuration. Pure: the same targets give the same plan.
 *
 * @throws Error for a target that may never be read, such as a Secret.
 */
export function createReadingPlan(references: readonly (TargetReference | ProbeReference)[]): ReadingPlan {
  // What is read through the EKS API needs no RBAC.
  const targets = references.filter((one): one is TargetReference => one.probe === undefined && !isEksKind(one));
  const probes = references.filter((one): one is ProbeReference => one.probe !== undefined).map(probeEndpoints);
  const reads = targets.map(targetRead);
  rejectRestricted(reads);
  rejectRestrictedProxies(probes.flatMap((endpoints) => endpoints.map(({ proxy }) => proxy)));
  const named = references.flatMap(({ namespace }) => (namespace === allNamespaces ? [] : (namespace ?? [])));
  return {
    targets: reads,
    ...(probes.length === 0 ? {} : { probes }),
    lease: {
      verb: 'get',
      group: 'coordination.k8s.io',
      version: 'v1',
      resource: 'leases',
      namespace: 'kube-system',
      name: 'kube-controller-manager',
    },
    evidence: distinct(
      targets.flatMap((target) =>
        (builtinKind(target)?.evidence ?? []).map((kind) => evidenceRead(kind, target.namespace)),
      ),
    ),
    events: distinct(
      targets.flatMap((target) => (builtinKind(target)?.events === true ? [eventsRead(target.namespace)] : [])),
    ),
    namespaces: distinct(
      named.map((name) => ({ verb: 'get', group: '', version: 'v1', resource: 'namespaces', name })),
    ),
  };
}

/** The list of a kind of evidence, in one namespace or in all. */
export function evidenceRead(kind: EvidenceKind, namespace: string | undefined, labelSelector?: string): Read {
  const { scope, ...resource } = evidenceKinds[kind];
  return {
    verb: 'list',
    ...resource,
    ...(scope === 'Cluster' ? {} : inNamespace(namespace)),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
}

/**
 * The list of Warning events, in one namespace or in all. Source: Kubernetes, "Field Selectors" and `kubectl get events
 * --field-selector type=Warning`.
 */
export function eventsRead(namespace: string | undefined): Read {
  return {
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'events',
    ...inNamespace(namespace),
    fieldSelector: 'type=Warning',
  };
}

/** What is read for a target, after its plural is guessed; whether it may be read is not checked. */
export function targetRead({ kind, apiVersion, resource, namespace, name, selector }: TargetReference): Read {
  const builtin = builtinKind({ kind, apiVersion });
  const where = {
    ...(builtin === undefined
      ? { ...splitApiVersion(apiVersion ?? ''), resource: resource ?? guessResource(kind) }
      : { group: builtin.group, version: builtin.version, resource: builtin.resource }),
    ...inNamespace(namespace),
  };
  return name !== undefined
    ? { verb: 'get', ...where, name }
    : { verb: 'list', ...where, labelSelector: selector ?? '' };
}

/** Everything that a plan reads, in any order. */
export function allReads({ targets, probes = [], lease, evidence, events, namespaces }: ReadingPlan): Read[] {
  const ofProbes = probes.flat().flatMap(({ proxy, pod }) => [proxy, ...(pod === undefined ? [] : [pod])]);
  return [...targets, ...ofProbes, lease, ...evidence, ...events, ...namespaces];
}

/** Without duplicates, in an order that does not depend on that of the targets. */
function distinct(reads: readonly Read[]): Read[] {
  const different = new Map(reads.map((read) => [JSON.stringify(read), read]));
  return [...different].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, read]) => read);
}

function inNamespace(namespace: string | undefined): Pick<Read, 'namespace'> {
  return namespace === undefined || namespace === allNamespaces ? {} : { namespace };
}
