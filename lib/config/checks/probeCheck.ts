import { type JsonObject, record } from '../../../model/json';
import { probeKinds } from '../../../model/probes';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { listOf } from '../diagnostics/listOf';
import { isMeantAsProbe, portNameSyntax, probeKeys } from '../schema/probeSchema';
import { target as targetSchema } from '../schema/targetSchema';

/** The keys that a probe shares with objects. */
const shared: ReadonlySet<string> = new Set(['namespace', 'grace', 'downGrace', 'severity', ...Object.keys(probeKeys)]);
/** The keys that only some probes have. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  expect: ['http'],
  watchdog: ['prometheus', 'alertmanager'],
  minTargets: ['prometheus'],
  query: ['prometheus'],
  requireReceiver: ['alertmanager'],
};
const namespaceSyntax = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Finds keys that cannot be used together in a probe, or are missing, and keys of probes in other targets. Paths are relative to
 * the target. Reads the raw input, and reports nothing that the schema already rejects.
 */
export function findProbeProblems(target: JsonObject): Problem[] {
  const { probe } = target;
  if (probe === undefined && !isMeantAsProbe(target)) {
    return rejectKeys(target, Object.keys(probeKeys), 'is only for probes; add probe, or remove this key.');
  }
  const isNamed = target.service !== undefined || target.pods !== undefined;
  const others = Object.keys(targetSchema.shape).filter((key) => !shared.has(key) && (isNamed || key !== 'name'));
  const isKnown = typeof probe === 'string' && Object.hasOwn(probeKinds, probe);
  const foreign = isKnown ? Object.keys(onlyFor).filter((key) => !onlyFor[key]?.includes(probe)) : [];
  return [
    ...(probe === undefined ? [createProblem('probe', `is required: ${listOf(Object.keys(probeKinds))}.`)] : []),
    ...rejectKeys(target, others, 'cannot be used with probe; remove this key.'),
    ...rejectKeys(target, foreign, `cannot be used with probe: ${String(probe)}; remove this key.`),
    ...checkNamespace(target),
    ...checkEndpoint(target),
    ...checkPath(target),
    ...checkWatchdog(target),
    ...checkThresholds(target),
    ...checkReceiver(target),
  ];
}

/** Finds what is allowed, but most likely not intended. */
export function findProbeWarnings(target: JsonObject): Problem[] {
  return [...warnOfOperatedService(target), ...warnOfGraces(target)];
}

/** Only a pod, or the start of a process that the program reports, dates an answer. */
function warnOfGraces({ probe, service, ...target }: JsonObject): Problem[] {
  if (service === undefined || (probe !== 'grafana' && probe !== 'http')) return [];
  const message =
    'has no effect: an answer of a Service does not have a time; list pods, or raise alarms.page.datapointsToAlarm.';
  return ['grace', 'downGrace'].flatMap((key) => (target[key] === undefined ? [] : [createProblem(key, message)]));
}

/** Source: Prometheus operator, `governingServiceName` and its selector. */
function warnOfOperatedService({ probe, service }: JsonObject): Problem[] {
  if (probe === undefined || typeof service !== 'string' || !service.endsWith('-operated')) return [];
  const message = `got ${quote(service)}: such a Service of the Prometheus operator has the pods of all its instances in the namespace; specify pods instead.`;
  return [createProblem('service', message)];
}

function checkPath({ probe, path }: JsonObject): Problem[] {
  if (probe === 'http' || typeof path !== 'string' || !path.startsWith('/') || !path.includes('?')) return [];
  return [createProblem('path', `got ${quote(path)}, expected a prefix of paths, without "?".`)];
}

function checkWatchdog({ watchdog }: JsonObject): Problem[] {
  if (typeof watchdog !== 'string' || !/^(true|false|yes|no|on|off)$/i.test(watchdog)) return [];
  return [createProblem('watchdog', `got ${quote(watchdog)}, expected the name of an alert, or false without quotes.`)];
}

function checkReceiver({ requireReceiver, watchdog }: JsonObject): Problem[] {
  if (requireReceiver !== true || watchdog !== false) return [];
  return [createProblem('requireReceiver', 'needs the Watchdog, whose receiver it is about; remove watchdog: false.')];
}

function checkThresholds({ query }: JsonObject): Problem[] {
  const { min, max } = record(query);
  if (typeof query !== 'object') return [];
  if (min === undefined && max === undefined) {
    return [createProblem('query', 'has no threshold: specify min, max or both.')];
  }
  if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
  const message = `is ${max}, but min is ${min}, so no value would be healthy.`;
  return [{ path: ['query', 'max'], atKey: false, message }];
}

function checkNamespace({ namespace }: JsonObject): Problem[] {
  if (namespace === undefined) return [createProblem('namespace', 'is required: the namespace of the program.')];
  if (typeof namespace !== 'string' || namespaceSyntax.test(namespace) || namespace !== '*') return [];
  return [createProblem('namespace', 'a probe asks in one namespace; replace "*" with its name.')];
}

function checkEndpoint({ name, service, pods, port }: JsonObject): Problem[] {
  const isPortName = pods !== undefined && typeof port === 'string' && portNameSyntax.test(port);
  const names: readonly unknown[] = Array.isArray(pods) ? pods : [];
  return [
    ...checkReference(name, service, pods),
    ...(port === undefined ? [createProblem('port', 'is required: the port of the program, such as 9090.')] : []),
    ...(isPortName
      ? [createProblem('port', `got ${quote(port)}, expected a port number: only the ports of a Service have names.`)]
      : []),
    ...names.flatMap((pod, index) =>
      names.indexOf(pod) === index
        ? []
        : [{ path: ['pods', index], atKey: false, message: 'is listed twice; remove one of them.' }],
    ),
  ];
}

function checkReference(name: unknown, service: unknown, pods: unknown): Problem[] {
  if (service !== undefined && pods !== undefined) {
    return [createProblem('pods', 'specify either service or pods, not both.')];
  }
  if (service !== undefined || pods !== undefined) return [];
  return name === undefined
    ? [createProblem('service', 'specify either service or pods (a list of names).')]
    : [
        {
          path: ['name'],
          atKey: true,
          message: 'cannot be used with probe; write service, or pods (a list of names).',
        },
      ];
}

function rejectKeys(target: JsonObject, keys: readonly string[], message: string): Problem[] {
  return keys.filter((key) => target[key] !== undefined).map((key) => ({ path: [key], atKey: true, message }));
}

function createProblem(key: string, message: string): Problem {
  return { path: [key], atKey: false, message };
}
