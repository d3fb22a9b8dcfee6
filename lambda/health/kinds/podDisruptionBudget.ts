import { count, type JsonObject, newest, record, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { specClock, statusClock } from '../facts/clocks';
import { conditionsOfType, describeCondition, generationVerdicts, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/**
 * The rule of health of a PodDisruptionBudget: as many Pods are healthy as it demands, which is the kubernetes-mixin's
 * KubePdbNotEnoughHealthyPods. That it allows no disruption is no sickness, but that its controller cannot work it out is:
 * then nothing may be evicted at all.
 * Source: Kubernetes, "Specifying a Disruption Budget for your Application" and the API reference of `policy/v1`.
 */
export const podDisruptionBudgetRule: Rule = ({ object }, criteria, now) => {
  const status = record(object.status);
  const current = count(status.currentHealthy);
  const desired = count(status.desiredHealthy);
  const told = `${current} healthy, ${desired} demanded`;
  return worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...generationVerdicts(object, [status], criteria, now),
      ...syncFindings(object, criteria, now),
      ...(current === undefined || desired === undefined
        ? [findingOf(object, criteria, now, 'NotObserved', 'its controller has not counted the healthy Pods yet')]
        : current < desired
          ? [findingOf(object, criteria, now, 'TooFewHealthy', `${told}, ${count(status.expectedPods) ?? 0} expected`)]
          : []),
    ],
    { verdict: 'Healthy', reason: 'EnoughHealthy', message: told },
  );
};

function syncFindings(object: JsonObject, criteria: Criteria, now: number): Verdict[] {
  return conditionsOfType(object, 'DisruptionAllowed')
    .filter((condition) => condition.reason === 'SyncFailed' && !hasStatus(condition, 'True'))
    .map((condition) => findingOf(object, criteria, now, 'SyncFailed', describeCondition(condition)));
}

/**
 * DisruptionAllowed turns False when the last spare Pod goes, long before one is lacking, so the status' clock, which is
 * never too old, decides where it is kept.
 */
function findingOf(object: JsonObject, { grace }: Criteria, now: number, reason: Reason, message: string): Verdict {
  const allowed = conditionsOfType(object, 'DisruptionAllowed').map((condition) => time(condition.lastTransitionTime));
  return judgeWithGrace({
    since: newest([statusClock(object), specClock(object), ...allowed]),
    limit: grace,
    now,
    reason,
    message,
    note: ' (by the clock of the status)',
  });
}
