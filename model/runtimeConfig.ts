import { rbacHash, rbacManifest } from '../lib/config/rbacManifest';
import type { Config, TargetConfig } from '../lib/config/schema/schema';
import { apiVersionOf, builtinKind } from './kinds';
import { type ReadingPlan, readingPlan } from './readingPlan';

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
  /** Of a custom resource: which conditions mean what; the rule has defaults. */
  readonly conditions?: ConditionNames;
  /** With mode MinReady: a number of replicas, or a percentage of the desired ones. */
  readonly minReady?: number | string;
  readonly allowZero: boolean;
  /** Seconds. */
  readonly grace: number;
  /** Seconds, never more than `grace`. */
  readonly downGrace: number;
}

/** Types of conditions, by what their status True means. */
export interface ConditionNames {
  readonly healthy?: readonly string[];
  readonly unhealthy?: readonly string[];
}

/** What travels in the function's asset as `config.json`: validated, complete, and needing no parser. */
export interface RuntimeConfig extends Pick<Config, 'cluster' | 'dryRun' | 'seconds' | 'logging' | 'metric'> {
  readonly targets: readonly RuntimeTarget[];
  readonly plan: ReadingPlan;
  /** Hash of the RBAC manifest that a run needs. */
  readonly rbacHash: string;
}

/** Completes a validated configuration for the run. Pure. */
export function runtimeConfig(config: Config): RuntimeConfig {
  const plan = readingPlan(config.targets);
  return {
    cluster: config.cluster,
    dryRun: config.dryRun,
    seconds: config.seconds,
    logging: config.logging,
    metric: config.metric,
    targets: config.targets.map((target) => runtimeTarget(target, config)),
    plan,
    rbacHash: rbacHash(rbacManifest(plan)),
  };
}

function runtimeTarget(target: TargetConfig, defaults: Pick<Config, 'grace' | 'downGrace'>): RuntimeTarget {
  const { kind, namespace, name, selector, minReady, allowZero, conditions } = target;
  const builtin = builtinKind(target);
  const grace = target.grace ?? defaults.grace;
  return {
    kind,
    apiVersion: builtin === undefined ? (target.apiVersion ?? '') : apiVersionOf(builtin),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(selector === undefined ? {} : { selector }),
    atLeast: target.atLeast ?? 1,
    mode: minReady === undefined ? (target.mode ?? 'AllOfThem') : 'MinReady',
    ...(minReady === undefined ? {} : { minReady }),
    allowZero,
    ...(conditions === undefined ? {} : { conditions: withoutUndefined(conditions) }),
    grace,
    downGrace: Math.min(target.downGrace ?? defaults.downGrace, grace),
  };
}

function withoutUndefined({ healthy, unhealthy }: NonNullable<TargetConfig['conditions']>): ConditionNames {
  return { ...(healthy === undefined ? {} : { healthy }), ...(unhealthy === undefined ? {} : { unhealthy }) };
}
