import { isLagging, specClock, statusClock } from './clocks';
import { withinGrace } from './grace';
import { type JsonObject, newest, oldest, record, text } from './json';
import { formatLabelSelector } from './labelSelector';
import type { Evidence, EvidenceNeeded, EvidenceQuery, Found } from './observation';
import { explainPods, isLive, isReady, lastProgress, loops, unreadySince } from './pods';
import type { Demand, Rule } from './rule';
import type { Verdict } from './verdict';

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
  { object, evidence }: Pick<Found, 'object' | 'evidence'>,
  facts: WorkloadFacts,
  demand: Demand,
  now: number,
): Verdict | EvidenceNeeded {
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
  const pods = evidence?.Pod;
  if (pods === undefined) return { needed: [podQuery(object, facts)] };

  const live = pods.type === 'found' ? pods.objects.filter(isLive) : [];
  if (!satisfied) {
    const trouble = troubleWithoutGrace(facts, live, now);
    if (trouble !== undefined) {
      return { verdict: 'Unhealthy', ...trouble, message: `${serving}; ${trouble.message}`, ...counts };
    }
  }
  const situation = situations[satisfied ? 'rollout' : ready > 0 ? 'short' : 'down'];
  const since = lagging
    ? specClock(object)
    : satisfied
      ? rolloutClock(object, facts, pods, now)
      : shortfallClock(object, desired, pods, live);
  const verdict = withinGrace({
    since,
    limit: situation.limit(demand),
    now,
    reason: situation.early,
    lateReason: situation.late,
    message: `${situation.describe(facts, lagging)}${explainPods(live, now)}`,
    note: pods.type === 'withheld' ? ` (${pods.message}: by the clock of the status)` : '',
  });
  // The status's clock is never too old, so a late verdict stands without the pods, but not an early one.
  if (pods.type === 'unreadable' && verdict.verdict === 'Progressing') {
    return { verdict: 'Unknown', reason: pods.reason, message: pods.message, ...counts };
  }
  return { ...verdict, ...counts };
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
  pods: Evidence,
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
  pods: Evidence,
  now: number,
): number | undefined {
  return pods.type === 'found'
    ? newest([specClock(object), lastProgress(pods.objects, minReadySeconds, now)])
    : statusClock(object);
}

function podQuery(object: JsonObject, { owns }: WorkloadFacts): EvidenceQuery {
  const namespace = text(record(object.metadata).namespace) ?? '';
  return { kind: 'Pod', namespace, labelSelector: formatLabelSelector(record(object.spec).selector), belongs: owns };
}

/** The rule of a kind of workload. */
export function workloadRule(factsOf: (object: JsonObject) => WorkloadFacts): Rule {
  return (found, demand, now) => judgeWorkload(found, factsOf(found.object), demand, now);
}
