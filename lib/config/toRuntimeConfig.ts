import { parseDuration } from '../../model/duration';
import { type EksKind, isEksKind, type RuntimeEksTarget } from '../../model/eksResources';
import { apiVersionOf, builtinKind } from '../../model/kinds';
import type { QueryExpectation, RuntimeProbe } from '../../model/probes';
import { createReadingPlan } from '../../model/readingPlan';
import type { ConditionNames, RuntimeConfig, RuntimeTarget } from '../../model/runtimeConfig';
import type { HasSeverity } from '../../model/severity';
import { namesOf, shortTargetsName, ticketMetricName } from './names';
import { createRbacManifest, rbacHash } from './rbacManifest';
import type { ObjectTargetConfig, ProbeTargetConfig } from './schema/entries';
import { parameterName } from './schema/heartbeatSchema';
import { type Config, defaultDownGrace, defaultGrace, type TargetConfig } from './schema/schema';

/**
 * Converts a validated configuration to the complete form that the function reads. Pure.
 *
 * @param file - the path of the configuration file. Undefined if there is none.
 */
export function toRuntimeConfig(config: Config, file?: string): RuntimeConfig {
  const { cluster, access, network, dryRun, seconds, logging, clusterDownGrace, alarms } = config;
  const { perTarget, ...metric } = config.metric;
  const names = namesOf(config);
  const plan = createReadingPlan(config.targets, config.read);
  const probes = config.targets.filter(isProbe).map((probe) => toRuntimeProbe(probe, config));
  const objects = config.targets.filter(isObject);
  const eks = objects.filter(isEksKind).map((target) => toRuntimeEksTarget(target, config));
  return {
    cluster,
    access: { type: access, roleName: names.role, group: names.rbac },
    inVpc: network !== undefined,
    dryRun,
    seconds,
    logging: { level: logging.level, format: logging.format, verdicts: logging.verdicts },
    metric: {
      ...metric,
      ...(alarms.ticket.chronic ? { shortTargetsName: shortTargetsName(metric) } : {}),
      ...(perTarget === true ? { perTarget } : {}),
      ...(hasTickets(config) ? { ticketName: ticketMetricName(metric) } : {}),
    },
    ...toRuntimeHeartbeat(config),
    targets: objects.filter((target) => !isEksKind(target)).map((target) => toRuntimeTarget(target, config)),
    ...(probes.length === 0 ? {} : { probes }),
    ...(eks.length === 0 ? {} : { eks }),
    clusterDownGrace,
    plan,
    rbacHash: rbacHash(createRbacManifest(plan, config.name)),
    ...(file === undefined ? {} : { file }),
  };
}

function toRuntimeHeartbeat({ heartbeat }: Pick<Config, 'heartbeat'>): Pick<RuntimeConfig, 'heartbeat'> {
  if (heartbeat === undefined) return {};
  const { url, failureUrl } = heartbeat;
  const failureParameter = failureUrl === undefined ? {} : { failureParameter: parameterName(failureUrl) };
  return { heartbeat: { parameter: parameterName(url), ...failureParameter } };
}

/** Whether the severity `ticket` is in use, and so its metric and its alarm exist. */
export function hasTickets({ targets }: Pick<Config, 'targets'>): boolean {
  return targets.some(({ severity }) => severity === 'ticket');
}

function isObject(target: TargetConfig): target is ObjectTargetConfig {
  return target.probe === undefined;
}

function isProbe(target: TargetConfig): target is ProbeTargetConfig {
  return target.probe !== undefined;
}

function toRuntimeTarget(target: ObjectTargetConfig, defaults: Pick<Config, 'grace' | 'downGrace'>): RuntimeTarget {
  const { kind, namespace, name, selector, minReady, allowZero, conditions } = target;
  const builtin = builtinKind(target);
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
    ...toGraces(target, defaults),
    ...toSeverity(target),
  };
}

function toSeverity({ severity }: Pick<TargetConfig, 'severity'>): HasSeverity {
  return severity === 'ticket' ? { severity } : {};
}

type Graces = Pick<RuntimeTarget, 'grace' | 'downGrace' | 'graceIsDefault' | 'downGraceIsDefault'>;

function toGraces(target: Pick<TargetConfig, 'grace' | 'downGrace'>, defaults: typeof target): Graces {
  const grace = target.grace ?? defaults.grace;
  const downGrace = target.downGrace ?? defaults.downGrace;
  const limit = grace ?? seconds(defaultGrace);
  return {
    grace: limit,
    downGrace: Math.min(downGrace ?? seconds(defaultDownGrace), limit),
    ...(grace === undefined ? { graceIsDefault: true } : {}),
    ...(downGrace === undefined ? { downGraceIsDefault: true } : {}),
  };
}

function toRuntimeEksTarget(
  { kind, name, ...target }: ObjectTargetConfig & { readonly kind: EksKind },
  defaults: Pick<Config, 'grace' | 'downGrace'>,
): RuntimeEksTarget {
  const { grace, graceIsDefault } = toGraces(target, defaults);
  // Only the function knows the name of a cluster that is created by the same deployment.
  const named = kind === 'EKSCluster' || name === undefined ? {} : { name };
  return { kind, ...named, grace, ...(graceIsDefault ? { graceIsDefault } : {}), ...toSeverity(target) };
}

function toRuntimeProbe(target: ProbeTargetConfig, defaults: Pick<Config, 'grace' | 'downGrace'>): RuntimeProbe {
  const { probe, namespace, service, pods, scheme = 'http', port, path = '/', query, expect = {} } = target;
  const { watchdog = 'Watchdog', minTargets = 1, requireReceiver = false } = target;
  const { grace, downGrace } = toGraces(target, defaults);
  return {
    probe,
    namespace,
    ...(service === undefined ? {} : { service }),
    ...(pods === undefined ? {} : { pods }),
    scheme,
    port,
    path: probe === 'http' ? path : path.replace(/\/+$/, ''),
    watchdog,
    minTargets,
    requireReceiver,
    ...(query === undefined ? {} : { query: toQuery(query) }),
    expect: {
      status: expect.status ?? 200,
      ...(expect.json === undefined ? {} : { json: expect.json }),
      ...(expect.text === undefined ? {} : { text: expect.text }),
    },
    grace,
    downGrace,
    ...toSeverity(target),
  };
}

function seconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}

function omitUndefined({ healthy, unhealthy }: NonNullable<ObjectTargetConfig['conditions']>): ConditionNames {
  return { ...(healthy === undefined ? {} : { healthy }), ...(unhealthy === undefined ? {} : { unhealthy }) };
}

function toQuery({ expression, min, max }: NonNullable<ProbeTargetConfig['query']>): QueryExpectation {
  return { expression, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
