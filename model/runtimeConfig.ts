import type { ReadingPlan } from './readingPlan';

/** One target as the function judges it, with every default applied. */
export interface RuntimeTarget {
  readonly kind: string;
  readonly apiVersion: string;
  /** Absent for what is in no namespace; `*` for all namespaces. */
  readonly namespace?: string;
  /** The one object; absent where `selector` is given. */
  readonly name?: string;
  readonly selector?: string;
  /** How many objects the selector must match. */
  readonly atLeast: number;
  readonly mode: 'AllOfThem' | 'AtLeastOne' | 'MinReady';
  /** Which conditions of a custom resource mean what; the rule has defaults. */
  readonly conditions?: ConditionNames;
  /** With mode MinReady: a number of replicas, or a percentage of the desired replicas. */
  readonly minReady?: number | string;
  readonly allowZero: boolean;
  /** Seconds. */
  readonly grace: number;
  /** Seconds, never more than `grace`. */
  readonly downGrace: number;
}

/** Condition types, by what their status True means. */
export interface ConditionNames {
  readonly healthy?: readonly string[];
  readonly unhealthy?: readonly string[];
}

/** The EKS cluster that a function watches. */
export interface RuntimeCluster {
  readonly name: string;
  readonly region: string;
}

/** The CloudWatch metric that a function publishes. */
export interface RuntimeMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

/** What travels in the function's asset as `config.json`: validated, complete, and needing no parser. */
export interface RuntimeConfig {
  readonly cluster: RuntimeCluster;
  /** Read, judge and log, but publish nothing. */
  readonly dryRun: boolean;
  /** The period of the schedule. */
  readonly seconds: number;
  readonly logging: { readonly level: 'debug' | 'info'; readonly format: 'json' | 'logfmt' };
  readonly metric: RuntimeMetric;
  readonly targets: readonly RuntimeTarget[];
  readonly plan: ReadingPlan;
  /** Hash of the RBAC manifest that a run needs. */
  readonly rbacHash: string;
}
