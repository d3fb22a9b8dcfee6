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

/** What a kind's rule reads off an object; the judgement is the same for every workload. */
export interface WorkloadFacts {
  /** Undefined where the object does not say. */
  readonly desired: number | undefined;
  readonly scaledToZero: boolean;
  /** Pods that serve now; undefined where the object says something else than a count. */
  readonly ready: number | undefined;
  /** How many replicas of a rollout under way are on the new template, and how many have to be; absent where none is. */
  readonly rollout?: { readonly updated: number; readonly wanted: number; readonly note?: string };
  /** Why the controller cannot make pods at all. */
  readonly replicaFailure?: string;
  /** Since when fewer are available than a rollout would allow, where the object tells; in milliseconds since the epoch. */
  readonly unavailableSince?: number;
  readonly minReadySeconds: number;
  readonly owns: (pod: JsonObject) => boolean;
}

/**
 * Judges a workload by what serves now, with grace only while it is getting better: the table of modes and graces in
 * docs/health.md. Asks for the pods where the verdict depends on how long the shortfall or the rollout has lasted.
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
      message: `the object does not say how many pods are ${what}`,
    };
  }
  const counts = { ready, desired };
  const lagging = isLagging(object);
  if (facts.scaledToZero) {
    return criteria.allowZero
      ? { verdict: 'Healthy', reason: 'ScaledToZero', message: 'scaled to 0, as allowed', ...counts }
      : { verdict: 'Unhealthy', reason: 'ScaledToZero', message: 'scaled to 0; allowZero would permit it', ...counts };
  }
  const need = requiredReplicas(criteria, desired);
  const serving = `${ready} of ${desired} pods ready${need > desired && desired > 0 ? `, ${need} needed` : ''}`;
  const satisfied = ready >= need;
  if (satisfied && (criteria.mode !== 'AllOfThem' || (facts.rollout === undefined && !lagging))) {
    return { verdict: 'Healthy', reason: 'Ready', message: serving, ...counts };
  }
  const pods = evidence?.Pod;
  if (pods === undefined) return { needed: [podQuery(object, facts)] };

  const live = pods.type === 'found' ? pods.objects.filter(isLive) : [];
  if (!satisfied) {
    const trouble = failureWithoutGrace(facts, need, live, now);
    if (trouble !== undefined) {
      return { verdict: 'Unhealthy', ...trouble, message: `${serving}; ${trouble.message}`, ...counts };
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
  });
  // The status's clock is never too old, so a late verdict stands without the pods, but not an early one.
  if (pods.type === 'unreadable' && (verdict.verdict === 'Progressing' || clock.since === undefined)) {
    return { verdict: 'Unknown', reason: pods.reason, message: pods.message, ...counts };
  }
  return { ...verdict, ...counts };
}

/** How many replicas must serve, at least 1: nothing served is never enough. A percentage rounds up. */
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
    ? ', the controller has not seen the newest spec yet'
    : `, ${rollout.updated} of ${rollout.wanted} on the new template${rollout.note ?? ''}`;
}

/**
 * Evidence that waiting does not help: it gets no grace. One loop is enough where several pods are needed; where one is,
 * every pod must loop. It does not depend on how many are ready, so that more ready pods never make it worse.
 */
function failureWithoutGrace(
  facts: WorkloadFacts,
  need: number,
  live: readonly JsonObject[],
  now: number,
): Pick<Verdict, 'reason' | 'message'> | undefined {
  if (facts.replicaFailure !== undefined) return { reason: 'ReplicaFailure', message: facts.replicaFailure };
  const looping = live.filter((pod) => isCrashLooping(pod, now));
  const hopeless = looping.length > 0 && (need > 1 || looping.length === live.length);
  return hopeless
    ? { reason: 'CrashLooping', message: describeUnreadyPods(looping, now).replace('; ', '') }
    : undefined;
}

interface Clock {
  readonly since: number | undefined;
  /** What is to be said of it. */
  readonly note: string;
}

/** The oldest unready pod wins; the status's clock serves for pods that do not exist, or may not be read. */
function shortfallClock(
  object: JsonObject,
  { ready, unavailableSince }: WorkloadFacts,
  desired: number,
  pods: Evidence,
  live: readonly JsonObject[],
): Clock {
  // Nothing replaces a StatefulSet's pod that cannot go, as on a lost node: telling it to go is no new beginning.
  const leaving = pods.type === 'found' && live.length < desired ? pods.objects.filter(isTerminating) : [];
  const unready = [...live, ...leaving].filter((pod) => !isReady(pod)).map(unreadySince);
  const lacking = live.length < desired || unready.length === 0;
  const fallback = lacking ? statusClock(object) : undefined;
  // Pods that die and are made anew are young for ever, but the condition is not.
  const known = [...unready, ready === 0 ? unavailableSince : undefined];
  const since = oldest([...known, fallback]);
  return { since, note: describeClock(pods, !known.includes(since)) };
}

/** The newest sign of progress, or the wait of a pod that is not ready yet, whichever is older. */
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
  if (pods.type === 'withheld') return ` (${pods.message}: by the clock of the status)`;
  return byStatus ? ' (by the clock of the status)' : '';
}

function podQuery(object: JsonObject, { owns }: WorkloadFacts): EvidenceQuery {
  const namespace = text(record(object.metadata).namespace) ?? '';
  return { kind: 'Pod', namespace, labelSelector: formatLabelSelector(record(object.spec).selector), belongs: owns };
}

/** The rule of a kind of workload. */
export function workloadRule(factsOf: (object: JsonObject) => WorkloadFacts): Rule {
  return (found, criteria, now) => judgeWorkload(found, factsOf(found.object), criteria, now);
}
