import { count, type JsonObject, newest, record, records, text, time } from './json';

const loopRestarts = 5;
const loopWindow = 10 * 60_000;

/** Whether a pod counts as one of its workload's replicas: not on its way out and not a finished leftover. */
export function isLive(pod: JsonObject): boolean {
  const { phase } = record(pod.status);
  return record(pod.metadata).deletionTimestamp === undefined && phase !== 'Failed' && phase !== 'Succeeded';
}

/** Whether the pod's condition Ready is True. */
export function isReady(pod: JsonObject): boolean {
  return readyCondition(pod)?.status === 'True';
}

/**
 * Whether a container of the pod (sidecars and init containers included) loops: at least 5 restarts, and a last run that
 * lasted less than 10 minutes and ended less than 10 minutes ago. Without a readiness probe such a pod turns Ready at
 * every start, so its condition Ready is no proof. Source: Kubernetes, "Pod Lifecycle" (restart back-off).
 */
export function loops(pod: JsonObject, now: number): boolean {
  return loopingContainer(pod, now) !== undefined;
}

/** When an unready pod became unready: a Pending one at its creation. */
export function unreadySince(pod: JsonObject): number | undefined {
  const created = time(record(pod.metadata).creationTimestamp);
  if (record(pod.status).phase === 'Pending') return created;
  return time(readyCondition(pod)?.lastTransitionTime) ?? created;
}

/**
 * When the pods last showed progress of a rollout: one was made, became available, or was told to go (its grace period
 * included). A looping pod's turns of Ready are none.
 */
export function lastProgress(pods: readonly JsonObject[], minReadySeconds: number, now: number): number | undefined {
  return newest(
    pods.flatMap((pod) => {
      const becameReady = isReady(pod) && !loops(pod, now) ? time(readyCondition(pod)?.lastTransitionTime) : undefined;
      const { creationTimestamp, deletionTimestamp } = record(pod.metadata);
      return [
        time(creationTimestamp),
        time(deletionTimestamp),
        becameReady === undefined ? undefined : Math.min(now, becameReady + minReadySeconds * 1000),
      ];
    }),
  );
}

/** Names the pod that explains best why a workload is short; empty where none does. */
export function explainPods(pods: readonly JsonObject[], now: number): string {
  const unready = pods.filter((pod) => !isReady(pod) || loops(pod, now));
  const told = unready.map((pod) => ({ pod, trouble: troubleOf(pod, now) }));
  const worst = told.find(({ trouble }) => trouble !== '') ?? told[0];
  if (worst === undefined) return '';
  const name = text(record(worst.pod.metadata).name) ?? 'a pod';
  const others = unready.length > 1 ? ` (and ${unready.length - 1} more)` : '';
  return `; ${name}: ${worst.trouble === '' ? 'not ready' : worst.trouble}${others}`;
}

function troubleOf(pod: JsonObject, now: number): string {
  const container = loopingContainer(pod, now) ?? containers(pod).find(({ state }) => record(state).waiting);
  if (container !== undefined) {
    const waiting = text(record(record(container.state).waiting).reason);
    const restarts = count(container.restartCount) ?? 0;
    const last = record(record(container.lastState).terminated);
    const exit = count(last.exitCode);
    return [
      waiting ?? 'restarting',
      ...(restarts > 0 ? [`${restarts} restarts`] : []),
      ...(exit === undefined ? [] : [`last exit ${exit} ${text(last.reason) ?? ''}`.trimEnd()]),
    ].join(', ');
  }
  const unscheduled = conditions(pod).find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return unscheduled === undefined
    ? ''
    : [text(unscheduled.reason), text(unscheduled.message)].filter(Boolean).join(': ');
}

function loopingContainer(pod: JsonObject, now: number): JsonObject | undefined {
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

function containers(pod: JsonObject): JsonObject[] {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)];
}

function readyCondition(pod: JsonObject): JsonObject | undefined {
  return conditions(pod).find(({ type }) => type === 'Ready');
}

function conditions(pod: JsonObject): JsonObject[] {
  return records(record(pod.status).conditions);
}
