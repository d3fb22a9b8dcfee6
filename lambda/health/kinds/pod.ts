import { count, type JsonObject, record, records, text } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { conditionsOfType, hasStatus } from '../facts/conditions';
import { formatExit } from '../facts/containerProblem';
import { isCrashLooping } from '../facts/crashLoop';
import { deletionVerdicts } from '../facts/deletion';
import { controllerOf, formatOwner } from '../facts/owner';
import { describeUnreadyPods, shortenMessage } from '../facts/podDescription';

import type { Criteria, Rule } from '../rule';
import type { Verdict } from '../verdict';
import { judgeUnready } from './unreadyPod';

const phases: readonly unknown[] = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];

/**
 * The rule of health of a Pod: it is ready, or it has completed. A failed pod that its controller replaces (evicted, or on a
 * node that was shut down) is healthy. Sources: Kubernetes, "Pod Lifecycle" (phases, container states, conditions, readiness
 * gates), "Pod Scheduling Readiness", "Images" (ImagePullBackOff).
 */
export const podRule: Rule = ({ object }, criteria, now) =>
  judgeSettled(object, criteria, now) ?? judgeUnready(object, criteria, now);

/** The verdict if it does not depend on how long the pod has not been ready. */
function judgeSettled(pod: JsonObject, criteria: Criteria, now: number): Verdict | undefined {
  const { phase } = record(pod.status);
  if (!phases.includes(phase)) {
    return { verdict: 'Unknown', reason: 'UnreadableObject', message: 'status.phase is not a phase of a pod' };
  }
  if (phase === 'Succeeded') return healthy('Succeeded', 'all containers succeeded');
  const replacer = phase === 'Failed' ? replacerOf(pod) : undefined;
  if (replacer !== undefined) {
    return healthy(
      'Replaced',
      `failed${describeFailure(pod)}; ${formatOwner(replacer)} is responsible for a replacement`,
    );
  }
  const [deletion] = deletionVerdicts(pod, criteria, now);
  if (deletion !== undefined) return deletion;
  if (phase === 'Failed') {
    return {
      verdict: 'Unhealthy',
      reason: 'PodFailed',
      message: `failed${describeFailure(pod)}; no controller replaces it`,
    };
  }
  if (isSchedulingGated(pod)) return healthy('SchedulingGated', 'waiting for its scheduling gates');
  if (isCrashLooping(pod, now)) {
    return { verdict: 'Unhealthy', reason: 'CrashLooping', message: describeUnreadyPods([pod], now).replace('; ', '') };
  }
  if (isReady(pod)) return healthy('Ready', 'ready');
  return isPartlyComplete(pod) ? healthy('Running', 'every container is ready or has completed') : undefined;
}

function healthy(reason: Reason, message: string): Verdict {
  return { verdict: 'Healthy', reason, message };
}

/** Static pods belong to their Node, which does not create replacements. */
function replacerOf(pod: JsonObject): JsonObject | undefined {
  const owner = controllerOf(pod);
  return owner?.kind === 'Node' ? undefined : owner;
}

function describeFailure({ status }: JsonObject): string {
  const { reason, message, containerStatuses } = record(status);
  const exits = records(containerStatuses).flatMap(({ name, state }) => {
    const terminated = record(record(state).terminated);
    const failed = (count(terminated.exitCode) ?? 0) !== 0;
    return failed ? [`${text(name) ?? 'a container'} exited with code ${formatExit(terminated)}`] : [];
  });
  return [text(reason), shortenMessage(message), ...exits.sort()]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `: ${part}`)
    .join('');
}

/** Whether something else holds the pod back from being scheduled. */
export function isSchedulingGated(pod: JsonObject): boolean {
  const scheduled = conditionsOfType(pod, 'PodScheduled');
  return scheduled.length > 0 && scheduled.every(({ reason }) => reason === 'SchedulingGated');
}

function isReady(pod: JsonObject): boolean {
  const ready = conditionsOfType(pod, 'Ready');
  return ready.length > 0 && ready.every((condition) => hasStatus(condition, 'True'));
}

/** A pod that runs to completion is no longer Ready once its first container has completed. */
function isPartlyComplete({ spec, status }: JsonObject): boolean {
  const { restartPolicy } = record(spec);
  const states = records(record(status).containerStatuses).map(({ ready, state }) => ({
    ready: ready === true,
    completed: count(record(record(state).terminated).exitCode) === 0,
  }));
  const runsToCompletion = restartPolicy === 'Never' || restartPolicy === 'OnFailure';
  return (
    runsToCompletion &&
    states.some(({ completed }) => completed) &&
    states.every(({ ready, completed }) => ready || completed)
  );
}
