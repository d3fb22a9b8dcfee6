import { type JsonObject, newest, oldest, record, text } from '../../model/json';
import type { Reason } from '../../model/reasons';
import { isLagging, specClock, statusClock } from './facts/clocks';
import { formatLabelSelector } from './facts/formatSelector';
import {
  describeUnreadyPods,
  isCrashLooping,
  isLive,
  isReady,
  isTerminating,
  lastProgress,
  unreadySince,
  waitingSince,
} from './facts/pods';
import { judgeWithGrace } from './grace';
import type { Evidence, EvidenceNeeded, EvidenceQuery, Found } from './observation';
import type { Criteria, Rule } from './rule';
import type { Verdict } from './verdict';

/** What the rule of a kind reads from an object; all workloads are then judged alike. */
export interface WorkloadFacts {
  /** Undefined if the object does not report it. */
  readonly desired: number | undefined;
  readonly scaledToZero: boolean;
  /** Ready pods; undefined if the object reports something other than a count. */
  readonly ready: number | undefined;
  /** Of a rollout in progress: how many replicas are on the new template, and how many have to be. Absent without one. */
  readonly rollout?: { readonly updated: number; readonly wanted: number; readonly note?: string };
  /** Why the controller cannot create pods. */
  readonly replicaFailure?: string;
  /** Since when fewer are available than a rollout allows, if the object reports it; in milliseconds since the epoch. */
  readonly unavailableSince?: number;
  readonly minReadySeconds: number;
  readonly owns: (pod: JsonObject) => boolean;
}

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
      : shortfallClock(object, facts, desired, pods, live);
  const verdict = judgeWithGrace({
    ...clock,
    limit: situation.limit(criteria),
    now,
    reason: situation.early,
    lateReason: situation.late,
    message: `${desired === 0 ? 'not scheduled yet' : serving}${satisfied ? describeRollout(facts, lagging) : ''}${describeUnreadyPods(live, now)}`,
    isShort: !satisfied,
  });
  // The last status change is never too early a start, so a late verdict holds without the pods; an early one does not.
  if (pods.type === 'unreadable' && (verdict.verdict === 'Progressing' || clock.since === undefined)) {
    return { verdict: 'Unknown', reason: pods.reason, message: pods.message, ...counts };
  }
  return { ...verdict, ...counts };
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
  const hopeless = looping.length > 0 && (required > 1 || looping.length === live.length);
  return hopeless
    ? { reason: 'CrashLooping', message: describeUnreadyPods(looping, now).replace('; ', '') }
    : undefined;
}

interface Clock {
  readonly since: number | undefined;
  /** A remark on `since`, appended to the message. */
  readonly note: string;
}

/** Since the oldest unready pod; since the last status change for pods that do not exist or cannot be read. */
function shortfallClock(
  object: JsonObject,
  { ready, unavailableSince }: WorkloadFacts,
  desired: number,
  pods: Evidence,
  live: readonly JsonObject[],
): Clock {
  // Nothing replaces a StatefulSet pod that cannot terminate, as on a lost node: its deletion does not restart the clock.
  const terminating = pods.type === 'found' && live.length < desired ? pods.objects.filter(isTerminating) : [];
  const unready = [...live, ...terminating].filter((pod) => !isReady(pod)).map(unreadySince);
  const lacking = live.length < desired || unready.length === 0;
  const fallback = lacking ? statusClock(object) : undefined;
  // Pods that are re-created again and again stay young; the condition does not.
  const known = [...unready, ready === 0 ? unavailableSince : undefined];
  const since = oldest([...known, fallback]);
  return { since, note: describeClock(pods, !known.includes(since)) };
}

/** Since the newest sign of progress, or since a pod that is not ready yet is waiting, whichever is older. */
function rolloutClock(
  object: JsonObject,
  { minReadySeconds }: WorkloadFacts,
  pods: Evidence,
  live: readonly JsonObject[],
  now: number,
): Clock {
  if (pods.type !== 'found') return { since: statusClock(object), note: describeClock(pods, true) };
  const started = specClock(object);
  const waiting = live.filter((pod) => !isReady(pod) || isCrashLooping(pod, now)).map((pod) => waitingSince(pod, now));
  const progress = newest([started, lastProgress(pods.objects, { started, minReadySeconds, now })]);
  return { since: oldest([...waiting, progress]), note: '' };
}

function describeClock(pods: Evidence, byStatus: boolean): string {
  if (pods.type === 'unavailable') return ` (${pods.message}: measured from the last status change)`;
  return byStatus ? ' (measured from the last status change)' : '';
}

function podQuery(object: JsonObject, { owns }: WorkloadFacts): EvidenceQuery {
  const namespace = text(record(object.metadata).namespace) ?? '';
  return { kind: 'Pod', namespace, labelSelector: formatLabelSelector(record(object.spec).selector), belongs: owns };
}

/** Makes the rule of a kind of workload from the function that reads its facts. */
export function workloadRule(factsOf: (object: JsonObject) => WorkloadFacts): Rule {
  return (found, criteria, now) => judgeWorkload(found, factsOf(found.object), criteria, now);
}
