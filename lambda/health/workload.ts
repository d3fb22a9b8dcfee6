import { formatDuration } from '../../config/duration';
import type { RuntimeTarget } from '../../config/runtimeConfig';
import { isLagging, specClock, statusClock } from './clocks';
import { type JsonObject, newest, oldest, record, text } from './json';
import { formatLabelSelector } from './labelSelector';
import type { Found, PodEvidence, PodsNeeded } from './observation';
import { explainPods, isLive, isReady, lastProgress, loops, unreadySince } from './pods';
import type { Verdict } from './verdict';

/** How a target's `mode` and graces bear on a verdict. */
export type Demand = Pick<RuntimeTarget, 'mode' | 'minReady' | 'allowZero' | 'grace' | 'downGrace'>;

/** What a kind's rule reads off an object; the judgement is the same for every workload. */
export interface WorkloadFacts {
  /** Absent where the object does not say. */
  readonly desired: number | undefined;
  readonly scaledToZero: boolean;
  /** Pods that serve now. */
  readonly ready: number;
  /** How many replicas of a rollout under way are on the new template, and how many have to be; absent where none is. */
  readonly rollout?: { readonly updated: number; readonly wanted: number; readonly note?: string };
  /** Why the controller cannot make pods at all. */
  readonly replicaFailure?: string;
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
  { object, pods }: Pick<Found, 'object' | 'pods'>,
  facts: WorkloadFacts,
  demand: Demand,
  now: number,
): Verdict | PodsNeeded {
  const { desired, ready } = facts;
  if (desired === undefined) {
    return {
      verdict: 'Unknown',
      reason: 'UnreadableObject',
      message: 'the object does not say how many pods it desires',
    };
  }
  const counts = { ready, desired };
  const serving = `${ready} of ${desired} pods ready`;
  const lagging = isLagging(object);
  if (facts.scaledToZero) {
    return demand.allowZero
      ? { verdict: 'Healthy', reason: 'ScaledToZero', message: 'scaled to 0, as allowed', ...counts }
      : { verdict: 'Unhealthy', reason: 'ScaledToZero', message: 'scaled to 0; allowZero would permit it', ...counts };
  }
  const need = needOf(demand, desired);
  const satisfied = ready >= need;
  if (satisfied && (demand.mode !== 'AllOfThem' || (facts.rollout === undefined && !lagging))) {
    return { verdict: 'Healthy', reason: 'Ready', message: serving, ...counts };
  }
  if (pods === undefined) return { podsNeeded: podQuery(object, facts) };

  const live = pods.type === 'found' ? pods.pods.filter(isLive) : [];
  if (!satisfied) {
    const trouble = troubleWithoutGrace(facts, live, now);
    if (trouble !== undefined) {
      return { verdict: 'Unhealthy', ...trouble, message: `${serving}; ${trouble.message}`, ...counts };
    }
  }
  const situation = satisfied ? 'rollout' : ready > 0 ? 'short' : 'down';
  const { limit, early, late, describe } = situations[situation];
  const since = lagging
    ? specClock(object)
    : satisfied
      ? rolloutClock(object, facts, pods, now)
      : shortfallClock(object, desired, pods, live);
  const waited = since === undefined ? Number.POSITIVE_INFINITY : Math.max(0, now - since) / 1000;
  const expired = waited >= limit(demand);
  const told = {
    message: `${describe(facts, lagging)}${explainPods(live, now)}${tellWait(waited, limit(demand), pods)}`,
    ...counts,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
  };
  if (expired) return { verdict: 'Unhealthy', reason: late, ...told };
  if (pods.type === 'unreadable') return { verdict: 'Unknown', reason: pods.reason, message: pods.message, ...counts };
  return { verdict: 'Progressing', reason: early, ...told };
}

/** How many replicas must serve, at least 1: nothing served is never enough. A percentage rounds up. */
function needOf({ mode, minReady }: Demand, desired: number): number {
  if (mode === 'AllOfThem') return Math.max(1, desired);
  if (mode === 'AtLeastOne') return 1;
  return typeof minReady === 'string'
    ? Math.max(1, Math.ceil((Number.parseInt(minReady, 10) * desired) / 100))
    : (minReady ?? 1);
}

interface Situation {
  readonly limit: (demand: Demand) => number;
  readonly early: string;
  readonly late: string;
  readonly describe: (facts: WorkloadFacts, lagging: boolean) => string;
}

const situations: Readonly<Record<'rollout' | 'short' | 'down', Situation>> = {
  rollout: {
    limit: ({ grace }) => grace,
    early: 'RollingOut',
    late: 'RolloutStuck',
    describe: ({ ready, desired, rollout }, lagging) =>
      `${ready} of ${desired} pods ready, ${
        lagging || rollout === undefined
          ? 'the controller has not seen the newest spec yet'
          : `${rollout.updated} of ${rollout.wanted} on the new template${rollout.note ?? ''}`
      }`,
  },
  short: {
    limit: ({ grace }) => grace,
    early: 'TooFewReady',
    late: 'TooFewReady',
    describe: ({ ready, desired }) => `${ready} of ${desired} pods ready`,
  },
  down: {
    limit: ({ downGrace }) => downGrace,
    early: 'NoneReady',
    late: 'NoneReady',
    describe: ({ desired }) => `none of ${desired} pods ready`,
  },
};

/** Evidence that waiting does not help: it gets no grace. With some pods serving one loop is enough, with none all must. */
function troubleWithoutGrace(facts: WorkloadFacts, live: readonly JsonObject[], now: number) {
  if (facts.replicaFailure !== undefined) return { reason: 'ReplicaFailure', message: facts.replicaFailure };
  const looping = live.filter((pod) => loops(pod, now));
  const hopeless = facts.ready > 0 ? looping.length > 0 : looping.length > 0 && looping.length === live.length;
  return hopeless ? { reason: 'CrashLooping', message: explainPods(looping, now).replace(/^; /, '') } : undefined;
}

/** The oldest unready pod wins; the status's clock serves for pods that do not exist, or may not be read. */
function shortfallClock(
  object: JsonObject,
  desired: number,
  pods: PodEvidence,
  live: readonly JsonObject[],
): number | undefined {
  const unready = live.filter((pod) => !isReady(pod)).map(unreadySince);
  const lacking = pods.type !== 'found' || live.length < desired || unready.length === 0;
  return oldest([...unready, lacking ? statusClock(object) : undefined]);
}

/** The newest sign of progress: the spec changed, a pod was made, became available or was told to go. */
function rolloutClock(
  object: JsonObject,
  { minReadySeconds }: WorkloadFacts,
  pods: PodEvidence,
  now: number,
): number | undefined {
  return pods.type === 'found'
    ? newest([specClock(object), lastProgress(pods.pods, minReadySeconds, now)])
    : statusClock(object);
}

function podQuery(object: JsonObject, { owns }: WorkloadFacts) {
  const namespace = text(record(object.metadata).namespace) ?? '';
  return { namespace, labelSelector: formatLabelSelector(record(object.spec).selector), owns };
}

function tellWait(waited: number, limit: number, pods: PodEvidence): string {
  const clock = pods.type === 'forbidden' ? ' (pods may not be read: by the clock of the status)' : '';
  if (!Number.isFinite(waited)) return '; for an unknown time, as the object carries no clock';
  const grace = limit === 0 ? 'no grace' : `grace ${formatDuration(limit)}`;
  return `; for ${formatDuration(waited)}, ${grace}${clock}`;
}
