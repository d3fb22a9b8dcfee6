import { rbacHash, rbacManifest } from './rbac';
import { type ReadingPlan, readingPlan } from './readingPlan';
import type { Config, TargetConfig } from './schema';

/** One target as the function judges it, with every default applied. */
export interface RuntimeTarget {
  readonly kind: TargetConfig['kind'];
  readonly namespace: string;
  /** The one object; absent where `selector` is given. */
  readonly name?: string;
  readonly selector?: string;
  /** How many objects the selector must match. */
  readonly atLeast: number;
  readonly mode: 'AllOfThem' | 'AtLeastOne' | 'MinReady';
  /** With mode MinReady: a number of replicas, or a percentage of the desired ones. */
  readonly minReady?: number | string;
  readonly allowZero: boolean;
  /** Seconds. */
  readonly grace: number;
  /** Seconds, never more than `grace`. */
  readonly downGrace: number;
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
  const { kind, namespace, name, selector, minReady, allowZero } = target;
  const grace = target.grace ?? defaults.grace;
  return {
    kind,
    namespace,
    ...(name === undefined ? {} : { name }),
    ...(selector === undefined ? {} : { selector }),
    atLeast: target.atLeast ?? 1,
    mode: minReady === undefined ? (target.mode ?? 'AllOfThem') : 'MinReady',
    ...(minReady === undefined ? {} : { minReady }),
    allowZero,
    grace,
    downGrace: Math.min(target.downGrace ?? defaults.downGrace, grace),
  };
}
