import { count, type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { truncate } from '../../../model/truncate';
import { conditionsOfType, describeCondition, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { controllerOf, formatOwner } from '../facts/owner';
import { describeUnreadyPods, formatExit, isCrashLooping } from '../facts/pods';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** States in which the kubelet keeps a container waiting and that rarely resolve on their own, by reason. */
const failures = {
  CrashLooping: ['CrashLoopBackOff'],
  ImageUnavailable: [
    'ErrImagePull',
    'ImagePullBackOff',
    'ErrImageNeverPull',
    'InvalidImageName',
    'ImageInspectError',
    'RegistryUnavailable',
    'SignatureValidationFailed',
    'ImageVolumeMountFailed',
  ],
  ContainerNotStarted: [
    'CreateContainerConfigError',
    'CreateContainerError',
    'RunContainerError',
    'PreCreateHookError',
    'PreStartHookError',
    'PostStartHookError',
    'RROUnsupported',
  ],
} as const satisfies Partial<Record<Reason, readonly string[]>>;
const failureOf: ReadonlyMap<unknown, keyof typeof failures> = new Map(
  (Object.keys(failures) as (keyof typeof failures)[]).flatMap((reason) =>
    failures[reason].map((waiting) => [waiting, reason] as const),
  ),
);
/** Seconds for which such a wait is tolerated, in case of a transient error of a registry. */
const failureLimit = 5 * 60;

const phases: readonly unknown[] = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];
const maxMessage = 200;

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
  if (isGated(pod)) return healthy('SchedulingGated', 'waiting for its scheduling gates');
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
  return [text(reason), shorten(message), ...exits.sort()]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `: ${part}`)
    .join('');
}

function shorten(message: unknown): string | undefined {
  const line = text(message)?.replace(/\s+/g, ' ').trim();
  return line === undefined ? undefined : truncate(line, maxMessage);
}

function isGated(pod: JsonObject): boolean {
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

function judgeUnready(pod: JsonObject, { grace }: Criteria, now: number): Verdict {
  const { phase } = record(pod.status);
  const created = time(record(pod.metadata).creationTimestamp);
  const [unscheduled] = conditionsOfType(pod, 'PodScheduled')
    .filter((condition) => hasStatus(condition, 'False'))
    .map(describeCondition)
    .sort();
  const unready = conditionsOfType(pod, 'Ready').filter((condition) => !hasStatus(condition, 'True'));
  const [description = 'not ready'] = unready.map(describeCondition).sort();
  const lost =
    phase === 'Pending' ? undefined : oldest(unready.map(({ lastTransitionTime }) => time(lastTransitionTime)));
  const notReady = judgeWithGrace({
    since: lost ?? created,
    limit: grace,
    now,
    reason: phase !== 'Pending' ? 'NotReady' : unscheduled === undefined ? 'Pending' : 'Unschedulable',
    message: unscheduled ?? `${description}${describeUnreadyPods([pod], now)}`,
    isShort: true,
  });
  const limits = { limit: Math.min(failureLimit, grace), now };
  return worstVerdict(
    [notReady, ...failedStarts(pod).map((failure) => judgeWithGrace({ ...limits, ...failure }))],
    notReady,
  );
}

/** Containers that cannot start, since the latest step that the pod completed. */
function failedStarts(pod: JsonObject) {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)].flatMap(({ name, state }) => {
    const waiting = record(record(state).waiting);
    const reason = failureOf.get(waiting.reason);
    if (reason === undefined) return [];
    const details = [text(waiting.reason), shorten(waiting.message)].filter(Boolean).join(': ');
    return [
      { since: latestStep(pod), reason, message: `container ${text(name) ?? 'without a name'} is waiting: ${details}` },
    ];
  });
}

/** When it was created, scheduled, got its network, completed its init containers, or lost readiness: the latest. */
function latestStep(pod: JsonObject): number | undefined {
  const steps = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized'].flatMap((type) =>
    conditionsOfType(pod, type).filter((condition) => hasStatus(condition, 'True')),
  );
  const lost = conditionsOfType(pod, 'Ready').filter((condition) => !hasStatus(condition, 'True'));
  return newest([
    time(record(pod.metadata).creationTimestamp),
    ...[...steps, ...lost].map(({ lastTransitionTime }) => time(lastTransitionTime)),
  ]);
}
