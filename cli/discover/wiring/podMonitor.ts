import { type JsonObject, record } from '../../../model/json';
import { matcherOf } from '../../labels';
import type { Inventory } from '../clusterObjects';
import { describeMissingPorts, describeNone } from './monitorMistakes';
import { isInScope, isScopeRead, scopeOf } from './scope';
import { podKinds, type ScrapedPods } from './scrapedPods';
import type { WiringMistake } from './wiringMistake';

/** The mistakes of one PodMonitor: it selects no pods, or ports that do not exist. */
export function judgePodMonitor(monitor: JsonObject, inventory: Inventory, pods: ScrapedPods): WiringMistake[] {
  const scope = scopeOf(monitor, 'PodMonitor', inventory);
  const matches = matcherOf(record(monitor.spec).selector);
  if (matches === undefined || !isScopeRead(inventory, podKinds, scope)) return [];
  const all = [...pods.values()].flat();
  const selected = all.filter(({ namespace, labels }) => isInScope(scope, namespace) && matches(labels));
  if (selected.length === 0) {
    const candidates = all.map(({ namespace, labels }) => ({ namespace, name: '', labels }));
    return [describeNone('pod', monitor, scope, candidates)];
  }
  const ports = selected.flatMap((pod) => pod.ports);
  return describeMissingPorts(monitor, 'PodMonitor', 'its pods', { service: undefined, pod: ports });
}
