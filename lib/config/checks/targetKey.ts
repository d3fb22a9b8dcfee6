import { isEksKind } from '../../../model/eksResources';
import type { JsonObject } from '../../../model/json';
import { builtinKind, splitApiVersion } from '../../../model/kinds';
import { canonicalSelector } from '../selectorSyntax';

/** Equal for targets that select the same objects, in whatever API version; undefined for an incomplete target. */
export function targetKey({ kind, apiVersion, namespace, name, selector, ...probe }: JsonObject): string | undefined {
  if (typeof probe.probe === 'string') {
    const { service, pods, scheme, port, path } = probe;
    return JSON.stringify(['probe', probe.probe, namespace, service, pods, scheme, port, path]);
  }
  // The one cluster needs no name.
  if (kind === 'EKSCluster' && apiVersion === undefined) return kind;
  if (typeof kind !== 'string' || typeof (name ?? selector) !== 'string') return undefined;
  if (!isTextOrAbsent(apiVersion) || !isTextOrAbsent(namespace)) return undefined;
  const builtin = builtinKind({ kind, apiVersion });
  const isEks = isEksKind({ kind, apiVersion });
  const mayLackNamespace = builtin === undefined ? isEks || apiVersion !== undefined : builtin.scope === 'Cluster';
  if (namespace === undefined && !mayLackNamespace) return undefined;
  const { group } = builtin ?? splitApiVersion(apiVersion ?? '');
  const set = typeof selector === 'string' ? canonicalSelector(selector) : undefined;
  return JSON.stringify([kind, group, namespace, name, set]);
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
