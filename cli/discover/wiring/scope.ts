import { type JsonObject, record, text } from '../../../model/json';
import { allNamespaces } from '../../../model/readingPlan';
import { type Inventory, isRead } from '../clusterObjects';
import type { ListedKindName } from '../lists';
import { identityOf } from '../objectName';
import { findSelecting, matchOf } from './selectors';

/**
 * The namespaces in which a monitor looks: `*` for all. Source: Prometheus operator, API reference (NamespaceSelector; the
 * default is the monitor's own namespace; `ignoreNamespaceSelectors` of a Prometheus).
 */
export function scopeOf(monitor: JsonObject, kind: 'ServiceMonitor' | 'PodMonitor', inventory: Inventory): string[] {
  const own = [identityOf(monitor).namespace];
  const { any, matchNames } = record(record(monitor.spec).namespaceSelector);
  if (isNamespaceSelectorIgnored(monitor, kind, inventory)) return own;
  if (any === true) return [allNamespaces];
  const names = (Array.isArray(matchNames) ? matchNames : []).flatMap((name) => text(name) ?? []);
  return names.length === 0 ? own : [...new Set(names)].sort();
}

function isNamespaceSelectorIgnored(
  monitor: JsonObject,
  kind: 'ServiceMonitor' | 'PodMonitor',
  inventory: Inventory,
): boolean {
  const selecting = (findSelecting(inventory, kind) ?? []).filter((each) => {
    const { labels, namespace } = matchOf(each, monitor, inventory);
    return labels !== false && namespace !== false;
  });
  return selecting.length > 0 && selecting.every(({ object }) => record(object.spec).ignoreNamespaceSelectors === true);
}

/** Whether all objects of some kinds in a scope were read, so that what is not there does not exist. */
export function isScopeRead(inventory: Inventory, kinds: readonly ListedKindName[], scope: readonly string[]): boolean {
  return kinds.every((kind) => scope.every((namespace) => isRead(inventory, kind, namespace)));
}

export function isInScope(scope: readonly string[], namespace: string): boolean {
  return scope.includes(allNamespaces) || scope.includes(namespace);
}

/** `in all namespaces`, `in namespace shop`. */
export function describeScope(scope: readonly string[]): string {
  if (scope.includes(allNamespaces)) return 'in all namespaces';
  return `in namespace${scope.length === 1 ? '' : 's'} ${scope.join(', ')}`;
}
