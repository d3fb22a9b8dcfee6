import type { JsonObject } from '../../model/json';
import { describeScaler } from './facts/scaler';
import { judgeWithGrace } from './grace';
import { objectOutage } from './objectOutage';
import type { Criteria } from './rule';
import type { Verdict } from './verdict';
import type { WorkloadFacts } from './workloadFacts';
import { toGraces } from './workloadGraces';

/** No pod is desired. Nobody tolerates what somebody scaled to 0; a DaemonSet that has lost its last node may get another one. */
export function judgeZero(object: JsonObject, facts: WorkloadFacts, criteria: Criteria, now: number): Verdict {
  const { zero } = facts;
  const why = zero?.why ?? 'scaled to 0';
  if (criteria.allowZero) return { verdict: 'Healthy', reason: 'ScaledToZero', message: `${why} (allowed)` };
  if (zero === undefined) {
    return { verdict: 'Unhealthy', reason: 'ScaledToZero', message: `${why}${describeScaler(object, now)}` };
  }
  const { down: limit } = toGraces(criteria, facts);
  const verdict = judgeWithGrace({
    since: zero.since,
    limit,
    now,
    reason: 'ScaledToZero',
    message: why,
    isShort: true,
  });
  return { ...verdict, outages: [objectOutage(object, verdict)] };
}
