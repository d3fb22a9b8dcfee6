import { kindsWithoutApiVersion } from '../../../model/eksResources';
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
import { probeKinds } from '../../../model/probes';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { hasSynonymOf } from '../diagnostics/hints';
import { hintForKind } from '../diagnostics/kindHints';
import { didYouMean } from '../diagnostics/suggestion';
import { describeNamespaceAll, replaceWildcard } from '../diagnostics/valueHints';
import { nameSyntax, objectNameMessage, objectNameSyntax } from '../schema/nameSyntax';
import { isMeantAsProbe } from '../schema/probeSchema';
import { isEksTarget } from './eksCheck';

export const operatorGroup = 'monitoring.coreos.com';
/** The kinds of that group that have replicas. */
const operatorKinds = ['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'];

/** Source: Kubernetes, "CustomResourceDefinition" (a kind is a DNS label, except for its case). */
const kindSyntax = /^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/**
 * Finds keys and values that cannot be used with the kind of a target. Paths are relative to the target. Reads the raw
 * input, and reports nothing that the schema already rejects.
 */
export function findKindProblems(target: JsonObject): Problem[] {
  if (target.probe !== undefined || isEksTarget(target)) return [];
  return [...checkName(target), ...checkKind(target)];
}

function checkName(target: JsonObject): Problem[] {
  const { name } = target;
  // The schema allows what EKS allows, too.
  if (typeof name !== 'string' || !nameSyntax.test(name) || objectNameSyntax.test(name)) return [];
  const hint = replaceWildcard(name, target) ?? '';
  return [createProblem('name', `got ${quote(name)}, expected ${objectNameMessage}.${hint}`)];
}

function checkKind(target: JsonObject): Problem[] {
  const { kind, apiVersion } = target;
  if (typeof kind !== 'string') return checkAllNamespaces(target);
  if (apiVersion === undefined) return isBuiltin(kind) ? checkBuiltin(target, kind) : rejectKind(target, kind);
  if (typeof apiVersion !== 'string' || !apiVersionSyntax.test(apiVersion)) return checkAllNamespaces(target);
  const { group } = splitApiVersion(apiVersion);
  if (!kindSyntax.test(kind)) {
    const message = `got ${quote(kind)}, expected a kind as in an object manifest, such as Certificate.`;
    return [createProblem('kind', message), ...checkAllNamespaces(target)];
  }
  if (isBuiltin(kind) && (!isDomain(group) || builtinKind({ kind, apiVersion }))) return checkBuiltin(target, kind);
  return isCamelCase(kind) || allowsAnyCase(group)
    ? checkCustomResource(target, kind, group)
    : rejectKind(target, kind);
}

/** Finds kinds and namespaces that Kubernetes allows, but that are most likely not intended. */
export function findKindWarnings(target: JsonObject): Problem[] {
  return [...warnOfLowercaseKind(target), ...warnOfNamespaceAll(target)];
}

function warnOfNamespaceAll({ namespace }: JsonObject): Problem[] {
  const message = describeNamespaceAll(namespace, 'for all namespaces, write "*", and a selector');
  return message === undefined ? [] : [createProblem('namespace', message)];
}

function warnOfLowercaseKind({ kind, apiVersion }: JsonObject): Problem[] {
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !apiVersionSyntax.test(apiVersion)) return [];
  const { group } = splitApiVersion(apiVersion);
  if (!kindSyntax.test(kind) || isCamelCase(kind) || !allowsAnyCase(group)) return [];
  const usual = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const message = `got "${kind}", but kinds are case-sensitive and usually start with a capital letter, such as ${usual}.`;
  return [createProblem('kind', message)];
}

function rejectKind(target: JsonObject, kind: string): Problem[] {
  const known = kindsWithoutApiVersion;
  const hint =
    operatorKinds.includes(kind) && target.apiVersion === undefined
      ? ` Add apiVersion: ${operatorGroup}/v1.`
      : (suggestProbe(target, kind) ?? hintForKind(kind, target) ?? didYouMean(kind, [...known, ...operatorKinds]));
  const expected = `${known.join(', ')}, or a custom resource with its apiVersion`;
  const message = `got ${quote(kind)}, expected ${expected}.${hint}`;
  return [createProblem('kind', message), ...checkAllNamespaces(target)];
}

