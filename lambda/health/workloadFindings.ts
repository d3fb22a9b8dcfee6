import { type JsonObject, record } from '../../model/json';
import { isLagging, unobservedSpecClock } from './facts/clocks';
import { describeFailedPods, failingSince } from './facts/failedPods';
import { describeUnreadyPods, tellingPods } from './facts/podDescription';
import { isReady } from './facts/pods';
import { podsOfNewestRevision } from './facts/revision';
import { type Finding, judgeWithGrace } from './grace';
import type { Evidence } from './observation';
import type { Criteria } from './rule';
import type { Verdict } from './verdict';
import { rolloutClock, shortageClock, type WorkloadClock } from './workloadClocks';
import type { WorkloadFacts } from './workloadFacts';
import { toGraces } from './workloadGraces';

/** A workload that is short or in a rollout, and its pods. */
export interface Seen {
  readonly object: JsonObject;
  readonly facts: WorkloadFacts;
  readonly pods: Evidence;
  readonly live: readonly JsonObject[];
  readonly now: number;
  readonly serving: string;
}

/** Fewer are ready than required. */
export function judgeShortage(seen: Seen, desired: number, criteria: Criteria): Verdict {
  const { object, facts, pods, live, serving, now } = seen;
  const isDown = facts.ready === 0;
  const { short, down } = toGraces(criteria, facts);
  const all = pods.type === 'found' ? pods.objects : [];
  const clock = isLagging(object)
    ? ownClock(seen)
    : withFailedPods(shortageClock(object, facts, desired, pods, live), all);
  const reason = isDown ? 'NoneReady' : 'TooFewReady';
  return judgeSince(seen, clock, {
    limit: isDown ? down : short,
    reason,
    message: `${serving}${describeUnreadyPods(live, now)}${describeFailedPods(all, now)}`,
  });
}

/** Pods that fail before they serve, again and again, keep what is left of them young: the first of them counts. */
function withFailedPods(clock: WorkloadClock, pods: readonly JsonObject[]): WorkloadClock {
  const since = clock.since === undefined ? undefined : failingSince(pods, clock.since);
  return since === undefined ? clock : { since };
}

/** The rollout is not finished. */
export function judgeRollout(seen: Seen, criteria: Criteria): Verdict {
  const { object, facts, pods, live, serving, now } = seen;
  const lagging = isLagging(object);
  const all = pods.type === 'found' ? pods.objects : [];
  return judgeSince(seen, lagging ? ownClock(seen) : rolloutClock(object, facts, pods, live, now), {
    limit: toGraces(criteria, facts).rollout,
    reason: 'RollingOut',
    lateReason: 'RolloutStuck',
    message: `${serving}${describeRollout(facts, lagging)}${describeNewPods(seen)}${describeUnreadyPods(live, now)}${describeFailedPods(all, now)}`,
  });
}

function ownClock({ object, now }: Seen): WorkloadClock {
  return { since: unobservedSpecClock(object, now) };
}

function judgeSince(
  { pods, now }: Seen,
  clock: WorkloadClock,
  finding: Omit<Finding, 'since' | 'bound' | 'note' | 'now'>,
): Verdict {
  const verdict = judgeWithGrace({ ...finding, ...clock, now });
  // The last status change is never too early a start, so a late verdict holds without the pods; an early one does not.
  if (pods.type === 'unreadable' && (verdict.verdict === 'Progressing' || clock.since === undefined)) {
    return { verdict: 'Unknown', reason: pods.reason, message: pods.message };
  }
  return verdict;
}

/** A quota, or a webhook that restarts, ends a workload of which nothing serves; another one serves less for a while. */
export function judgeReplicaFailure({ facts, serving, now }: Seen, criteria: Criteria): Verdict[] {
  const { replicaFailure, ready } = facts;
  if (replicaFailure === undefined || ready === 0) return [];
  const { since, message } = replicaFailure;
  return [
    judgeWithGrace({
      since,
      limit: toGraces(criteria, facts).down,
      now,
      reason: 'ReplicaFailure',
      message: `${serving}; ${message}`,
    }),
  ];
}

function describeRollout({ rollout }: WorkloadFacts, lagging: boolean): string {
  return lagging || rollout === undefined
    ? ', the controller has not observed the newest spec yet'
    : `, ${rollout.updated} of ${rollout.wanted} updated${rollout.note ?? ''}`;
}

/** Who serves meanwhile, if the pod that the message names first is a new one, for which the rollout waits; empty otherwise. */
function describeNewPods({ object, facts: { rollout }, live, now }: Seen): string {
  if (rollout?.hasOldPods !== true) return '';
  const updated = podsOfNewestRevision(object, live);
  const [first] = tellingPods(live, now);
  const isNew = first !== undefined && updated.some(({ metadata }) => record(metadata).name === first.name);
  if (!isNew || !live.some((pod) => isReady(pod) && !updated.includes(pod))) return '';
  const cannotStart = first.isFailing || first.unschedulable !== undefined;
  return `; the old pods still serve, a new one ${cannotStart ? 'cannot start' : 'is not ready'}`;
}
