import { type JsonObject, newest, record, time } from '../../model/json';
import { conditionsOfType, hasStatus } from '../health/facts/conditions';
import { containers } from '../health/facts/containers';

/** When a pod last completed a step, in milliseconds since the epoch; undefined if it has not. */
export interface PodSteps {
  /** It got a node. */
  readonly scheduled: number | undefined;
  /** One of its containers started. */
  readonly started: number | undefined;
}

/** The step that an event says a pod cannot complete, by the reason of the event. */
const blockedSteps: ReadonlyMap<string, keyof PodSteps> = new Map([
  ['FailedScheduling', 'scheduled'],
  ['ErrImageNeverPull', 'started'],
  ['Failed', 'started'],
  ['FailedAttachVolume', 'started'],
  ['FailedCreatePodContainer', 'started'],
  ['FailedCreatePodSandBox', 'started'],
  ['FailedMapVolume', 'started'],
  ['FailedMount', 'started'],
  ['InspectFailed', 'started'],
  ['NetworkNotReady', 'started'],
]);

/** Source: Kubernetes, "Pod Lifecycle" (conditions, container states). */
export function podSteps(pod: JsonObject): PodSteps {
  const scheduled = conditionsOfType(pod, 'PodScheduled').filter((condition) => hasStatus(condition, 'True'));
  const runs = containers(pod).flatMap(({ state, lastState }) => [
    record(state).running,
    record(state).terminated,
    record(lastState).terminated,
  ]);
  return {
    scheduled: newest(scheduled.map(({ lastTransitionTime }) => time(lastTransitionTime))),
    started: newest(runs.map((run) => time(record(run).startedAt))),
  };
}

/** Whether a pod has completed what an event about it says it cannot, so that the event does not explain its state. */
export function isOvercome(
  { scheduled, started }: PodSteps,
  { reason, seen }: { readonly reason: string; readonly seen: number },
): boolean {
  // What started has a node as well.
  const completed = { scheduled: newest([scheduled, started]), started };
  const step = blockedSteps.get(reason);
  return step !== undefined && (completed[step] ?? Number.NEGATIVE_INFINITY) >= seen;
}