/** `kind: prometheus` with keys of a probe. */
function suggestProbe({ kind: _, ...target }: JsonObject, kind: string): string | undefined {
  return isMeantAsProbe(target) && Object.hasOwn(probeKinds, kind) ? ` Did you mean probe: ${kind}?` : undefined;
}

function checkBuiltin(target: JsonObject, kind: Kind): Problem[] {
  const info: KindInfo = kinds[kind];
  const expected = apiVersionOf(info);
  const { apiVersion, namespace } = target;
  return [
    ...(apiVersion === undefined || apiVersion === expected
      ? []
      : [createProblem('apiVersion', `got "${apiVersion}", but ${kind} is read as ${expected}; remove this key.`)]),
    ...(info.scope === 'Cluster'
      ? rejectKeys(target, ['namespace'], `the kind ${kind} is cluster-scoped; remove this key.`)
      : checkAllNamespaces(target)),
    ...(info.scope === 'Namespaced' && namespace === undefined && !hasSynonymOf(['namespace'], target)
      ? [createProblem('namespace', 'is required: a Kubernetes namespace, or "*" with a selector for all namespaces.')]
      : []),
    ...(info.replicas
      ? []
      : rejectKeys(target, ['mode', 'minReady', 'allowZero'], `the kind ${kind} has no replicas; remove this key.`)),
    ...rejectKeys(target, ['resource', 'conditions'], `is only for custom resources; ${kind} is a built-in kind.`),
  ];
}

function checkCustomResource(target: JsonObject, kind: string, group: string): Problem[] {
  const isOperatorKind = group === operatorGroup && operatorKinds.includes(kind);
  const message = 'a custom resource is judged by its conditions, which do not count replicas; remove this key.';
  return [
    ...checkAllNamespaces(target),
    ...rejectKeys(target, isOperatorKind ? ['minReady'] : ['mode', 'minReady', 'allowZero'], message),
    ...checkConditions(target.conditions),
  ];
}

function checkConditions(conditions: unknown): Problem[] {
  if (typeof conditions !== 'object' || conditions === null || Array.isArray(conditions)) return [];
  if (Object.keys(conditions).length === 0) {
    return [createProblem('conditions', 'is empty: specify healthy, unhealthy or both, or remove this key.')];
  }
  const { healthy, unhealthy } = conditions as { readonly healthy?: unknown; readonly unhealthy?: unknown };
  if (!Array.isArray(healthy) || !Array.isArray(unhealthy)) return [];
  return unhealthy.flatMap((type: unknown, index) => {
    if (typeof type !== 'string' || !healthy.includes(type)) return [];
    const path = ['conditions', 'unhealthy', index];
    return [{ path, atKey: false, message: `got "${type}", which is also in healthy; remove one of them.` }];
  });
}

function checkAllNamespaces({ namespace, selector }: JsonObject): Problem[] {
  return namespace === '*' && selector === undefined
    ? [createProblem('namespace', 'all namespaces ("*") require a selector; specify one namespace, or a selector.')]
    : [];
}

function rejectKeys(target: JsonObject, keys: readonly string[], message: string): Problem[] {
  return keys.filter((key) => target[key] !== undefined).map((key) => ({ path: [key], atKey: true, message }));
}

function createProblem(key: string, message: string): Problem {
  return { path: [key], atKey: false, message };
}

function isCamelCase(kind: string): boolean {
  return /^[A-Z]/.test(kind);
}

function isBuiltin(kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

/** Source: Kubernetes, "CustomResourceDefinition" (its group is a domain with at least one dot). */
function isDomain(group: string): boolean {
  return group.includes('.');
}

/** Whether a group may have kinds that are not in CamelCase. All kinds of Kubernetes and of the operator are. */
function allowsAnyCase(group: string): boolean {
  return isDomain(group) && group !== operatorGroup;
}
