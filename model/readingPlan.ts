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
  /** For `list`; absent if it is known only at run time, or if every object is listed. */
  readonly labelSelector?: string;
  /** For `list`. @default - every object */
  readonly fieldSelector?: string;
  /** For `list`: objects in one response. @default - `defaultPageSize` */
  readonly pageSize?: number;
}

/** How a named object is read: by its name, or out of the list of its namespace. */
export type ReadMode = 'name' | 'list';

/** The part of a target that decides what is read for it. */
export interface TargetReference extends KindReference {
  readonly probe?: undefined;
  /** The plural of a custom resource. @default guessed from the kind */
  readonly resource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly selector?: string | undefined;
  /** Of a name. @default - that of the configuration */
  readonly read?: ReadMode | undefined;
}

/** Everything that a run may read, and so everything that RBAC has to grant. */
export interface ReadingPlan {
  /** One for each target that is an object, in their order. Targets that are read out of one list have the same read. */
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

/**
 * Objects in one response of a list. A response may have 8 MiB, so objects may have 80 KiB on average; with pages of 500 objects it
 * would be 16 KiB, which Deployments with many variables reach.
 */
export const defaultPageSize = 100;

/** Means all namespaces. */
export const allNamespaces = '*';

/**
 * Creates the reading plan for the targets of a configuration. Pure: the same targets give the same plan.
 *
 * @param readMode - of targets without their own.
 * @throws Error for a target that may never be read, such as a Secret.
 */
export function createReadingPlan(
  references: readonly (TargetReference | ProbeReference)[],
  readMode: ReadMode = 'name',
): ReadingPlan {
  // What is read through the EKS API needs no RBAC.
  const targets = references.filter((one): one is TargetReference => one.probe === undefined && !isEksKind(one));
  const probes = references.filter((one): one is ProbeReference => one.probe !== undefined).map(probeEndpoints);
  const reads = targets.map(({ read = readMode, ...target }) => targetRead({ ...target, read }));
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
export function targetRead({ kind, apiVersion, resource, namespace, name, selector, read }: TargetReference): Read {
  const builtin = builtinKind({ kind, apiVersion });
  const where = {
    ...(builtin === undefined
      ? { ...splitApiVersion(apiVersion ?? ''), resource: resource ?? guessResource(kind) }
      : { group: builtin.group, version: builtin.version, resource: builtin.resource }),
    ...inNamespace(namespace),
  };
  if (name === undefined) return { verb: 'list', ...where, labelSelector: selector ?? '' };
  // Cluster-scoped objects are always read by name: their list would be a grant for the whole cluster.
  return read === 'list' && where.namespace !== undefined
    ? { verb: 'list', ...where }
    : { verb: 'get', ...where, name };
}

/** Whether named objects are picked out of this list, which is then of a whole namespace. */
export function isListOfNamed({ verb, labelSelector }: Read): boolean {
  return verb === 'list' && labelSelector === undefined;
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
