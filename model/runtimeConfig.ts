import type { RuntimeEksTarget } from './eksResources';
import type { RuntimeProbe } from './probes';
import type { ReadingPlan } from './readingPlan';
import type { HasSeverity } from './severity';

/** One target for the function, with all defaults applied. */
export interface RuntimeTarget extends HasSeverity {
  readonly kind: string;
  readonly apiVersion: string;
  /** Absent for cluster-scoped kinds; `*` for all namespaces. */
  readonly namespace?: string;
  /** The name of one object; absent with `selector`. */
  readonly name?: string;
  readonly selector?: string;
  /** How many objects the selector must match. */
  readonly atLeast: number;
  readonly mode: 'AllOfThem' | 'AtLeastOne' | 'MinReady';
  /** Which conditions of a custom resource mean healthy or unhealthy; the rule has defaults. */
  readonly conditions?: ConditionNames;
  /** With mode MinReady: a number of replicas, or a percentage of the desired replicas. */
  readonly minReady?: number | string;
  readonly allowZero: boolean;
  /** Seconds. */
  readonly grace: number;
  /** Seconds; at most `grace`. */
  readonly downGrace: number;
  /** Whether neither the target nor the file specifies it, so that a rule may allow more. @default false */
  readonly graceIsDefault?: boolean;
  readonly downGraceIsDefault?: boolean;
}

/** Condition types, by the meaning of their status True. */
export interface ConditionNames {
  readonly healthy?: readonly string[];
  readonly unhealthy?: readonly string[];
}

/** The EKS cluster that a function watches. */
export interface RuntimeCluster {
  readonly name: string;
  readonly region: string;
}

/** How the function's role is mapped to a Kubernetes group. */
export interface RuntimeAccess {
  readonly type: 'eksctl' | 'accessEntry';
  readonly roleName: string;
  readonly group: string;
}

/** The dimension that `perTarget` adds. */
export const targetDimension = 'Target';

/** The CloudWatch metrics that a function publishes. */
export interface RuntimeMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  /** Name of the metric that counts the targets that are short of what they need; absent if it is not published. */
  readonly shortTargetsName?: string;
  /** Name of the metric of the targets whose severity is `ticket`; absent if there are none. */
  readonly ticketName?: string;
  /** Whether the health of each target is published, with the dimension `Target`. @default false */
  readonly perTarget?: true;
}

/** The Parameter Store's names of the addresses of a dead man's switch, which are secrets. */
export interface RuntimeHeartbeat {
  /** For the value 1. */
  readonly parameter: string;
  /** For the value 0. @default - the address for 1, with `/fail` at its end */
  readonly failureParameter?: string;
}

/** The part of a function's `config.json` that says which cluster it reads, and how. */
export interface EksFunctionConfig {
  readonly cluster: RuntimeCluster;
  readonly access: RuntimeAccess;
  /** Whether the function runs in a VPC of the user. */
  readonly inVpc: boolean;
  /** What is read through the EKS API; in the function that watches, their verdicts follow those of the probes. @default none */
  readonly eks?: readonly RuntimeEksTarget[];
  readonly logging: { readonly level: 'debug' | 'info'; readonly format: 'json' | 'logfmt' };
}

/** The `config.json` of the function that watches: validated and complete, so that it needs no parser. */
export interface RuntimeConfig extends EksFunctionConfig {
  /** Read, judge and log, but do not publish. */
  readonly dryRun: boolean;
  /** The period of the schedule. */
  readonly seconds: number;
  readonly logging: EksFunctionConfig['logging'] & {
    /** Which verdicts a run's log line lists. */
    readonly verdicts: 'changed' | 'all';
  };
  readonly metric: RuntimeMetric;
  readonly heartbeat?: RuntimeHeartbeat;
  readonly targets: readonly RuntimeTarget[];
  /** Their verdicts follow those of the targets. @default none */
  readonly probes?: readonly RuntimeProbe[];
  /** Seconds for which a target with the default `downGrace` is tolerated while the whole cluster is down. */
  readonly clusterDownGrace: number;
  readonly plan: ReadingPlan;
  /** Hash of the RBAC manifest that a run needs. */
  readonly rbacHash: string;
  /** Path of the configuration file, for commands in messages. @default - not known: they have `FILE` */
  readonly file?: string;
}
