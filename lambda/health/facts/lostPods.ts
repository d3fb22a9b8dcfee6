import { count, type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { isFinished, readyCondition } from './pods';

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
  const lost = time(ready?.lastTransitionTime);
  if (lost === undefined || ready?.status === 'True' || isFinished(pod)) return false;
  const started = startOf(pod);
  return started !== undefined && lost > started && lost <= (deletionRequestedAt(pod) ?? lost);
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

/** `deletionTimestamp` is the end of the pod's grace period. */
function deletionRequestedAt({ metadata }: JsonObject): number | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds } = record(metadata);
  const end = time(deletionTimestamp);
  return end === undefined ? undefined : end - (count(deletionGracePeriodSeconds) ?? 0) * 1000;
}
