import { formatDuration } from '../../../model/duration';
import { type JsonObject, oldest, record, records, time } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import type { Observation } from '../observation';
import type { Verdict } from '../verdict';

/** A time that evidence gives for what is wrong with a program. */
export interface ProbeClock {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** What began then, such as `the process started`. */
  readonly event: string;
}

/** Something that is wrong with a program, tolerated for a while if the evidence has a time for it. */
export interface ProbeFinding {
  readonly reason: Reason;
  readonly message: string;
  /** Of several, the newest counts. Undefined: not known, so the verdict is immediate. */
  readonly clocks: readonly (ProbeClock | undefined)[];
  /** Seconds for which it is tolerated. */
  readonly limit: number;
  readonly now: number;
  /** Whether a replica does not serve. @default false */
  readonly isShort?: boolean;
}

/**
 * Progressing while the newest of the clocks is younger than the limit, else Unhealthy. A probe remembers nothing, so without a
 * clock it is Unhealthy at once; the number of bad minutes for which the alarm waits is then the grace.
 */
export function judgeProbeFinding({ reason, message, clocks, limit, now, isShort = false }: ProbeFinding): Verdict {
  const [newest] = clocks.filter((clock) => clock !== undefined).sort((a, b) => b.since - a.since);
  const age = newest === undefined ? Number.POSITIVE_INFINITY : Math.max(0, now - newest.since) / 1000;
  const isYoung = age < limit;
  const wait =
    newest === undefined || !Number.isFinite(age)
      ? ''
      : `; ${newest.event} ${formatDuration(age)} ago, ${limit === 0 ? 'no grace' : `grace ${formatDuration(limit)}`}`;
  return {
    verdict: isYoung ? 'Progressing' : 'Unhealthy',
    reason,
    message: `${message}${wait}`,
    ...(newest === undefined ? {} : { since: new Date(newest.since).toISOString() }),
    ...(isShort ? { short: 1 } : {}),
  };
}

/** The last change of a pod that can explain why its program does not answer: its Ready condition, creation or deletion. */
export function podClock(pod: Observation | undefined): ProbeClock | undefined {
  if (pod?.type !== 'found') return undefined;
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = record(pod.object.metadata);
  const deleted = time(deletionTimestamp);
  if (deleted !== undefined) {
    const grace = typeof deletionGracePeriodSeconds === 'number' ? deletionGracePeriodSeconds * 1000 : 0;
    return { since: deleted - grace, event: 'the deletion of the pod was requested' };
  }
  const created = time(creationTimestamp);
  const ready = readyCondition(pod.object);
  const changed = time(ready?.lastTransitionTime);
  if (changed === undefined)
    return created === undefined ? undefined : { since: created, event: 'the pod was created' };
  return { since: changed, event: `the pod became ${ready?.status === 'True' ? 'ready' : 'unready'}` };
}

/**
 * Since when a program can do its work: its start, or when its pod became ready, if that is later. A Prometheus replays its log in
 * between, sometimes for half an hour.
 *
 * @param since - when the process started, in milliseconds since the epoch; undefined if it is not known.
 */
export function startClock(since: number | undefined, pod: Observation | undefined): ProbeClock | undefined {
  const ready = pod?.type === 'found' && isReady(pod.object) ? podClock(pod) : undefined;
  if (since === undefined || (ready !== undefined && ready.since > since)) return ready;
  return { since, event: 'the process started' };
}

/** Whether a pod reports since when it does not serve: it is not ready, or it is being deleted. */
export function isOut(pod: Observation | undefined): boolean {
  if (pod?.type !== 'found' || podClock(pod) === undefined) return false;
  return !isReady(pod.object) || time(record(pod.object.metadata).deletionTimestamp) !== undefined;
}

/** Since when one of the pods has been unready, or, if all are ready, when the last one became ready. */
export function podsClock(pods: readonly (Observation | undefined)[]): ProbeClock | undefined {
  const clocks = pods.flatMap((pod) => {
    const clock = podClock(pod);
    return clock === undefined ? [] : { ...clock, isReady: pod?.type === 'found' && isReady(pod.object) };
  });
  const unready = clocks.filter(({ isReady: ready }) => !ready);
  const since = oldest(unready.map((clock) => clock.since));
  if (since !== undefined) return { since, event: 'a pod became unready' };
  const [last] = clocks.sort((a, b) => b.since - a.since);
  return last === undefined ? undefined : { since: last.since, event: 'the last pod became ready' };
}

function isReady(pod: JsonObject): boolean {
  return readyCondition(pod)?.status === 'True';
}

function readyCondition({ status }: JsonObject): JsonObject | undefined {
  return records(record(status).conditions).find(({ type }) => type === 'Ready');
}
