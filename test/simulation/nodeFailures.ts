import type { Cluster } from './cluster';
import type { Node } from './node';
import type { Pod } from './pod';
import type { Range } from './random';

/** Source: Kubernetes, "Nodes" (node-monitor-grace-period) and "Taints and Tolerations" (tolerationSeconds of 300). */
const unseenAfter: Range = [40, 50];
const evictedAfter = 300;
const evictionRetry = 5;
/** From the instance's end to the end of its node's object. */
const forgottenAfter: Range = [5, 60];

/** Cordons a node and evicts its pods as their budgets allow, as `kubectl drain` does; then its instance ends. */
export function drain(cluster: Cluster, node: Node, then: () => void = () => {}): void {
  node.unschedulable = true;
  const evict = () => {
    const rest = cluster.podsOn(node).filter(({ owner }) => owner.kind !== 'DaemonSet');
    for (const pod of rest) if (!pod.leaving && isAllowed(cluster, pod)) pod.delete();
    if (rest.length > 0) {
      cluster.clock.after(evictionRetry, evict);
      return;
    }
    end(cluster, node);
    then();
  };
  evict();
}

/** The instance ends, and with it its node's object a little later. */
export function end(cluster: Cluster, node: Node): void {
  lose(cluster, node);
  cluster.clock.after(cluster.random.between(forgottenAfter), () => remove(cluster, node));
}

/** The kubelet falls silent: its node turns NotReady, and its pods are evicted, but nobody is there to stop them. */
function lose(cluster: Cluster, node: Node): void {
  if (!node.alive) return;
  node.alive = false;
  cluster.clock.after(cluster.random.between(unseenAfter), () => {
    if (!cluster.nodes.has(node.name)) return;
    node.become('Unknown', cluster.clock.now);
    for (const pod of cluster.podsOn(node)) pod.loseReadiness();
    cluster.clock.after(evictedAfter, () => {
      for (const pod of cluster.podsOn(node)) if (pod.owner.kind !== 'DaemonSet') pod.delete();
    });
  });
}

/** Loses the node of a workload's first pod. */
export function loseNodeOf(cluster: Cluster, app: string): Node {
  const node = cluster.podsLabelled(app)[0]?.node;
  if (node === undefined) throw new Error(`no pod of ${app} is on a node`);
  lose(cluster, node);
  return node;
}

/** Deletes the node's object, and with it what was on it. */
export function remove(cluster: Cluster, node: Node): void {
  node.alive = false;
  cluster.nodes.delete(node.name);
  for (const pod of cluster.podsOn(node)) cluster.forget(pod);
  cluster.touch();
}

function isAllowed(cluster: Cluster, pod: Pod): boolean {
  return cluster.workloads.find(({ name }) => name === pod.app)?.allowsDisruption() ?? true;
}
