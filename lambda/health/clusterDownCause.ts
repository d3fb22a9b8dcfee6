import { truncate } from '../../model/truncate';
import type { NodeReadiness, Outages } from './outage';

/** A dead cluster, by its workloads, its watched nodes, or both. */
export interface ClusterDown {
  readonly workloads: Outages | undefined;
  readonly nodes: Outages | undefined;
  /** The nodes that any target has read. */
  readonly readiness: readonly NodeReadiness[];
  /** The names of the watched nodes that are lost. */
  readonly lost: readonly string[];
}

/** The common cause in a few words: the nodes first, then that nothing is ready. */
export function describeCause({ workloads, nodes, readiness, lost }: ClusterDown): string {
  return [
    nodes === undefined
      ? describeNodes(workloads?.nodes ?? [], readiness)
      : `all ${nodes.objects} watched nodes are lost${formatNames(lost)}`,
    ...(workloads === undefined ? [] : [`none of ${workloads.objects} workloads has a ready pod`]),
  ].join('; ');
}

/** What is known about the nodes on which the pods lost readiness. */
function describeNodes(nodes: readonly string[], readiness: readonly NodeReadiness[]): string {
  const ready = new Map(readiness.map((node) => [node.name, node.ready]));
  const notReady = nodes.filter((name) => ready.get(name) === false);
  if (notReady.length === nodes.length)
    return `all ${nodes.length} nodes of the pods are not ready${formatNames(nodes)}`;
  if (notReady.length > 0) {
    return `${notReady.length} of ${nodes.length} nodes of the pods are not ready${formatNames(notReady)}`;
  }
  const areReady = nodes.every((name) => ready.get(name) === true);
  return `pods on ${nodes.length} ${areReady ? 'ready nodes' : 'nodes'} are not ready${formatNames(nodes)}`;
}

const maxNamed = 3;

function formatNames(names: readonly string[]): string {
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return ` (${truncate(names.slice(0, maxNamed).join(', '))}${more})`;
}
