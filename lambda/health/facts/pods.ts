import { count, type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { truncate } from '../../../model/truncate';
import { isBeingDeleted } from './deletion';

const loopRestarts = 5;
const loopWindow = 10 * 60_000;

/** Whether a pod counts as one of its workload's replicas: not on its way out and not a finished leftover. */
export function isLive(pod: JsonObject): boolean {
  return !isBeingDeleted(pod) && !isFinished(pod);
}

/** Whether a pod is on its way out: told to go, and not finished yet. */
export function isTerminating(pod: JsonObject): boolean {
  return isBeingDeleted(pod) && !isFinished(pod);
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
export function isCrashLooping(pod: JsonObject, now: number): boolean {
  return crashLoopingContainer(pod, now) !== undefined;
}

/** When an unready pod became unready: a Pending one at its creation. */
export function unreadySince(pod: JsonObject): number | undefined {
  const created = time(record(pod.metadata).creationTimestamp);
  if (record(pod.status).phase === 'Pending') return created;
  return time(readyCondition(pod)?.lastTransitionTime) ?? created;
}

/** Since when a rollout waits for a pod: a looping one turns ready for a moment now and then, so it counts from its creation. */
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
 * When the pods last showed progress of a rollout: a new one was made or became available, or any was told to go (its grace
 * period included). A looping pod's turns of Ready are none, nor are those of pods that are older than the rollout.
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

const maxNamed = 3;
const maxExplanation = 400;

/** Names the pods that explain best why a workload is short, the most telling first; empty where none does. */
export function describeUnreadyPods(pods: readonly JsonObject[], now: number): string {
  const unready = pods.filter((pod) => !isReady(pod) || isCrashLooping(pod, now));
  const unscheduled = unready.flatMap((pod) => whyUnschedulable(pod) ?? []);
  const others = unready
    .filter((pod) => whyUnschedulable(pod) === undefined)
    .map((pod) => ({ name: text(record(pod.metadata).name) ?? 'a pod', trouble: describeContainerProblem(pod, now) }))
    .sort((a, b) => Number(a.trouble === '') - Number(b.trouble === '') || (a.name < b.name ? -1 : 1));
  const [because] = unscheduled.sort();
  const parts = [
    ...others.slice(0, maxNamed).map(({ name, trouble }) => `${name}: ${trouble === '' ? 'not ready' : trouble}`),
    ...(others.length > maxNamed ? [`and ${others.length - maxNamed} more pods not ready`] : []),
    ...(because === undefined ? [] : [`${counted(unscheduled.length)} unschedulable${because}`]),
  ];
  const told = parts.map((part) => `; ${part}`).join('');
  return truncate(told, maxExplanation);
}

function counted(pods: number): string {
  return pods === 1 ? '1 pod' : `${pods} pods`;
}

/** Why no node takes a pod, in a form that follows a word; undefined where it has one or waits for nothing. */
function whyUnschedulable(pod: JsonObject): string | undefined {
  const scheduled = conditions(pod).find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (scheduled === undefined) return undefined;
  const why = text(scheduled.message) ?? text(scheduled.reason);
  return why === undefined ? '' : `: ${why}`;
}

function describeContainerProblem(pod: JsonObject, now: number): string {
  const container = crashLoopingContainer(pod, now) ?? containers(pod).find(({ state }) => record(state).waiting);
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
  return '';
}

function crashLoopingContainer(pod: JsonObject, now: number): JsonObject | undefined {
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

function isFinished(pod: JsonObject): boolean {
  const { phase } = record(pod.status);
  return phase === 'Failed' || phase === 'Succeeded';
}

function readyCondition(pod: JsonObject): JsonObject | undefined {
  return conditions(pod).find(({ type }) => type === 'Ready');
}

function conditions(pod: JsonObject): JsonObject[] {
  return records(record(pod.status).conditions);
}
