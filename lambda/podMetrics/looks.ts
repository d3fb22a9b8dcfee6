import type { Bucket, Selected } from './selectSeries';

/** What one pod exposes at one look, by the place of the metric in the group. Undefined: nothing of it. */
export type PodLook = readonly (Selected | undefined)[];

/** A pod that exists, whether it is ready or not. */
export interface ListedPod {
  readonly uid: string;
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly createdAt: number;
}

interface Remembered {
  /** When it was looked at, by the API server's clock. */
  readonly at: number;
  readonly look: PodLook;
}

/** The earlier looks of one execution environment at the pods of one group. */
export interface Memory {
  /** The first of the looks since which there was no long gap, by the API server's clock. */
  readonly since: number;
  /** The last look. */
  readonly at: number;
  /** The newest look at each pod that exists, by its UID. */
  readonly pods: ReadonlyMap<string, Remembered>;
}

/** What a pod adds to one metric. */
export interface Contribution {
  readonly values: readonly number[];
  /** Observations since the last look: a value and how often. */
  readonly observations: readonly (readonly [value: number, count: number])[];
  /** Whether it is an increase since the last look. */
  readonly isIncrease: boolean;
}

/** Periods after which an earlier look is too old: its increase would be published as that of one period. */
const maxPeriods = 5;

const nothing: Selected = { gauges: [], counters: new Map(), histograms: new Map(), means: new Map() };

/**
 * What each pod adds to each metric, by what was seen of it before.
 *
 * Counters count from the last look at the same pod. A value that fell was reset, so it counts from zero, as does a series that is new, or
 * a pod that was created between the looks and at most 5 periods ago. Any other pod adds nothing to counters at its first look, nor after
 * 5 periods without one: Lambda may invoke a container again after hours in which others published.
 *
 * @param looks - of the pods that were read, by their UID.
 * @param now - the API server's clock in milliseconds since the epoch.
 * @param seconds - the period.
 * @returns what each pod adds, by the place of the metric, and the memory for the next look.
 */
export function compareLooks(
  memory: Memory | undefined,
  { pods, looks, now, seconds }: CurrentLooks,
): { readonly contributions: (Contribution | undefined)[][]; readonly memory: Memory } {
  const isRecent = (time: number) => now - time <= maxPeriods * seconds * 1000;
  const since = memory !== undefined && isRecent(memory.at) ? memory.since : now;
  const remembered = new Map<string, Remembered>();
  const contributions: (Contribution | undefined)[][] = [];
  for (const { uid, createdAt } of pods) {
    const last = memory?.pods.get(uid);
    const look = looks.get(uid);
    if (look === undefined) {
      // It may be read again: until then, its counters go on from here.
      if (last !== undefined) remembered.set(uid, last);
      continue;
    }
    remembered.set(uid, { at: now, look });
    const isNew = last === undefined && createdAt > since && isRecent(createdAt);
    const previous = last !== undefined && isRecent(last.at) ? last.look : undefined;
    contributions.push(
      look.map((current, index) => {
        if (current === undefined) return undefined;
        const before = previous?.[index] ?? (previous !== undefined || isNew ? nothing : undefined);
        return contribute(current, before);
      }),
    );
  }
  return { contributions, memory: { since, at: now, pods: remembered } };
}

export interface CurrentLooks {
  readonly pods: readonly ListedPod[];
  readonly looks: ReadonlyMap<string, PodLook>;
  readonly now: number;
  readonly seconds: number;
}

/** @param before - undefined if it is not known where the counters began. */
function contribute(current: Selected, before: Selected | undefined): Contribution {
  const isIncrease = current.counters.size + current.histograms.size > 0;
  if (before === undefined) return { values: current.gauges, observations: [], isIncrease };
  const increases = [...current.counters].map(([key, value]) => increase(value, before.counters.get(key)));
  const means = [...current.means].flatMap(([key, { sum, count }]) => {
    const last = before.means.get(key) ?? { sum: 0, count: 0 };
    const isReset = count < last.count;
    const observed = isReset ? count : count - last.count;
    return observed > 0 ? [(isReset ? sum : sum - last.sum) / observed] : [];
  });
  return {
    values: [...current.gauges, ...increases, ...means],
    observations: [...current.histograms].flatMap(([key, buckets]) =>
      observe(buckets, before.histograms.get(key) ?? []),
    ),
    isIncrease,
  };
}

function increase(value: number, last = 0): number {
  return value < last ? value : value - last;
}

/** The observations since the last look. A histogram that was reset counts from zero as a whole. */
function observe(buckets: readonly Bucket[], last: readonly Bucket[]): (readonly [number, number])[] {
  const before = new Map(last);
  const isReset = buckets.some(([bound, count]) => count < (before.get(bound) ?? 0));
  let below = 0;
  return buckets.map(([bound, count], index) => {
    const upTo = isReset ? count : count - (before.get(bound) ?? 0);
    // A program may change a bucket while it writes the next one.
    const own = Math.max(0, upTo - below);
    below = Math.max(below, upTo);
    return [representative(buckets, index), own] as const;
  });
}

/**
 * The value that stands for the observations in a bucket: its middle; the lower bound of the last one, which has no upper bound; the upper
 * bound of the first one, if that is not positive.
 */
function representative(buckets: readonly Bucket[], index: number): number {
  const upper = buckets[index]?.[0] ?? 0;
  const lower = buckets[index - 1]?.[0] ?? Math.min(0, upper);
  if (upper === Number.POSITIVE_INFINITY) return lower;
  return index === 0 && upper <= 0 ? upper : (lower + upper) / 2;
}
