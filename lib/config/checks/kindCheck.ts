import type { JsonObject } from '../../../model/json';
import {
  apiVersionOf,
  apiVersionSyntax,
  builtinKind,
  type Kind,
  type KindInfo,
  kinds,
  splitApiVersion,
} from '../../../model/kinds';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggestion';

const operatorGroup = 'monitoring.coreos.com';
/** The kinds of that group that have replicas. */
const operatorKinds = ['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'];

/** Source: Kubernetes, "CustomResourceDefinition" (a kind is a DNS label, but for its case). */
const kindSyntax = /^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/**
 * What a target's kind does not go with. Paths are inside the target. It reads the raw input and leaves alone what the
 * schema refuses anyway.
 */
export function findKindProblems(target: JsonObject): Problem[] {
  const { kind, apiVersion } = target;
  if (typeof kind !== 'string') return everywhereByName(target);
  if (apiVersion === undefined) return isKnown(kind) ? ofBuiltin(target, kind) : ofUnknown(target, kind);
  if (typeof apiVersion !== 'string' || !apiVersionSyntax.test(apiVersion)) return everywhereByName(target);
  const { group } = splitApiVersion(apiVersion);
  if (!kindSyntax.test(kind)) {
    const message = `found ${quote(kind)}, allowed is one word as in the object itself, such as Certificate.`;
    return [mistake('kind', message), ...everywhereByName(target)];
  }
  if (isKnown(kind) && (!isDomain(group) || builtinKind({ kind, apiVersion }))) return ofBuiltin(target, kind);
  if (group === '' && kind === 'Secret') {
    return [mistake('kind', 'a Secret says nothing of health, and the function must not read it; watch what uses it.')];
  }
  return isCamelCase(kind) || isFree(group) ? ofCustomResource(target, kind, group) : ofUnknown(target, kind);
}

/** What Kubernetes allows of a target's kind, but is most likely a slip. */
export function findKindWarnings({ kind, apiVersion }: JsonObject): Problem[] {
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !apiVersionSyntax.test(apiVersion)) return [];
  const { group } = splitApiVersion(apiVersion);
  if (!kindSyntax.test(kind) || isCamelCase(kind) || !isFree(group)) return [];
  const usual = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return [mistake('kind', `found "${kind}", but kinds are mostly written like ${usual}, and case matters.`)];
}

function ofUnknown(target: JsonObject, kind: string): Problem[] {
  const known = Object.keys(kinds);
  const hint =
    operatorKinds.includes(kind) && target.apiVersion === undefined
      ? ` Write apiVersion: ${operatorGroup}/v1 beside it.`
      : didYouMean(kind, [...known, ...operatorKinds]);
  const allowed = `${known.join(', ')}, or a custom resource with its apiVersion`;
  return [mistake('kind', `found ${quote(kind)}, allowed is ${allowed}.${hint}`), ...everywhereByName(target)];
}

function ofBuiltin(target: JsonObject, kind: Kind): Problem[] {
  const info: KindInfo = kinds[kind];
  const wanted = apiVersionOf(info);
  const { apiVersion, namespace } = target;
  return [
    ...(apiVersion === undefined || apiVersion === wanted
      ? []
      : [mistake('apiVersion', `found "${String(apiVersion)}", but ${kind} is read as ${wanted}; leave it out.`)]),
    ...(info.scope === 'Cluster'
      ? given(target, ['namespace'], `the kind ${kind} is in no namespace; leave it out.`)
      : everywhereByName(target)),
    ...(info.scope === 'Namespaced' && namespace === undefined
      ? [mistake('namespace', 'is required: a Kubernetes namespace, or "*" with a selector for all of them.')]
      : []),
    ...(info.replicas
      ? []
      : given(target, ['mode', 'minReady', 'allowZero'], `the kind ${kind} has no replicas; leave it out.`)),
    ...given(target, ['resource', 'conditions'], `is for custom resources; ${kind} has a rule of its own.`),
  ];
}

function ofCustomResource(target: JsonObject, kind: string, group: string): Problem[] {
  const ofOperator = group === operatorGroup && operatorKinds.includes(kind);
  const counted = 'a custom resource is judged by its conditions, which do not count replicas; leave it out.';
  return [
    ...everywhereByName(target),
    ...given(target, ofOperator ? ['minReady'] : ['mode', 'minReady', 'allowZero'], counted),
    ...inConditions(target.conditions),
  ];
}

function inConditions(conditions: unknown): Problem[] {
  if (typeof conditions !== 'object' || conditions === null || Array.isArray(conditions)) return [];
  if (Object.keys(conditions).length === 0) {
    return [mistake('conditions', 'names no condition: give healthy, unhealthy or both, or leave it out.')];
  }
  const { healthy, unhealthy } = conditions as { readonly healthy?: unknown; readonly unhealthy?: unknown };
  if (!Array.isArray(healthy) || !Array.isArray(unhealthy)) return [];
  return unhealthy.flatMap((type: unknown, index) => {
    if (typeof type !== 'string' || !healthy.includes(type)) return [];
    const path = ['conditions', 'unhealthy', index];
    return [{ path, atKey: false, message: `found "${type}", which is in healthy too; keep one of them.` }];
  });
}

function everywhereByName({ namespace, selector }: JsonObject): Problem[] {
  return namespace === '*' && selector === undefined
    ? [mistake('namespace', 'all namespaces ("*") can only be searched by a selector; name one namespace.')]
    : [];
}

function given(target: JsonObject, keys: readonly string[], message: string): Problem[] {
  return keys.filter((key) => target[key] !== undefined).map((key) => ({ path: [key], atKey: true, message }));
}

function mistake(key: string, message: string): Problem {
  return { path: [key], atKey: false, message };
}

function isCamelCase(kind: string): boolean {
  return /^[A-Z]/.test(kind);
}

function isKnown(kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

/** Source: Kubernetes, "CustomResourceDefinition" (its group is a domain with at least one dot). */
function isDomain(group: string): boolean {
  return group.includes('.');
}

/** Whether the kinds of a group are not known to be in camel case, one and all. */
function isFree(group: string): boolean {
  return isDomain(group) && group !== operatorGroup;
}
