import { type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { conditionsOfType, describeCondition, hasStatus } from '../facts/conditions';
import { containerProblem, describeContainer } from '../facts/containerProblem';
import { describeUnreadyPods, withoutPreemption } from '../facts/podDescription';
import { judgeWithGrace } from '../grace';
import type { Criteria } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** States in which the kubelet keeps a container waiting and that rarely resolve on their own, by reason. */
const failures = {
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

/** The verdict on a pod that is not ready, by how long it has not been. */
export function judgeUnready(pod: JsonObject, { grace }: Criteria, now: number): Verdict {
  const { phase } = record(pod.status);
  const created = time(record(pod.metadata).creationTimestamp);
  const [unscheduled] = conditionsOfType(pod, 'PodScheduled')
    .filter((condition) => hasStatus(condition, 'False'))
    .map(({ message, ...condition }) =>
      describeCondition({ ...condition, message: withoutPreemption(text(message) ?? '') }).replace(
        /^PodScheduled is False: Unschedulable(: |$)/,
        'unschedulable$1',
      ),
    )
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
    message: unscheduled ?? describeUnready(pod, description, now),
    isShort: true,
  });
  const limits = { limit: Math.min(failureLimit, grace), now };
  return worstVerdict(
    [notReady, ...failedStarts(pod, now).map((failure) => judgeWithGrace({ ...limits, ...failure }))],
    notReady,
  );
}

/** The condition of the pod only says that a container is not ready: the container says more. */
function describeUnready(pod: JsonObject, condition: string, now: number): string {
  const { text: problem } = containerProblem(pod, now);
  const isGeneral = /^Ready is False(: Containers?Not(Ready|Initialized)\b|$)/.test(condition);
  return isGeneral && problem !== ''
    ? `${problem}${describeNode(pod)}`
    : `${condition}${describeUnreadyPods([pod], now)}`;
}

function describeNode({ spec }: JsonObject): string {
  const node = text(record(spec).nodeName);
  return node === undefined ? '' : ` (on ${node})`;
}

/** Containers that cannot start, since the latest step that the pod completed. */
function failedStarts(pod: JsonObject, now: number) {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)].flatMap((container) => {
    const waiting = record(record(container.state).waiting);
    const reason = failureOf.get(waiting.reason);
    if (reason === undefined) return [];
    return [{ since: latestStep(pod), reason, message: describeContainer(pod, container, now) }];
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
