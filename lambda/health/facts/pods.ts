import { type JsonObject, newest, record, records, time } from '../../../model/json';
import { isCrashLooping } from './crashLoop';
import { isBeingDeleted } from './deletion';

/** Whether a pod counts as a replica of its workload: neither being deleted nor finished. */
export function isLive(pod: JsonObject): boolean {
  return !isBeingDeleted(pod) && !isFinished(pod);
}

/** Whether a pod is being deleted and has not finished yet. */
export function isTerminating(pod: JsonObject): boolean {
  return isBeingDeleted(pod) && !isFinished(pod);
}

/** Whether the pod's condition Ready is True. */
export function isReady(pod: JsonObject): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** When an unready pod became unready; a Pending one has been since its creation. */
export function unreadySince(pod: JsonObject): number | undefined {
  const created = time(record(pod.metadata).creationTimestamp);
  if (record(pod.status).phase === 'Pending') return created;
  return time(readyCondition(pod)?.lastTransitionTime) ?? created;
}

/** Since when a rollout is waiting for a pod. One that is crash looping may be Ready for moments, so its creation counts. */
export function waitingSince(pod: JsonObject, now: number): number | undefined {
  return isCrashLooping(pod, now) ? time(record(pod.metadata).creationTimestamp) : unreadySince(pod);
}

export interface Rollout {
  /** When it began, in milliseconds since the epoch. */
  readonly started: number | undefined;
  readonly minReadySeconds: number;
  readonly now: number;
  /**
   * Since when pods have failed one after the other, in milliseconds since the epoch: creating the next one is no progress.
   * @default - they have not
   */
  readonly failing?: number | undefined;
}

/**
 * When the pods last showed progress of a rollout: a new one was created or became available, or the deletion of one was
 * requested (its grace period included). Changes of Ready do not count in a crash loop, or in pods older than the rollout.
 */
export function lastProgress(
  pods: readonly JsonObject[],
  { started, minReadySeconds, now, failing = Number.POSITIVE_INFINITY }: Rollout,
): number | undefined {
  return newest(
    pods.flatMap((pod) => {
      const { creationTimestamp, deletionTimestamp } = record(pod.metadata);
      const created = time(creationTimestamp);
      const isNew = started === undefined || created === undefined || created >= started;
      const became =
        isNew && isReady(pod) && !isCrashLooping(pod, now) ? time(readyCondition(pod)?.lastTransitionTime) : undefined;
      return [
        isNew && (created ?? 0) < failing ? created : undefined,
        time(deletionTimestamp),
        became === undefined ? undefined : Math.min(now, became + minReadySeconds * 1000),
      ];
    }),
  );
}

/** Whether all containers have ended for good. */
export function isFinished(pod: JsonObject): boolean {
  const { phase } = record(pod.status);
  return phase === 'Failed' || phase === 'Succeeded';
}

/** The condition Ready of a pod; undefined before the kubelet reports it. */
export function readyCondition(pod: JsonObject): JsonObject | undefined {
  return conditions(pod).find(({ type }) => type === 'Ready');
}

function conditions(pod: JsonObject): JsonObject[] {
  return records(record(pod.status).conditions);
}
