import { formatLabelSelector } from '../../model/formatSelector';
import { type JsonObject, record, text } from '../../model/json';
import { isLagging } from './facts/clocks';
import { isCrashLooping } from './facts/crashLoop';
import { describeUnreadyPods } from './facts/podDescription';
import { isLive } from './facts/pods';
import { withPodWarnings } from './healthyWorkload';
import { workloadOutage } from './objectOutage';
import type { EvidenceNeeded, EvidenceQuery, Found } from './observation';
import type { Criteria, Rule } from './rule';
import { type Verdict, worstFirst } from './verdict';
import type { WorkloadFacts } from './workloadFacts';
import { judgeReplicaFailure, judgeRollout, judgeShortage, type Seen } from './workloadFindings';
import { judgeZero } from './workloadZero';

/**
 * Judges a workload by its ready replicas, and tolerates a shortage only within the grace period: see the table of modes and
 * grace periods in docs/health.md. Requests the pods if the verdict depends on how long a shortage or a rollout has lasted, or
 * if fewer are ready than desired, although enough are.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function judgeWorkload(
  found: Pick<Found, 'object' | 'evidence'>,
  facts: WorkloadFacts,
  criteria: Criteria,
  now: number,
): Verdict | EvidenceNeeded {
  const judged = judgeReplicas(found, facts, criteria, now);
  return 'needed' in judged ? judged : withPodWarnings(judged, found.evidence?.Pod, now);
}

/** The same, without warnings in the message. */
export function judgeReplicas(
  { object, evidence }: Pick<Found, 'object' | 'evidence'>,
  facts: WorkloadFacts,
  criteria: Criteria,
  now: number,
): Verdict | EvidenceNeeded {
  const { desired, ready } = facts;
  if (desired === undefined || ready === undefined) {
    const what = desired === undefined ? 'desired' : 'ready';
    return {
      verdict: 'Unknown',
      reason: 'UnreadableObject',
      message: `the object does not report how many pods are ${what}`,
    };
  }
  const counts = { ready, desired };
  const lagging = isLagging(object);
  if (facts.scaledToZero) return { ...judgeZero(object, facts, criteria, now), ...counts };
  const required = requiredReplicas(criteria, desired);
  const serving = `${ready} of ${desired} pods ready${required > desired && desired > 0 ? `, ${required} required` : ''}`;
  const satisfied = ready >= required;
  const pods = evidence?.Pod;
  if (satisfied && (criteria.mode !== 'AllOfThem' || (facts.rollout === undefined && !lagging))) {
    const healthy: Verdict = { verdict: 'Healthy', reason: 'Ready', message: serving, ...counts };
    const isExplained = pods !== undefined || ready >= desired;
    return isExplained ? healthy : { needed: [podQuery(object, facts)], otherwise: healthy };
  }
  if (pods === undefined) return { needed: [podQuery(object, facts)] };

  const live = pods.type === 'found' ? pods.objects.filter(isLive) : [];
  const seen: Seen = { object, facts, pods, live, now, serving: desired === 0 ? 'not scheduled yet' : serving };
  if (satisfied) return { ...judgeRollout(seen, criteria), ...counts };
  const shortage = judgeShortage(seen, desired, criteria);
  const outage = ready === 0 ? { outages: [workloadOutage(object, pods, shortage)] } : {};
  const failure = failureWithoutGrace(facts, required, live, now);
  if (failure !== undefined) {
    return { verdict: 'Unhealthy', ...failure, message: `${serving}; ${failure.message}`, ...counts, ...outage };
  }
  const findings = [
    ...judgeReplicaFailure(seen, criteria),
    shortage,
    // Pods that are missing count as not updated, too, but they are a shortage and no rollout.
    ...(criteria.mode === 'AllOfThem' && facts.rollout?.hasOldPods === true ? [judgeRollout(seen, criteria)] : []),
  ];
  return { ...firstOfWorst(findings), ...(isWithinRollout(facts, criteria) ? {} : { short: 1 }), ...counts, ...outage };
}

/** Whether no more pods are missing than the rollout may replace at once. What the target requires explicitly must be ready. */
function isWithinRollout({ rollout, desired = 0, ready = 0 }: WorkloadFacts, { mode }: Criteria): boolean {
  const isRollout = mode === 'AllOfThem' && rollout?.hasOldPods === true;
  return isRollout && ready > 0 && ready >= desired - rollout.maxUnavailable;
}

/** How many replicas must be ready: at least 1. A percentage rounds up. */
function requiredReplicas({ mode, minReady }: Criteria, desired: number): number {
  if (mode === 'AllOfThem') return Math.max(1, desired);
  if (mode === 'AtLeastOne') return 1;
  return typeof minReady === 'string'
    ? Math.max(1, Math.ceil((Number.parseInt(minReady, 10) * desired) / 100))
    : (minReady ?? 1);
}

function firstOfWorst(findings: readonly Verdict[]): Verdict {
  const [first, ...others] = findings as [Verdict, ...Verdict[]];
  return others.reduce((worst, next) => (worstFirst(worst, next) > 0 ? next : worst), first);
}

/**
 * Evidence that waiting does not help: it gets no grace. One crash loop is enough if several pods are required; if only one
 * is, every pod must be crash looping. More ready pods never make it worse. No pods can be created: only if nothing serves.
 */
function failureWithoutGrace(
  facts: WorkloadFacts,
  required: number,
  live: readonly JsonObject[],
  now: number,
): Pick<Verdict, 'reason' | 'message'> | undefined {
  const { replicaFailure, ready } = facts;
  if (replicaFailure !== undefined && ready === 0) return { reason: 'ReplicaFailure', message: replicaFailure.message };
  const looping = live.filter((pod) => isCrashLooping(pod, now));
  const failsImmediately = looping.length > 0 && (required > 1 || looping.length === live.length);
  return failsImmediately
    ? { reason: 'CrashLooping', message: describeUnreadyPods(looping, now).replace('; ', '') }
    : undefined;
}

/** Reads the pods of a workload. */
export function podQuery(object: JsonObject, { owns }: Pick<WorkloadFacts, 'owns'>): EvidenceQuery {
  const namespace = text(record(object.metadata).namespace) ?? '';
  return { kind: 'Pod', namespace, labelSelector: formatLabelSelector(record(object.spec).selector), belongs: owns };
}

/** Makes the rule of a kind of workload from the function that reads its facts. */
export function workloadRule(factsOf: (object: JsonObject) => WorkloadFacts): Rule {
  return (found, criteria, now) => judgeWorkload(found, factsOf(found.object), criteria, now);
}
