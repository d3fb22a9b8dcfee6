import { parseDuration } from '../../model/duration';
import { apiVersionOf, builtinKind } from '../../model/kinds';
import { createReadingPlan } from '../../model/readingPlan';
import type { ConditionNames, RuntimeConfig, RuntimeTarget } from '../../model/runtimeConfig';
import { namesOf, shortTargetsName } from './names';
import { createRbacManifest, rbacHash } from './rbacManifest';
import { type Config, defaultDownGrace, defaultGrace, type TargetConfig } from './schema/schema';

/** Converts a validated configuration to the complete form that the function reads. Pure. */
export function toRuntimeConfig(config: Config): RuntimeConfig {
  const { cluster, access, network, dryRun, seconds, logging, metric, alarms } = config;
  const names = namesOf(config);
  const plan = createReadingPlan(config.targets);
  return {
    cluster,
    access: { type: access, roleName: names.role, group: names.rbac },
    inVpc: network !== undefined,
    dryRun,
    seconds,
    logging,
    metric: alarms.ticket.chronic ? { ...metric, shortTargetsName: shortTargetsName(metric) } : metric,
    targets: config.targets.map((target) => toRuntimeTarget(target, config)),
    plan,
    rbacHash: rbacHash(createRbacManifest(plan, config.name)),
  };
}

function toRuntimeTarget(target: TargetConfig, defaults: Pick<Config, 'grace' | 'downGrace'>): RuntimeTarget {
  const { kind, namespace, name, selector, minReady, allowZero, conditions } = target;
  const builtin = builtinKind(target);
  const grace = target.grace ?? defaults.grace;
  const downGrace = target.downGrace ?? defaults.downGrace;
  const limit = grace ?? seconds(defaultGrace);
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
    ...(conditions === undefined ? {} : { conditions: omitUndefined(conditions) }),
    grace: limit,
    downGrace: Math.min(downGrace ?? seconds(defaultDownGrace), limit),
    ...(grace === undefined ? { graceIsDefault: true } : {}),
    ...(downGrace === undefined ? { downGraceIsDefault: true } : {}),
  };
}

function seconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}

function omitUndefined({ healthy, unhealthy }: NonNullable<TargetConfig['conditions']>): ConditionNames {
  return { ...(healthy === undefined ? {} : { healthy }), ...(unhealthy === undefined ? {} : { unhealthy }) };
}
