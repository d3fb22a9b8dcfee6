import { count, type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { truncate } from '../../../model/truncate';
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

const maxNamed = 3;
const maxDescription = 400;

/** `; NAME: PROBLEM` for the pods that explain why too few are ready, those with a known problem first; may be empty. */
export function describeUnreadyPods(pods: readonly JsonObject[], now: number): string {
  const unready = pods.filter((pod) => !isReady(pod) || isCrashLooping(pod, now));
  const unscheduled = unready.flatMap((pod) => whyUnschedulable(pod) ?? []);
  const others = unready
    .filter((pod) => whyUnschedulable(pod) === undefined)
    .map((pod) => ({ name: text(record(pod.metadata).name) ?? 'a pod', problem: describeContainerProblem(pod, now) }))
    .sort((a, b) => Number(a.problem === '') - Number(b.problem === '') || (a.name < b.name ? -1 : 1));
  const [cause] = unscheduled.sort();
  const parts = [
    ...others.slice(0, maxNamed).map(({ name, problem }) => `${name}: ${problem === '' ? 'not ready' : problem}`),
    ...(others.length > maxNamed ? [`and ${others.length - maxNamed} more pods not ready`] : []),
    ...(cause === undefined ? [] : [`${pluralize(unscheduled.length, 'pod')} unschedulable${cause}`]),
  ];
  const description = parts.map((part) => `; ${part}`).join('');
  return truncate(description, maxDescription);
}

/** Why no node accepts a pod, to be appended to a message; undefined if it has a node. */
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
    return [
      waiting ?? 'restarting',
      ...(restarts > 0 ? [pluralize(restarts, 'restart')] : []),
      ...(count(last.exitCode) === undefined ? [] : [`last exit code ${formatExit(last)}`]),
    ].join(', ');
  }
  return '';
}

/** `2 (Error)`, of the `terminated` state of a container. */
export function formatExit({ exitCode, reason }: JsonObject): string {
  return `${exitCode}${text(reason) ? ` (${reason})` : ''}`;
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
