import { type JsonObject, newest, oldest } from '../../model/json';
import { specClock, statusClock } from './facts/clocks';
import { isCrashLooping } from './facts/crashLoop';
import { deletionRequested } from './facts/deletion';
import { failingSince } from './facts/failedPods';
import { readinessLost } from './facts/lostPods';
import { isReady, isTerminating, lastProgress, unreadySince, waitingSince } from './facts/pods';
import type { Evidence } from './observation';
import type { WorkloadFacts } from './workloadFacts';

/** Since when a workload is short, or its rollout waits. */
export interface WorkloadClock {
  /** In milliseconds since the epoch; undefined if it is not known. */
  readonly since: number | undefined;
  /** Whether it may have begun earlier. @default - it has not */
  readonly bound?: 'at least';
  /** Why the pods are not known, appended to the message. @default - they are */
  readonly note?: string;
}

/** Since the oldest unready pod; since the last status change for pods that do not exist or cannot be read. */
export function shortageClock(
  object: JsonObject,
  { ready, unavailableSince }: WorkloadFacts,
  desired: number,
  pods: Evidence,
  live: readonly JsonObject[],
): WorkloadClock {
  // Nothing replaces a StatefulSet pod that cannot terminate, as on a lost node: its deletion does not restart the clock.
  const terminating = pods.type === 'found' && live.length < desired ? pods.objects.filter(isTerminating) : [];
  const unready = [...live, ...terminating].filter((pod) => !isReady(pod)).map(unreadySince);
  const lacking = live.length < desired || unready.length === 0;
  const replaced = replacementClock(terminating, desired - live.length);
  const fallback = lacking ? newest([statusClock(object), replaced]) : undefined;
  // Pods that are recreated stay young; the condition, and the pods that they replace, do not.
  const down = ready === 0 ? [unavailableSince, pods.type === 'found' ? readinessLost(pods.objects) : undefined] : [];
  const known = [...unready, ...down];
  const since = oldest([...known, fallback]);
  return { since, ...describeClock(pods, ![...known, replaced].includes(since)) };
}

/**
 * When the deletion of the pods that the missing ones replace was requested: they cannot have been missing before. Between the
 * two, the counts of the status may not change. Undefined if a missing pod has no such predecessor.
 */
function replacementClock(terminating: readonly JsonObject[], missing: number): number | undefined {
  const requested = terminating.flatMap((pod) => deletionRequested(pod) ?? []);
  return requested.sort((a, b) => b - a)[missing - 1];
}

/** Since the newest sign of progress, or since a pod that is not ready yet is waiting, whichever is older. */
export function rolloutClock(
  object: JsonObject,
  { minReadySeconds }: WorkloadFacts,
  pods: Evidence,
  live: readonly JsonObject[],
  now: number,
): WorkloadClock {
  if (pods.type !== 'found') return { since: statusClock(object), ...describeClock(pods, true) };
  const started = specClock(object);
  const waiting = live.filter((pod) => !isReady(pod) || isCrashLooping(pod, now)).map((pod) => waitingSince(pod, now));
  const since = (failing?: number) =>
    oldest([...waiting, newest([started, lastProgress(pods.objects, { started, minReadySeconds, now, failing })])]);
  const last = since();
  return { since: last === undefined ? undefined : since(failingSince(pods.objects, last)) };
}

/** The status changes with every count, so that it is never earlier than what it is about. */
function describeClock(pods: Evidence, byStatus: boolean): Omit<WorkloadClock, 'since'> {
  const note = pods.type === 'unavailable' ? { note: ` (${pods.message})` } : {};
  return { ...(byStatus || pods.type === 'unavailable' ? { bound: 'at least' as const } : {}), ...note };
}
