import { formatAge } from '../../../model/duration';
import { type JsonObject, newest, record, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { statusClock } from './clocks';
import { conditionsOfType, hasStatus } from './conditions';
import { containers } from './containers';

/** What lives longer is not recreated again and again: as in a crash loop. */
const maxLife = 10 * 60_000;
/** How long after the end of a pod the next one counts as its replacement. */
const maxGap = 5 * 60_000;
/** How far the clocks of a node and of the API server may differ. */
const maxSkew = 5_000;
const minPods = 3;
const hour = 60 * 60_000;
const maxReasons = 3;

/** From the creation of a failed pod until it failed, in milliseconds since the epoch. */
interface Life {
  readonly created: number;
  readonly failed: number;
}

/**
 * Since when pods of a workload have failed one after the other, given that it has been short `since` then: the creation of the
 * first of at least 3 that are left over. Each lived for at most 10 minutes and was replaced within 5; those that failed together,
 * as on a lost node, count as one. Undefined if there are no such pods. It depends neither on now nor on a grace period, so that
 * neither more time nor more grace can change what is compared with them.
 */
export function failingSince(pods: readonly JsonObject[], since: number): number | undefined {
  const lives = pods.flatMap((pod) => lifeOf(pod) ?? []).filter(({ created, failed }) => failed - created <= maxLife);
  const last = newest(lives.map(({ failed }) => failed));
  if (last === undefined || since > last + maxGap) return undefined;
  let replaced = 0;
  let start = last + 1;
  for (const { created, failed } of lives.sort((a, b) => b.created - a.created)) {
    // The one that it replaced: created before it, and it failed when it was created, or a little earlier.
    if (created >= start || failed > start + maxSkew || failed < start - maxGap) continue;
    replaced += 1;
    start = created;
  }
  return replaced >= minPods && start < since ? start : undefined;
}

/** `; 20 pods failed in the last hour (Evicted), the last 30s ago`; empty if none did. */
export function describeFailedPods(pods: readonly JsonObject[], now: number): string {
  const recent = pods.flatMap((pod) => {
    const failed = lifeOf(pod)?.failed;
    return failed === undefined || failed < now - hour ? [] : [{ failed, reason: text(record(pod.status).reason) }];
  });
  const last = newest(recent.map(({ failed }) => failed));
  if (last === undefined) return '';
  const reasons = [...new Set(recent.flatMap(({ reason }) => reason || []))].sort().slice(0, maxReasons);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  const when = `${recent.length > 1 ? 'the last ' : ''}${formatAge((now - last) / 1000)} ago`;
  return `; ${pluralize(recent.length, 'pod')} failed in the last hour${why}, ${when}`;
}

/** Undefined if the pod has not failed, or if it is not known when. */
function lifeOf(pod: JsonObject): Life | undefined {
  const created = time(record(pod.metadata).creationTimestamp);
  const failed = failedAt(pod);
  return record(pod.status).phase !== 'Failed' || created === undefined || failed === undefined
    ? undefined
    : { created, failed: Math.max(created, failed) };
}

/**
 * When the kubelet decided to end the pod (evicted, preempted, shut down). Otherwise when its containers ended, or, if a kubelet
 * rejected it, when the status was written. Sources: Kubernetes, "Disruptions" (pod disruption conditions), kubelet.
 */
function failedAt(pod: JsonObject): number | undefined {
  const disrupted = conditionsOfType(pod, 'DisruptionTarget').filter((condition) => hasStatus(condition, 'True'));
  const unready = conditionsOfType(pod, 'Ready').filter((condition) => !hasStatus(condition, 'True'));
  const ends = containers(pod).map(({ state }) => time(record(record(state).terminated).finishedAt));
  const times = (conditions: JsonObject[]) => conditions.map(({ lastTransitionTime }) => time(lastTransitionTime));
  return newest(times(disrupted)) ?? newest([...times(unready), ...ends, statusClock(pod)]);
}
