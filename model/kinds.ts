/** Where the Kubernetes API serves a kind. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  /** The plural in the URL and in RBAC rules. */
  readonly resource: string;
}

/** What a rule of health may read in addition to the object itself. */
export const evidenceKinds = {
  EndpointSlice: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', scope: 'Namespaced' },
  Job: { group: 'batch', version: 'v1', resource: 'jobs', scope: 'Namespaced' },
  Node: { group: '', version: 'v1', resource: 'nodes', scope: 'Cluster' },
  Pod: { group: '', version: 'v1', resource: 'pods', scope: 'Namespaced' },
} as const satisfies Record<string, ApiResource & { readonly scope: Scope }>;

export type EvidenceKind = keyof typeof evidenceKinds;

type Scope = 'Namespaced' | 'Cluster';

export interface KindInfo extends ApiResource {
  readonly scope: Scope;
  /** Whether it has replicas, so that `mode`, `minReady` and `allowZero` apply. */
  readonly replicas: boolean;
  /** What else its rule may read, each only if the verdict needs it. */
  readonly evidence: readonly EvidenceKind[];
  /** Whether Warning events, about the object or what belongs to it, explain why it is short. */
  readonly events: boolean;
}

/** The kinds that have their own rule of health, in `lambda/health/kinds/`. */
export const kinds = {
  APIService: {
    group: 'apiregistration.k8s.io',
    version: 'v1',
    resource: 'apiservices',
    scope: 'Cluster',
    replicas: false,
    evidence: [],
    events: false,
  },
  CronJob: {
    group: 'batch',
    version: 'v1',
    resource: 'cronjobs',
    scope: 'Namespaced',
    replicas: false,
    evidence: ['Job', 'Pod'],
    events: true,
  },
  DaemonSet: {
    group: 'apps',
    version: 'v1',
    resource: 'daemonsets',
    scope: 'Namespaced',
    replicas: true,
    evidence: ['Pod', 'Node'],
    events: true,
  },
  Deployment: {
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    scope: 'Namespaced',
    replicas: true,
    evidence: ['Pod'],
    events: true,
  },
  HorizontalPodAutoscaler: {
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    scope: 'Namespaced',
    replicas: false,
    evidence: [],
    events: false,
  },
  Job: {
    group: 'batch',
    version: 'v1',
    resource: 'jobs',
    scope: 'Namespaced',
    replicas: false,
    evidence: ['Job', 'Pod'],
    events: true,
  },
  Namespace: {
    group: '',
    version: 'v1',
    resource: 'namespaces',
    scope: 'Cluster',
    replicas: false,
    evidence: [],
    events: false,
  },
  Node: { group: '', version: 'v1', resource: 'nodes', scope: 'Cluster', replicas: false, evidence: [], events: false },
  PersistentVolumeClaim: {
    group: '',
    version: 'v1',
    resource: 'persistentvolumeclaims',
    scope: 'Namespaced',
    replicas: false,
    evidence: [],
    events: true,
  },
  Pod: { group: '', version: 'v1', resource: 'pods', scope: 'Namespaced', replicas: false, evidence: [], events: true },
  PodDisruptionBudget: {
    group: 'policy',
    version: 'v1',
    resource: 'poddisruptionbudgets',
    scope: 'Namespaced',
    replicas: false,
    evidence: ['Pod'],
    events: false,
  },
  ReplicaSet: {
    group: 'apps',
    version: 'v1',
    resource: 'replicasets',
    scope: 'Namespaced',
    replicas: true,
    evidence: ['Pod'],
    events: true,
  },
  Service: {
    group: '',
    version: 'v1',
    resource: 'services',
    scope: 'Namespaced',
    replicas: false,
    evidence: ['EndpointSlice'],
    events: true,
  },
  StatefulSet: {
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    scope: 'Namespaced',
    replicas: true,
    evidence: ['Pod'],
    events: true,
  },
} as const satisfies Record<string, KindInfo>;

export type Kind = keyof typeof kinds;

/** How a configuration names a kind. */
export interface KindReference {
  readonly kind: string;
  /** `GROUP/VERSION`, or `v1` for the core group. */
  readonly apiVersion?: string | undefined;
}

/** The syntax of an `apiVersion`. Source: Kubernetes, "CustomResourceDefinition" (a version is any DNS label). */
export const apiVersionSyntax = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[a-z]([-a-z0-9]*[a-z0-9])?|v\d+((alpha|beta)\d+)?)$/;

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf({ group, version }: Pick<ApiResource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The two parts of an `apiVersion`. */
export function splitApiVersion(apiVersion: string): Pick<ApiResource, 'group' | 'version'> {
  const [first = '', second] = apiVersion.split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** The kind, if it has its own rule; undefined for a custom resource, which needs an `apiVersion`. */
export function builtinKind({ kind, apiVersion }: KindReference): (KindInfo & { readonly kind: Kind }) | undefined {
  const info = Object.hasOwn(kinds, kind) ? kinds[kind as Kind] : undefined;
  if (info === undefined) return undefined;
  const isOther = apiVersion !== undefined && splitApiVersion(apiVersion).group !== info.group;
  return isOther ? undefined : { ...info, kind: kind as Kind };
}

/**
 * The plural of a custom resource, guessed as Kubernetes guesses it.
 * Source: k8s.io/apimachinery, `meta.UnsafeGuessKindToResource`.
 */
export function guessResource(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('endpoints')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
