import { count, type JsonObject, newest, record, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { specClock, statusClock } from '../facts/clocks';
import { conditionsOfType, describeCondition, generationVerdicts, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/**
 * The rule of health of a PodDisruptionBudget: as many pods are healthy as it requires (as in the kubernetes-mixin's
 * KubePdbNotEnoughHealthyPods). Allowing no disruption is healthy; but if its controller cannot compute it, no pod can be
 * evicted at all.
 * Source: Kubernetes, "Specifying a Disruption Budget for your Application" and the API reference of `policy/v1`.
 */
export const podDisruptionBudgetRule: Rule = ({ object }, criteria, now) => {
  const status = record(object.status);
  const current = count(status.currentHealthy);
  const desired = count(status.desiredHealthy);
  const counts = `${current} healthy, ${desired} required`;
  return worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...generationVerdicts(object, [status], criteria, now),
      ...syncFindings(object, criteria, now),
      ...(current === undefined || desired === undefined
        ? [findingOf(object, criteria, now, 'NotObserved', 'the controller has not counted the healthy pods yet')]
        : current < desired
          ? [
              findingOf(
                object,
                criteria,
                now,
                'TooFewHealthy',
                `${counts}, ${count(status.expectedPods) ?? 0} expected`,
              ),
            ]
          : []),
    ],
    { verdict: 'Healthy', reason: 'EnoughHealthy', message: counts },
  );
};

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
    note: ' (measured from the last status change)',
    isShort: reason === 'TooFewHealthy',
  });
}
