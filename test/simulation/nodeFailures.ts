import type { Range } from '../support/random';
import type { Cluster } from './cluster';
import type { Node } from './node';
import type { Pod } from './pod';

/** Source: Kubernetes, "Nodes" (node-monitor-grace-period) and "Taints and Tolerations" (tolerationSeconds of 300). */
const notReadyAfter: Range = [40, 50];
const evictedAfter = 300;
const evictionRetry = 5;
/** From the termination of the instance to the deletion of its node object. */
const removedAfter: Range = [5, 60];

/** Cordons a node, evicts its pods within their disruption budgets as `kubectl drain` does, and then terminates its instance. */
export function drain(cluster: Cluster, node: Node, onDone: () => void = () => {}): void {
  node.unschedulable = true;
  const evict = () => {
    const rest = cluster.podsOn(node).filter(({ owner }) => owner.kind !== 'DaemonSet');
    for (const pod of rest) if (!pod.terminating && isAllowed(cluster, pod)) pod.delete();
    if (rest.length > 0) {
      cluster.clock.after(evictionRetry, evict);
      return;
    }
    terminate(cluster, node);
    onDone();
  };
  evict();
}

/** Terminates the instance of a node. Its node object is deleted shortly after. */
export function terminate(cluster: Cluster, node: Node): void {
  lose(cluster, node);
  cluster.clock.after(cluster.random.between(removedAfter), () => remove(cluster, node));
}

/** Stops the kubelet: the node becomes NotReady, and its pods are evicted, but no kubelet stops them. */
export function lose(cluster: Cluster, node: Node): void {
  if (!node.alive) return;
  node.alive = false;
  cluster.clock.after(cluster.random.between(notReadyAfter), () => {
    if (!cluster.nodes.has(node.name)) return;
    node.setReady('Unknown', cluster.clock.now);
    for (const pod of cluster.podsOn(node)) pod.loseReadiness();
    cluster.clock.after(evictedAfter, () => {
      for (const pod of cluster.podsOn(node)) if (pod.owner.kind !== 'DaemonSet') pod.delete();
    });
  });
}

/** Stops the kubelet on the node of the first pod of a workload. */
export function loseNodeOf(cluster: Cluster, app: string): Node {
  const node = cluster.podsLabelled(app)[0]?.node;
  if (node === undefined) throw new Error(`no pod of ${app} is on a node`);
  lose(cluster, node);
  return node;
}

/** Deletes a node object and all pods on it. */
export function remove(cluster: Cluster, node: Node): void {
  node.alive = false;
  cluster.nodes.delete(node.name);
  for (const pod of cluster.podsOn(node)) cluster.removePod(pod);
  cluster.touch();
}

function isAllowed(cluster: Cluster, pod: Pod): boolean {
  return cluster.workloads.find(({ name }) => name === pod.app)?.allowsDisruption() ?? true;
}
