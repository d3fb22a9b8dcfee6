import { type JsonObject, record, text } from '../../model/json';
import type { Reason } from '../../model/reasons';
import { isLagging, specClock } from './facts/clocks';
import { isCrashLooping } from './facts/crashLoop';
import { formatLabelSelector } from './facts/formatSelector';
import { describeUnreadyPods } from './facts/podDescription';
import { isLive } from './facts/pods';
import { judgeWithGrace } from './grace';
import type { EvidenceNeeded, EvidenceQuery, Found } from './observation';
import type { Criteria, Rule } from './rule';
import type { Verdict } from './verdict';
import { rolloutClock, shortageClock } from './workloadClocks';
import type { WorkloadFacts } from './workloadFacts';

/**
 * Judges a workload by its ready replicas, and tolerates a shortage only within the grace period: see the table of modes and
 * grace periods in docs/health.md. Requests the pods if the verdict depends on how long a shortage or a rollout has lasted.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function judgeWorkload(
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
  if (facts.scaledToZero) {
    return criteria.allowZero
      ? { verdict: 'Healthy', reason: 'ScaledToZero', message: 'scaled to 0 (allowed)', ...counts }
      : {
          verdict: 'Unhealthy',
          reason: 'ScaledToZero',
          message: 'scaled to 0; set allowZero to allow this',
          ...counts,
        };
  }
  const required = requiredReplicas(criteria, desired);
  const serving = `${ready} of ${desired} pods ready${required > desired && desired > 0 ? `, ${required} required` : ''}`;
  const satisfied = ready >= required;
  if (satisfied && (criteria.mode !== 'AllOfThem' || (facts.rollout === undefined && !lagging))) {
    return { verdict: 'Healthy', reason: 'Ready', message: serving, ...counts };
  }
  const pods = evidence?.Pod;
  if (pods === undefined) return { needed: [podQuery(object, facts)] };

  const live = pods.type === 'found' ? pods.objects.filter(isLive) : [];
  if (!satisfied) {
    const failure = failureWithoutGrace(facts, required, live, now);
    if (failure !== undefined) {
      return { verdict: 'Unhealthy', ...failure, message: `${serving}; ${failure.message}`, ...counts };
    }
  }
  const situation = situations[satisfied ? 'rollout' : ready > 0 ? 'short' : 'down'];
  const clock = lagging
    ? { since: specClock(object), note: '' }
    : satisfied
      ? rolloutClock(object, facts, pods, live, now)
      : shortageClock(object, facts, desired, pods, live);
  const verdict = judgeWithGrace({
    ...clock,
    limit: situation.limit(criteria),
    now,
    reason: situation.early,
    lateReason: situation.late,
    message: `${desired === 0 ? 'not scheduled yet' : serving}${satisfied ? describeRollout(facts, lagging) : ''}${describeUnreadyPods(live, now)}`,
    isShort: !satisfied && !isWithinRollout(facts, criteria),
  });
  // The last status change is never too early a start, so a late verdict holds without the pods; an early one does not.
  if (pods.type === 'unreadable' && (verdict.verdict === 'Progressing' || clock.since === undefined)) {
    return { verdict: 'Unknown', reason: pods.reason, message: pods.message, ...counts };
  }
  return { ...verdict, ...counts };
}

/** Whether no more pods are missing than the rollout may replace at once. What the target requires explicitly must be ready. */
function isWithinRollout({ rollout, desired = 0, ready = 0 }: WorkloadFacts, { mode }: Criteria): boolean {
  return mode === 'AllOfThem' && rollout !== undefined && ready > 0 && ready >= desired - rollout.maxUnavailable;
}

/** How many replicas must be ready: at least 1. A percentage rounds up. */
function requiredReplicas({ mode, minReady }: Criteria, desired: number): number {
  if (mode === 'AllOfThem') return Math.max(1, desired);
  if (mode === 'AtLeastOne') return 1;
  return typeof minReady === 'string'
    ? Math.max(1, Math.ceil((Number.parseInt(minReady, 10) * desired) / 100))
    : (minReady ?? 1);
}

interface Situation {
  readonly limit: (criteria: Criteria) => number;
  readonly early: Reason;
  readonly late: Reason;
}

const situations: Readonly<Record<'rollout' | 'short' | 'down', Situation>> = {
  rollout: { limit: ({ grace }) => grace, early: 'RollingOut', late: 'RolloutStuck' },
  short: { limit: ({ grace }) => grace, early: 'TooFewReady', late: 'TooFewReady' },
  down: { limit: ({ downGrace }) => downGrace, early: 'NoneReady', late: 'NoneReady' },
};

function describeRollout({ rollout }: WorkloadFacts, lagging: boolean): string {
  return lagging || rollout === undefined
    ? ', the controller has not observed the newest spec yet'
    : `, ${rollout.updated} of ${rollout.wanted} updated${rollout.note ?? ''}`;
}

/**
 * Evidence that waiting does not help: it gets no grace. One crash loop is enough if several pods are required; if only one
 * is, every pod must be crash looping. Independent of how many are ready, so that more ready pods never make it worse.
 */
function failureWithoutGrace(
  facts: WorkloadFacts,
  required: number,
  live: readonly JsonObject[],
  now: number,
): Pick<Verdict, 'reason' | 'message'> | undefined {
  if (facts.replicaFailure !== undefined) return { reason: 'ReplicaFailure', message: facts.replicaFailure };
  const looping = live.filter((pod) => isCrashLooping(pod, now));
  const failsImmediately = looping.length > 0 && (required > 1 || looping.length === live.length);
  return failsImmediately
    ? { reason: 'CrashLooping', message: describeUnreadyPods(looping, now).replace('; ', '') }
    : undefined;
}

function podQuery(object: JsonObject, { owns }: WorkloadFacts): EvidenceQuery {
  const namespace = text(record(object.metadata).namespace) ?? '';
  return { kind: 'Pod', namespace, labelSelector: formatLabelSelector(record(object.spec).selector), belongs: owns };
}

/** Makes the rule of a kind of workload from the function that reads its facts. */
export function workloadRule(factsOf: (object: JsonObject) => WorkloadFacts): Rule {
  return (found, criteria, now) => judgeWorkload(found, factsOf(found.object), criteria, now);
}
