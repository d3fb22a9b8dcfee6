import { count, type JsonObject, newest, record, records, time } from '../../../model/json';
import { isBeingDeleted } from './deletion';

const loopRestarts = 5;
const loopWindow = 10 * 60_000;

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

/**
 * Whether a container of the pod (sidecars and init containers included) is crash looping: at least 5 restarts, and a last
 * run that lasted less than 10 minutes and ended less than 10 minutes ago. Without a readiness probe such a pod becomes Ready
 * at every start, so its condition Ready is no proof. Source: Kubernetes, "Pod Lifecycle" (restart back-off).
 */
export function isCrashLooping(pod: JsonObject, now: number): boolean {
  return crashLoopingContainer(pod, now) !== undefined;
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
}

/**
 * When the pods last showed progress of a rollout: a new one was created or became available, or the deletion of one was
 * requested (its grace period included). Changes of Ready do not count in a crash loop, or in pods older than the rollout.
 */
export function lastProgress(
  pods: readonly JsonObject[],
  { started, minReadySeconds, now }: Rollout,
): number | undefined {
  return newest(
    pods.flatMap((pod) => {
      const { creationTimestamp, deletionTimestamp } = record(pod.metadata);
      const created = time(creationTimestamp);
      const isNew = started === undefined || created === undefined || created >= started;
      const became =
        isNew && isReady(pod) && !isCrashLooping(pod, now) ? time(readyCondition(pod)?.lastTransitionTime) : undefined;
      return [
        isNew ? created : undefined,
        time(deletionTimestamp),
        became === undefined ? undefined : Math.min(now, became + minReadySeconds * 1000),
      ];
    }),
  );
}

/** The container that makes the pod crash looping. */
export function crashLoopingContainer(pod: JsonObject, now: number): JsonObject | undefined {
  return containers(pod).find(({ restartCount, lastState }) => {
    const { startedAt, finishedAt } = record(record(lastState).terminated);
    const started = time(startedAt);
    const finished = time(finishedAt);
    return (
      (count(restartCount) ?? 0) >= loopRestarts &&
      started !== undefined &&
      finished !== undefined &&
      finished - started < loopWindow &&
      now - finished < loopWindow
    );
  });
}

/** The statuses of all containers, init containers first. */
export function containers(pod: JsonObject): JsonObject[] {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)];
}

/** Whether all containers have ended for good. */
export function isFinished(pod: JsonObject): boolean {
  const { phase } = record(pod.status);
  return phase === 'Failed' || phase === 'Succeeded';
}

function readyCondition(pod: JsonObject): JsonObject | undefined {
  return conditions(pod).find(({ type }) => type === 'Ready');
}

function conditions(pod: JsonObject): JsonObject[] {
  return records(record(pod.status).conditions);
}
