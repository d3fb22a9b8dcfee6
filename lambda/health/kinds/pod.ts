import { count, type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { truncate } from '../../../model/truncate';
import { conditionsOfType, describeCondition, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { controllerOf, formatOwner } from '../facts/owner';
import { describeUnreadyPods, isCrashLooping } from '../facts/pods';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** Why the kubelet keeps a container waiting that seldom comes right by itself, by our reason for it. */
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
/** Seconds that such a wait may last, for a registry's hiccup. */
const failureLimit = 5 * 60;

const phases: readonly unknown[] = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];
const longestMessage = 200;

/**
 * The rule of health of a Pod: it serves, or it is done. Dead leftovers that a controller replaced (evicted, or of a node
 * that was shut down) are no sickness. Sources: Kubernetes, "Pod Lifecycle" (phases, container states, conditions, readiness
 * gates), "Pod Scheduling Readiness", "Images" (ImagePullBackOff).
 */
export const podRule: Rule = ({ object }, criteria, now) =>
  judgeSettled(object, criteria, now) ?? judgeUnready(object, criteria, now);

/** What is settled before the time that it is not ready counts: the first that applies. */
function judgeSettled(pod: JsonObject, criteria: Criteria, now: number): Verdict | undefined {
  const { phase } = record(pod.status);
  if (!phases.includes(phase)) {
    return { verdict: 'Unknown', reason: 'UnreadableObject', message: 'status.phase is not one of a pod' };
  }
  if (phase === 'Succeeded') return healthy('Succeeded', 'all its containers succeeded');
  const replacer = phase === 'Failed' ? replacerOf(pod) : undefined;
  if (replacer !== undefined) {
    return healthy('Replaced', `failed${describeFailure(pod)}; what follows is the matter of ${formatOwner(replacer)}`);
  }
  const [leaving] = deletionVerdicts(pod, criteria, now);
  if (leaving !== undefined) return leaving;
  if (phase === 'Failed') {
    return { verdict: 'Unhealthy', reason: 'PodFailed', message: `failed${describeFailure(pod)}; nothing replaces it` };
  }
  if (isGated(pod)) return healthy('SchedulingGated', 'held back by its scheduling gates');
  if (isCrashLooping(pod, now)) {
    return { verdict: 'Unhealthy', reason: 'CrashLooping', message: describeUnreadyPods([pod], now).replace('; ', '') };
  }
  if (isReady(pod)) return healthy('Ready', 'ready');
  return isPartlyComplete(pod) ? healthy('Running', 'each of its containers is ready or done') : undefined;
}

function healthy(reason: Reason, message: string): Verdict {
  return { verdict: 'Healthy', reason, message };
}

/** The kubelet's own pods belong to their Node, which makes no new ones. */
function replacerOf(pod: JsonObject): JsonObject | undefined {
  const owner = controllerOf(pod);
  return owner?.kind === 'Node' ? undefined : owner;
}

function describeFailure({ status }: JsonObject): string {
  const { reason, message, containerStatuses } = record(status);
  const exits = records(containerStatuses).flatMap(({ name, state }) => {
    const { exitCode, reason: why } = record(record(state).terminated);
    const exit = count(exitCode) ?? 0;
    return exit === 0 ? [] : [`${text(name) ?? 'a container'} exited with ${exit} ${text(why) ?? ''}`.trimEnd()];
  });
  return [text(reason), shortened(message), ...exits.sort()]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `: ${part}`)
    .join('');
}

function shortened(message: unknown): string | undefined {
  const told = text(message)?.replace(/\s+/g, ' ').trim();
  return told === undefined ? undefined : truncate(told, longestMessage);
}

function isGated(pod: JsonObject): boolean {
  const scheduled = conditionsOfType(pod, 'PodScheduled');
  return scheduled.length > 0 && scheduled.every(({ reason }) => reason === 'SchedulingGated');
}

function isReady(pod: JsonObject): boolean {
  const ready = conditionsOfType(pod, 'Ready');
  return ready.length > 0 && ready.every((condition) => hasStatus(condition, 'True'));
}

/** One that is to end is not Ready any more once the first of its containers has done its work. */
function isPartlyComplete({ spec, status }: JsonObject): boolean {
  const { restartPolicy } = record(spec);
  const states = records(record(status).containerStatuses).map(({ ready, state }) => ({
    ready: ready === true,
    done: count(record(record(state).terminated).exitCode) === 0,
  }));
  const endsSome = restartPolicy === 'Never' || restartPolicy === 'OnFailure';
  return endsSome && states.some(({ done }) => done) && states.every(({ ready, done }) => ready || done);
}

function judgeUnready(pod: JsonObject, { grace }: Criteria, now: number): Verdict {
  const { phase } = record(pod.status);
  const created = time(record(pod.metadata).creationTimestamp);
  const [unscheduled] = conditionsOfType(pod, 'PodScheduled')
    .filter((condition) => hasStatus(condition, 'False'))
    .map(describeCondition)
    .sort();
  const unready = conditionsOfType(pod, 'Ready').filter((condition) => !hasStatus(condition, 'True'));
  const [told = 'not ready'] = unready.map(describeCondition).sort();
  const lost =
    phase === 'Pending' ? undefined : oldest(unready.map(({ lastTransitionTime }) => time(lastTransitionTime)));
  const notReady = judgeWithGrace({
    since: lost ?? created,
    limit: grace,
    now,
    reason: phase !== 'Pending' ? 'NotReady' : unscheduled === undefined ? 'Pending' : 'Unschedulable',
    message: unscheduled ?? `${told}${describeUnreadyPods([pod], now)}`,
  });
  const limits = { limit: Math.min(failureLimit, grace), now };
  return worstVerdict(
    [notReady, ...failedStarts(pod).map((failure) => judgeWithGrace({ ...limits, ...failure }))],
    notReady,
  );
}

/** Containers that wait for something that fails, since the pod got as far as that. */
function failedStarts(pod: JsonObject) {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)].flatMap(({ name, state }) => {
    const waiting = record(record(state).waiting);
    const reason = failureOf.get(waiting.reason);
    if (reason === undefined) return [];
    const told = [text(waiting.reason), shortened(waiting.message)].filter(Boolean).join(': ');
    return [{ since: latestStep(pod), reason, message: `container ${text(name) ?? 'without a name'} waits: ${told}` }];
  });
}

/** When it was made, got its node, its network or the end of its init containers, or was lost: whichever came last. */
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
