import fc from 'fast-check';
import { compareLooks, type Memory } from '../../../lambda/podMetrics/looks';
import type { Selected } from '../../../lambda/podMetrics/selectSeries';

const seconds = 60;
const periods = 16;
const maxPeriods = 5;
const empty: Selected = { gauges: [], counters: new Map(), histograms: new Map(), means: new Map() };

const pod = fc.record({
  /** The period in which it is created. Below 0: it exists before the first look. */
  created: fc.integer({ min: -1, max: periods - 4 }),
  /** What it counted before it is first listed. */
  before: fc.nat({ max: 1000 }),
  steps: fc.array(
    fc.record({
      counts: fc.nat({ max: 1000 }),
      event: fc.constantFrom('none', 'none', 'none', 'reset', 'unread', 'gone'),
    }),
    { minLength: periods, maxLength: periods },
  ),
});

/** Who looks in each period: one of the containers, or nobody. */
const schedule = fc.oneof(
  fc.constant(Array.from({ length: periods }, () => 0)),
  fc.constant(Array.from({ length: periods }, (_, index) => index % 2)),
  fc.array(fc.constantFrom(0, 0, 0, undefined), { minLength: periods, maxLength: periods }),
  fc.array(fc.constantFrom(0, 1, undefined, undefined), { minLength: periods, maxLength: periods }),
);

/** A simulated pod. What it counts in a period is a number of events of that period. */
class SimulatedPod {
  readonly uid: string;
  readonly created: number;
  readonly createdAt: number;
  value: number;
  /** The events behind `value`, by the period in which they were counted. */
  events: Map<number, number>;
  isGone = false;

  constructor(uid: string, created: number, before: number) {
    this.uid = uid;
    this.created = created;
    this.createdAt = (created - 0.5) * seconds * 1000;
    this.value = before;
    this.events = new Map([[created, before]]);
  }

  count(counts: number, period: number): void {
    this.value += counts;
    this.events.set(period, (this.events.get(period) ?? 0) + counts);
  }

  /** What it counted after the last look is lost to everybody who polls. */
  reset(counts: number, period: number): void {
    this.value = Math.min(counts, Math.max(0, this.value - 1));
    this.events = new Map([[period, this.value]]);
  }

  /** What it counted after the look of a period. */
  countedAfter(period: number): number {
    return [...this.events].reduce((sum, [of, events]) => (of > period ? sum + events : sum), 0);
  }
}

/** What a container must know to say what it may publish: an independent model of the documentation. */
class ModelledContainer {
  memory: Memory | undefined;
  /** The first look since which there was no gap of more than 5 periods. */
  since = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  readonly read = new Map<string, number>();

  begin(period: number): void {
    if (period - this.last > maxPeriods) this.since = period;
    this.last = period;
  }

  /** From which look on the events of a pod count; undefined for a baseline. */
  from({ uid, created }: SimulatedPod, period: number): number | undefined {
    const last = this.read.get(uid);
    if (last !== undefined) return period - last <= maxPeriods ? last : undefined;
    const isRecent = period - created < maxPeriods;
    return created > this.since && isRecent ? Number.NEGATIVE_INFINITY : undefined;
  }
}

test('a container publishes each increase since its last look once, and none that is older than 5 periods', () => {
  fc.assert(
    fc.property(fc.array(pod, { maxLength: 6 }), schedule, (all, lookers) => {
      const simulated = all.map(({ created, before }, index) => new SimulatedPod(`${index}`, created, before));
      const containers = [new ModelledContainer(), new ModelledContainer()];
      for (let period = 0; period < periods; period += 1) {
        const container = containers[lookers[period] ?? -1];
        container?.begin(period);
        const looks = new Map<string, [Selected]>();
        let expected = 0;
        for (const [index, one] of simulated.entries()) {
          const { counts = 0, event = 'none' } = all[index]?.steps[period] ?? {};
          if (one.created > period) continue;
          if (event === 'gone') one.isGone = true;
          if (one.isGone) continue;
          // A reset shows only in a value below the last one that was read: so it is read at once, and by one container only.
          const isSeen = containers.every((other) => {
            return other === container ? other.read.get(one.uid) === period - 1 : other.last < 0;
          });
          if (event === 'reset' && isSeen) one.reset(counts, period);
          else one.count(counts, period);
          if (container === undefined || event === 'unread') continue;
          const from = container.from(one, period);
          if (from !== undefined) expected += one.countedAfter(from);
          container.read.set(one.uid, period);
          looks.set(one.uid, [{ ...empty, counters: new Map([['c', one.value]]) }]);
        }
        if (container === undefined) continue;
        const existing = simulated.filter(({ isGone, created }) => !isGone && created <= period);
        const now = period * seconds * 1000;
        const compared = compareLooks(container.memory, { pods: existing, looks, now, seconds });
        container.memory = compared.memory;
        const increases = compared.contributions.flatMap(([one]) => one?.values ?? []);
        for (const increase of increases) expect(increase).toBeGreaterThanOrEqual(0);
        expect(increases.reduce((sum, value) => sum + value, 0)).toBe(expected);
      }
    }),
    { numRuns: 1000 },
  );
});

test('containers that alternate publish an increase at most once each, and one that pauses for long nothing of the pause', () => {
  const look = (memory: Memory | undefined, period: number) => {
    const now = period * seconds * 1000;
    const pods = Array.from({ length: period }, (_, index) => ({
      uid: `${index}`,
      createdAt: (index + 0.5) * seconds * 1000,
    }));
    const looks = new Map(
      pods.map(({ uid }): [string, [Selected]] => [uid, [{ ...empty, counters: new Map([['c', 1]]) }]]),
    );
    const compared = compareLooks(memory, { pods, looks, now, seconds });
    const sum = compared.contributions.flatMap(([one]) => one?.values ?? []).reduce((all, one) => all + one, 0);
    return [sum, compared.memory] as const;
  };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 }), (lookers) => {
      const memories: (Memory | undefined)[] = [];
      const published = [0, 0, 0];
      for (const [period, container] of lookers.entries()) {
        const [sum, memory] = look(memories[container], period);
        memories[container] = memory;
        published[container] = (published[container] ?? 0) + sum;
        // One pod is created in each period and counts 1: never more than those of 5 periods are published at once.
        expect(sum).toBeLessThanOrEqual(maxPeriods);
      }
      for (const ofContainer of published) expect(ofContainer).toBeLessThanOrEqual(lookers.length - 1);
    }),
  );
});
