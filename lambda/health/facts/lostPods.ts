import { type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { deletionRequested } from './deletion';
import { isFinished, isLive, readyCondition } from './pods';

/**
 * The nodes on which pods were ready and are not any more, in order. Pods that were drained, that finished or that were never
 * ready, such as the replacements of drained ones, say nothing about a node.
 */
export function nodesOfLostPods(pods: readonly JsonObject[]): string[] {
  const nodes = pods.filter(hasLostReadiness).flatMap((pod) => text(record(pod.spec).nodeName) || []);
  return [...new Set(nodes)].sort();
}

/**
 * Whether a pod was ready, and lost that before its deletion was requested, if it was. The kubelet sets `startTime` and a first
 * `Ready` False together, and the time of a condition changes only with its status, so a later one is a lost readiness.
 * Source: Kubernetes, kubelet `status_manager.go` (updateLastTransitionTime), "Pod Lifecycle" (pod conditions).
 */
function hasLostReadiness(pod: JsonObject): boolean {
  const ready = readyCondition(pod);
  const lost = time(ready?.lastTransitionTime) ?? Number.NEGATIVE_INFINITY;
  const started = startOf(pod) ?? Number.POSITIVE_INFINITY;
  if (ready?.status === 'True' || isFinished(pod)) return false;
  // Times are in seconds: a pod that is drained may be deleted and become unready in the same one.
  return lost > started && lost < (deletionRequested(pod) ?? Number.POSITIVE_INFINITY);
}

/** How long a controller takes to replace a pod whose deletion was requested, in milliseconds. */
const replacementDelay = 60_000;

/**
 * When the pods that live ones replace lost readiness, before their deletion was requested, as on a lost node: the outage goes on
 * while their replacements are not ready. The newest; undefined if there are none. A pod that was replaced by an earlier one
 * says nothing.
 */
export function readinessLost(pods: readonly JsonObject[]): number | undefined {
  const created = pods.filter(isLive).flatMap(({ metadata }) => time(record(metadata).creationTimestamp) ?? []);
  const isReplaced = (requested: number | undefined) =>
    requested !== undefined && created.some((at) => at >= requested && at - requested <= replacementDelay);
  const lost = pods.filter((pod) => hasLostReadiness(pod) && isReplaced(deletionRequested(pod)));
  return newest(lost.map((pod) => time(readyCondition(pod)?.lastTransitionTime)));
}

/** When it was created, scheduled and accepted by the kubelet: the latest. */
function startOf({ metadata, status }: JsonObject): number | undefined {
  const { startTime, conditions } = record(status);
  const scheduled = records(conditions).filter(({ type }) => type === 'PodScheduled');
  return newest([
    time(record(metadata).creationTimestamp),
    time(startTime),
    ...scheduled.map(({ lastTransitionTime }) => time(lastTransitionTime)),
  ]);
}
