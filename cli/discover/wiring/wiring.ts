import { type Inventory, objectsOf } from '../clusterObjects';
import { judgePodMonitor } from './podMonitor';
import { scrapedPods } from './scrapedPods';
import { type SelectedKind, selections } from './selectors';
import { judgeServiceMonitor } from './serviceMonitor';
import { findUnselected } from './unselected';
import type { WiringMistake } from './wiringMistake';

/**
 * Finds objects of the Prometheus operator that have no effect, or not the one that was meant. Pure. Only what is certain is
 * reported: what could not be read may exist.
 */
export function findWiringMistakes(inventory: Inventory): WiringMistake[] {
  const pods = scrapedPods(inventory);
  return [
    ...(Object.keys(selections) as SelectedKind[]).flatMap((kind) => findUnselected(inventory, kind)),
    ...objectsOf(inventory, 'ServiceMonitor').flatMap((monitor) => judgeServiceMonitor(monitor, inventory, pods)),
    ...objectsOf(inventory, 'PodMonitor').flatMap((monitor) => judgePodMonitor(monitor, inventory, pods)),
  ];
}
