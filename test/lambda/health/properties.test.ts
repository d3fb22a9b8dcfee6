import fc from 'fast-check';
import type { Evidence } from '../../../lambda/health/observation';
import type { Criteria } from '../../../lambda/health/rule';
import type { Verdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import { numRuns } from '../../support/numRuns';
import { minute, now } from '../../support/objects/clock';
import { loopingPod } from '../../support/objects/pod';
import {
  anyCriteria,
  anyWorkloadState,
  countReady,
  type PodState,
  toObject,
  toPods,
  type WorkloadState,
} from './anyWorkload';
import { defaultCriteria, forbidden, found, judgeWithPods } from './judging';

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
const settings = { numRuns: numRuns(400) };

function verdictOf(state: WorkloadState, criteria: Criteria, over: { pods?: Evidence; at?: number } = {}): Verdict {
  return judgeWithPods(toObject(state), { criteria, pods: toPods(state), ...over });
}

function expectNoWorse(better: Verdict, worse: Verdict): void {
  expect({ better, worse, holds: severity[better.verdict] <= severity[worse.verdict] }).toMatchObject({ holds: true });
}

const evidence = (state: WorkloadState) => fc.constantFrom(toPods(state), forbidden);

test('a pod that becomes ready never makes a verdict worse', () => {
  const withUnready = anyWorkloadState.filter(({ pods }) =>
    pods.some(({ ready, pending, terminating }) => !(ready && !pending) && !terminating),
  );
  const sooner = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(withUnready, anyCriteria, sooner, (state, criteria, share) => {
      const index = state.pods.findIndex(({ ready, pending, terminating }) => !(ready && !pending) && !terminating);
      const { age, pending } = state.pods[index] as PodState;
      const since = Math.floor(age * share);
      const ready = { ready: true, pending: false, age: since, ...(pending ? { created: age } : {}) };
      const pods = state.pods.map((one, at) => (at === index ? { ...one, ...ready } : one));
      const better = { ...state, pods, statusAge: Math.min(state.statusAge, since) };
      expect(countReady(better)).toBe(countReady(state) + 1);
      expectNoWorse(verdictOf(better, criteria), verdictOf(state, criteria));
    }),
    settings,
  );
});

test('the order of pods and conditions never matters', () => {
  const shuffled = anyWorkloadState.chain((state) =>
    fc.record({
      state: fc.constant(state),
      pods: fc.shuffledSubarray([...state.pods], { minLength: state.pods.length }),
      failed: fc.shuffledSubarray([...state.failed], { minLength: state.failed.length }),
      conditions: fc.shuffledSubarray([...state.conditions], { minLength: state.conditions.length }),
      looping: fc.boolean(),
    }),
  );
  const withLoop = (evidenceOf: Evidence, looping: boolean, first: boolean): Evidence => {
    if (!looping || evidenceOf.type !== 'found') return evidenceOf;
    return first ? found(loopingPod(), ...evidenceOf.objects) : found(...evidenceOf.objects, loopingPod());
  };
  fc.assert(
    fc.property(shuffled, anyCriteria, ({ state, pods, failed, conditions, looping }, criteria) => {
      const mixed = { ...state, pods, failed, conditions };
      const { message: _, ...expected } = verdictOf(state, criteria, { pods: withLoop(toPods(state), looping, true) });
      expect(verdictOf(mixed, criteria, { pods: withLoop(toPods(mixed), looping, false) })).toMatchObject(expected);
    }),
    settings,
  );
});

