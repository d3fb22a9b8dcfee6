import { type JsonObject, record } from '../../../model/json';
import type { Problem } from '../diagnostics/diagnostic';
import { probeKeys } from '../schema/probeSchema';
import { target as targetSchema } from '../schema/targetSchema';

/** The keys that a probe shares with objects. */
const shared: ReadonlySet<string> = new Set(['namespace', 'grace', 'downGrace', ...Object.keys(probeKeys)]);
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
  if (probe === undefined) {
    return rejectKeys(target, Object.keys(probeKeys), 'is only for probes; add probe, or remove this key.');
  }
  const others = Object.keys(targetSchema.shape).filter((key) => !shared.has(key));
  const foreign = Object.keys(onlyFor).filter((key) => !onlyFor[key]?.includes(String(probe)));
  return [
    ...rejectKeys(target, others, 'cannot be used with probe; remove this key.'),
    ...rejectKeys(target, foreign, `cannot be used with probe: ${String(probe)}; remove this key.`),
    ...checkNamespace(target),
    ...checkEndpoint(target),
    ...checkThresholds(target),
    ...checkReceiver(target),
  ];
}

function checkReceiver({ requireReceiver, watchdog }: JsonObject): Problem[] {
  if (requireReceiver !== true || watchdog !== false) return [];
  return [createProblem('requireReceiver', 'needs the Watchdog, whose receiver it is about; remove watchdog: false.')];
}

function checkThresholds({ query }: JsonObject): Problem[] {
  const { min, max } = record(query);
  if (query === undefined) return [];
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

function checkEndpoint({ service, pods, port }: JsonObject): Problem[] {
  const both = service !== undefined && pods !== undefined;
  const neither = service === undefined && pods === undefined;
  const isName = pods !== undefined && typeof port === 'string';
  const names: readonly unknown[] = Array.isArray(pods) ? pods : [];
  return [
    ...(both || neither
      ? [createProblem(both ? 'pods' : 'service', 'specify either service or pods (a list of names).')]
      : []),
    ...(port === undefined ? [createProblem('port', 'is required: the port of the program, such as 9090.')] : []),
    ...(isName ? [createProblem('port', 'pods are asked at a port number; a Service also has names.')] : []),
    ...names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [{ path: ['pods', index], atKey: false, message: 'is listed twice; remove one of them.' }],
    ),
  ];
}

function rejectKeys(target: JsonObject, keys: readonly string[], message: string): Problem[] {
  return keys.filter((key) => target[key] !== undefined).map((key) => ({ path: [key], atKey: true, message }));
}

function createProblem(key: string, message: string): Problem {
  return { path: [key], atKey: false, message };
}
