import { formatLabelSelector } from '../../../model/formatSelector';
import { count, type JsonObject, newest, record, records, text, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { specClock, statusClock } from '../facts/clocks';
import { conditionsOfType, describeCondition, generationVerdicts, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { describeUnreadyPods } from '../facts/podDescription';
import { isLive, isReady, unreadySince } from '../facts/pods';
import { judgeWithGrace } from '../grace';
import type { Evidence, EvidenceNeeded, EvidenceQuery } from '../observation';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/**
 * The rule of health of a PodDisruptionBudget: as many pods are healthy as it requires (as in the kubernetes-mixin's
 * KubePdbNotEnoughHealthyPods). Allowing no disruption is healthy; but if its controller cannot compute it, no pod can be
 * evicted at all.
 * Source: Kubernetes, "Specifying a Disruption Budget for your Application" and the API reference of `policy/v1`.
 */
export const podDisruptionBudgetRule: Rule = ({ object, evidence }, criteria, now) => {
  const status = record(object.status);
  const current = count(status.currentHealthy);
  const desired = count(status.desiredHealthy);
  // Without both, the numbers are the zeros that the API server stores for an object that the controller never saw.
  const isSeen = (count(status.observedGeneration) ?? 0) > 0 || records(status.conditions).length > 0;
  const isCounted = isSeen && current !== undefined && desired !== undefined;
  const shortage = isCounted && current < desired ? judgeShortage(object, evidence?.Pod, criteria, now) : undefined;
  if (shortage !== undefined && 'needed' in shortage) return shortage;
  return worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...generationVerdicts(object, [status], criteria, now),
      ...syncFindings(object, criteria, now),
      ...(isCounted
        ? []
        : [findingOf(object, criteria, now, 'NotObserved', 'the controller has not counted the healthy pods yet')]),
      ...(shortage === undefined ? [] : [shortage]),
    ],
    { verdict: 'Healthy', reason: 'EnoughHealthy', message: `${current} healthy, ${desired} required` },
  );
};

/**
 * Too few are healthy. The last status change is never too early a start, but moves with every count, so the pods decide
 * unless it is late by that already.
 */
function judgeShortage(
  object: JsonObject,
  pods: Evidence | undefined,
  criteria: Criteria,
  now: number,
): Verdict | EvidenceNeeded {
  const { currentHealthy, desiredHealthy, expectedPods } = record(object.status);
  const message = `${currentHealthy} healthy, ${desiredHealthy} required, ${count(expectedPods) ?? 0} expected`;
  const byStatus = findingOf(object, criteria, now, 'TooFewHealthy', message);
  if (byStatus.verdict === 'Unhealthy') return byStatus;
  if (pods === undefined) return { needed: [podQuery(object)] };
  if (pods.type === 'unreadable') return { verdict: 'Unknown', reason: pods.reason, message: pods.message };
  if (pods.type === 'unavailable') return { ...byStatus, message: `${byStatus.message} (${pods.message})` };
  const live = pods.objects.filter(isLive);
  const unready = live.filter((pod) => !isReady(pod)).flatMap((pod) => unreadySince(pod) ?? []);
  const tolerated = (count(expectedPods) ?? 0) - (count(desiredHealthy) ?? 0);
  // The pods that do not exist are as young as the status, so they are the last to be tolerated.
  const since = unready.sort((a, b) => a - b)[Math.max(0, tolerated)];
  if (since === undefined) return byStatus;
  return judgeWithGrace({
    since: newest([since, specClock(object)]),
    limit: criteria.grace,
    now,
    reason: 'TooFewHealthy',
    message: `${message}${describeUnreadyPods(live, now)}`,
    isShort: true,
  });
}

/** Source: Kubernetes, API reference of `policy/v1` (an empty selector selects all pods of the namespace). */
function podQuery({ metadata, spec }: JsonObject): EvidenceQuery {
  const labelSelector = formatLabelSelector(record(spec).selector);
  return { kind: 'Pod', namespace: text(record(metadata).namespace) ?? '', labelSelector, belongs: () => true };
}

function syncFindings(object: JsonObject, criteria: Criteria, now: number): Verdict[] {
  return conditionsOfType(object, 'DisruptionAllowed')
    .filter((condition) => condition.reason === 'SyncFailed' && !hasStatus(condition, 'True'))
    .map((condition) => findingOf(object, criteria, now, 'SyncFailed', describeCondition(condition)));
}

/**
 * DisruptionAllowed becomes False when the last spare pod is gone, long before too few are healthy. So the last status change,
 * which is never too early, counts if it is known.
 */
function findingOf(object: JsonObject, { grace }: Criteria, now: number, reason: Reason, message: string): Verdict {
  const allowed = conditionsOfType(object, 'DisruptionAllowed').map((condition) => time(condition.lastTransitionTime));
  return judgeWithGrace({
    since: newest([statusClock(object), specClock(object), ...allowed]),
    limit: grace,
    now,
    reason,
    message,
    bound: 'at least',
    isShort: reason === 'TooFewHealthy',
  });
}