test('failed pods that are left over only make a shortage older', () => {
  const withoutRollout = anyWorkloadState.map((state) => ({ ...state, updated: state.desired, lagging: false }));
  const reached = new Set<string>();
  const serving = { ready: true, age: 20 * minute, pending: false, terminating: false, waiting: undefined };
  const evictedAgain: WorkloadState = {
    kind: 'Deployment',
    desired: 2,
    updated: 2,
    lagging: false,
    specAge: 30 * minute,
    statusAge: minute,
    minReadySeconds: 0,
    conditions: [],
    pods: [serving, { ...serving, ready: false, age: minute }],
    failed: [2, 8, 14].map((age) => ({ age: age * minute, lived: 5 * minute })),
  };
  fc.assert(
    fc.property(withoutRollout, anyCriteria, (state, criteria) => {
      const [without, given] = [verdictOf({ ...state, failed: [] }, criteria), verdictOf(state, criteria)];
      expectNoWorse(without, given);
      expect(given.reason).toBe(without.reason);
      if (without.verdict === 'Healthy') expect(given).toEqual(without);
      if (without.verdict !== given.verdict) reached.add(`${without.verdict} becomes ${given.verdict}`);
    }),
    // Few random states have such pods.
    { ...settings, examples: [[evictedAgain, defaultCriteria]] },
  );
  expect([...reached]).toEqual(['Progressing becomes Unhealthy']);
});

test("the order of a pod's conditions and containers never matters", () => {
  const reversed = (one: JsonObject): JsonObject => {
    const status = one.status as { conditions: unknown[]; containerStatuses: unknown[] };
    const sidecar = { name: 'sidecar', restartCount: 0, state: { running: {} } };
    const containerStatuses = [sidecar, ...status.containerStatuses].reverse();
    return { ...one, status: { ...status, conditions: [...status.conditions].reverse(), containerStatuses } };
  };
  fc.assert(
    fc.property(anyWorkloadState, anyCriteria, fc.boolean(), (state, criteria, looping) => {
      const listed = toPods(state);
      const pods = listed.type === 'found' ? [...listed.objects, ...(looping ? [loopingPod()] : [])] : [];
      expect(verdictOf(state, criteria, { pods: found(...pods.map(reversed)) })).toEqual(
        verdictOf(state, criteria, { pods: found(...pods) }),
      );
    }),
    settings,
  );
});

test('time alone only moves Progressing to Unhealthy', () => {
  const later = fc.integer({ min: 0, max: 60 * minute });
  const seen = anyWorkloadState.chain((state) => fc.record({ state: fc.constant(state), pods: evidence(state) }));
  fc.assert(
    fc.property(seen, anyCriteria, later, ({ state, pods }, criteria, milliseconds) => {
      const before = verdictOf(state, criteria, { pods });
      const after = verdictOf(state, criteria, { pods, at: now + milliseconds });
      const moves = before.verdict === 'Progressing' ? ['Progressing', 'Unhealthy'] : [before.verdict];
      expect(moves).toContain(after.verdict);
    }),
    settings,
  );
});

test('Progressing ends: an hour later no grace period is left', () => {
  fc.assert(
    fc.property(anyWorkloadState, anyCriteria, (state, criteria) => {
      expect(verdictOf(state, criteria, { at: now + 61 * minute }).verdict).not.toBe('Progressing');
    }),
    settings,
  );
});

test('AtLeastOne is never stricter than AllOfThem', () => {
  const withLoop = fc.boolean();
  fc.assert(
    fc.property(anyWorkloadState, anyCriteria, withLoop, (state, criteria, looping) => {
      const listed = toPods(state);
      const pods = looping && listed.type === 'found' ? found(...listed.objects, loopingPod()) : listed;
      const judged = (mode: Criteria['mode']) => verdictOf(state, { ...criteria, mode }, { pods });
      expectNoWorse(judged('AtLeastOne'), judged('AllOfThem'));
    }),
    settings,
  );
});

test('a longer grace never makes a verdict worse', () => {
  const longer = fc.record({ grace: fc.integer({ min: 0, max: 1800 }), downGrace: fc.integer({ min: 0, max: 1800 }) });
  fc.assert(
    fc.property(anyWorkloadState, anyCriteria, longer, (state, criteria, { grace, downGrace }) => {
      const patient = { ...criteria, grace: criteria.grace + grace, downGrace: criteria.downGrace + downGrace };
      expectNoWorse(verdictOf(state, patient), verdictOf(state, criteria));
    }),
    settings,
  );
});

test('allowing zero never makes a verdict worse', () => {
  fc.assert(
    fc.property(anyWorkloadState, anyCriteria, (state, criteria) => {
      const judged = (allowZero: boolean) => verdictOf(state, { ...criteria, allowZero });
      expectNoWorse(judged(true), judged(false));
    }),
    settings,
  );
});
