import { count, type JsonObject, record, text, time } from '../../../model/json';
import { containers, isCompleted } from './containers';

/** After a run of ten minutes the kubelet forgets earlier failures. */
const resetAfter = 10 * 60_000;
const maxBackOff = 5 * 60_000;
/** The fourth failure in a row with the default series (10 s, 20 s, 40 s …); 32 s is the sixth where it begins at 1 s. */
const loopBackOff = 32_000;
const loopDelay = 40_000;
const minRestarts = { capped: 4, rate: 5 };
const seriesStarts = [1000, 10_000];

/**
 * Whether a container of the pod (sidecars and init containers included) is crash looping, whether or not the pod is Ready at
 * the moment: without a readiness probe it becomes Ready at every start.
 *
 * The number of restarts alone proves nothing, because it counts for the life of the pod. What counts is how long the kubelet
 * delays the restart, which it doubles with every failure in a row; and, where that is not known, how often the pod restarts.
 * Sources: Kubernetes, "Pod Lifecycle" (restart back-off); "Configuring the kubelet" (`maxContainerRestartPeriod`).
 *
 * @param now - the API server's clock in milliseconds.
 */
export function isCrashLooping(pod: JsonObject, now: number): boolean {
  return crashLoopingContainer(pod, now) !== undefined;
}

/** The container that makes the pod crash looping. */
export function crashLoopingContainer(pod: JsonObject, now: number): JsonObject | undefined {
  return containers(pod).find((container) => isLoopingContainer(pod, container, now));
}

/** Whether this container of the pod is crash looping. */
export function isLoopingContainer(pod: JsonObject, container: JsonObject, now: number): boolean {
  const age = now - (time(record(pod.metadata).creationTimestamp) ?? Number.NEGATIVE_INFINITY);
  return !isCompleted(pod, container) && isLooping(container, age, now);
}

function isLooping({ state, lastState, restartCount }: JsonObject, podAge: number, now: number): boolean {
  const restarts = count(restartCount) ?? 0;
  const interval = podAge / restarts;
  const last = record(record(lastState).terminated);
  const [started, finished] = [time(last.startedAt), time(last.finishedAt)];
  const lasted = started === undefined || finished === undefined ? undefined : finished - started;
  const { waiting, running } = record(state);
  const { reason, message } = record(waiting);
  const backOff = reason === 'CrashLoopBackOff' ? parseBackOff(message) : undefined;
  if (backOff !== undefined) {
    return backOff >= loopBackOff || isMaximum(backOff, restarts, interval, lasted ?? 0);
  }
  if (lasted === undefined || finished === undefined) return false;
  if (lasted >= resetAfter || now - finished >= resetAfter) return false;
  const delay = (time(record(running).startedAt) ?? finished) - finished;
  const delayed = restarts >= minRestarts.capped && delay >= loopDelay;
  return delayed || (restarts >= minRestarts.rate && interval < resetAfter + maxBackOff);
}

/** `back-off 2m40s restarting failed container=…` in milliseconds; undefined if it cannot be parsed. */
function parseBackOff(message: unknown): number | undefined {
  const [, hours, minutes, seconds] =
    /^back-off (?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)? restarting failed container/.exec(
      text(message) ?? '',
    ) ?? [];
  if (hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  return ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
}

/**
 * Whether a short back-off does not grow any more, because the kubelet is configured with a low maximum: it is not in a series,
 * or there were more restarts than the series needs to reach it, and all of them at this rate.
 */
function isMaximum(backOff: number, restarts: number, interval: number, lasted: number): boolean {
  if (restarts < minRestarts.capped) return false;
  const steps = seriesStarts.map((first) => Math.log2(backOff / first)).find((step) => Number.isInteger(step));
  if (steps === undefined) return true;
  return restarts >= steps + 3 && interval <= 2 * (lasted + backOff);
}
