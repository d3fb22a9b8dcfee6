import type { Read } from './readingPlan';
import type { EksFunctionConfig } from './runtimeConfig';

/** How the values of all series of all pods become one. */
export const aggregates = ['sum', 'max', 'min', 'avg'] as const;

export type Aggregate = (typeof aggregates)[number];

/** Units of CloudWatch that a metric of a pod can have. Source: Amazon CloudWatch API Reference, MetricDatum. */
export const metricUnits = [
  'Count',
  'Seconds',
  'Milliseconds',
  'Microseconds',
  'Bytes',
  'Bits',
  'Percent',
  'None',
] as const;

export type MetricUnit = (typeof metricUnits)[number];

/** One metric that pods expose, and how it is published. */
export interface RuntimePodMetric {
  /** As the pods expose it. */
  readonly name: string;
  /** Its name in CloudWatch. */
  readonly as: string;
  readonly aggregate: Aggregate;
  /** The series that count: those with one of these values of each label. @default - all */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** @default - by the name and the type */
  readonly unit?: MetricUnit;
}

/** Pods whose metrics are read, with all defaults applied. */
export interface RuntimePodGroup {
  readonly namespace: string;
  readonly selector: string;
  readonly scheme: 'http' | 'https';
  readonly port: number;
  readonly path: string;
  readonly metrics: readonly RuntimePodMetric[];
  /** Of CloudWatch. */
  readonly metricNamespace: string;
  readonly dimensions: readonly {
    readonly name: string;
    /** @default - the name of the cluster, which may be known at deployment only */
    readonly value?: string;
  }[];
}

/** The `config.json` of the pod metrics function: validated and complete, so that it needs no parser. */
export interface PodMetricsConfig extends EksFunctionConfig {
  /** Read, aggregate and log, but do not publish. */
  readonly dryRun: boolean;
  /** The period of the schedule. */
  readonly seconds: number;
  readonly groups: readonly RuntimePodGroup[];
  /** Hash of the RBAC manifest that a run needs. */
  readonly rbacHash: string;
  /** Path of the configuration file, for commands in messages. @default - not known: they have `FILE` */
  readonly file?: string;
}

/** The metric that counts the ready pods that could not be read. */
export const podsUnreadMetric = 'podsUnread';

/** What is read of a group: its pods, and each of them through the API server's proxy. */
export function podReads({
  namespace,
  selector,
}: Pick<RuntimePodGroup, 'namespace' | 'selector'>): [list: Read, proxy: Read] {
  const pods = { group: '', version: 'v1', namespace } as const;
  return [
    { verb: 'list', ...pods, resource: 'pods', labelSelector: selector },
    { verb: 'get', ...pods, resource: 'pods/proxy' },
  ];
}
