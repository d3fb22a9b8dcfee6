import * as fc from 'fast-check';
import { decideScaling, type ScalingSituation } from '../../../lambda/scaling/decide';
import type { ScalingDirection, ScalingPolicy, ScalingRule } from '../../../model/scalingConfig';

const target = {
  kind: 'Deployment',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'shop',
  name: 'web',
};
const policy: fc.Arbitrary<ScalingPolicy> = fc.record({
  type: fc.constantFrom('Pods' as const, 'Percent' as const),
  value: fc.integer({ min: 1, max: 200 }),
});
const direction = (alarm: string): fc.Arbitrary<ScalingDirection> =>
  fc.record({
    alarm: fc.constant(alarm),
    policies: fc.array(policy, { minLength: 1, maxLength: 4 }),
    select: fc.constantFrom('Max' as const, 'Min' as const),
    coolDown: fc.integer({ min: 60, max: 3600 }),
  });
const rule: fc.Arbitrary<ScalingRule> = fc
  .record({
    bounds: fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 60 })),
    up: fc.option(direction('busy'), { nil: undefined }),
    down: fc.option(direction('idle'), { nil: undefined }),
  })
  .map(({ bounds: [a, b], up, down }) => ({
    target,
    lease: 'lease',
    min: Math.min(a, b),
    max: Math.max(a, b),
    ...(up && { up }),
    ...(down && { down }),
    dryRun: false,
  }));
const now = 1_800_000_000_000;
const situation: fc.Arbitrary<ScalingSituation> = fc.record({
  replicas: fc.integer({ min: 0, max: 100 }),
  firing: fc.subarray(['busy', 'idle', 'other']).map((names) => new Set(names)),
  lastChange: fc.option(fc.integer({ min: now - 4_000_000, max: now }), { nil: undefined }),
  now: fc.constant(now),
});

/** What a run would write, if anything. */
const changeOf = (one: ScalingRule, seen: ScalingSituation) => {
  const decision = decideScaling(one, seen);
  return decision.outcome === 'Change' ? decision.change : undefined;
};

test('what is written is within the bounds, in the direction of an alarm that is in ALARM, and not before the cool-down ends', () => {
  fc.assert(
    fc.property(rule, situation, (one, seen) => {
      const change = changeOf(one, seen);
      if (change === undefined) return;
      expect(change.to).toBeGreaterThanOrEqual(one.min);
      expect(change.to).toBeLessThanOrEqual(one.max);
      expect(change.from).toBe(seen.replicas);
      expect(Math.sign(change.to - change.from)).toBe(change.direction === 'up' ? 1 : -1);
      expect(seen.firing).toContain(change.alarm);
      expect(one[change.direction]?.alarm).toBe(change.alarm);
      const coolDown = (one[change.direction]?.coolDown ?? 0) * 1000;
      expect(seen.now - (seen.lastChange ?? 0)).toBeGreaterThanOrEqual(coolDown);
    }),
  );
});

test('between the bounds, the step is the largest or the smallest of the policies', () => {
  fc.assert(
    fc.property(rule, situation, (one, seen) => {
      const change = changeOf(one, { ...seen, lastChange: undefined });
      if (change === undefined || change.to === one.min || change.to === one.max) return;
      const { policies = [], select } = one[change.direction] ?? {};
      const steps = policies
        .map(({ type, value }) => (type === 'Pods' ? value : Math.max(1, Math.ceil((seen.replicas * value) / 100))))
        .sort((a, b) => a - b);
      expect(Math.abs(change.to - change.from)).toBe(select === 'Max' ? steps.at(-1) : steps[0]);
    }),
  );
});

test('while an alarm stays in ALARM, its bound is reached, and then nothing changes', () => {
  fc.assert(
    fc.property(
      rule,
      fc.constantFrom('up' as const, 'down' as const),
      fc.integer({ min: 0, max: 100 }),
      (one, name, start) => {
        const alarm = one[name]?.alarm;
        // Somebody stopped it.
        if (alarm === undefined || (start === 0 && one.min > 0)) return;
        let replicas = start;
        for (let runs = 0; runs < 200; runs += 1)
          replicas = changeOf(one, { replicas, firing: new Set([alarm]), now })?.to ?? replicas;
        const [bound, isBeyond] = name === 'up' ? [one.max, start > one.max] : [one.min, start < one.min];
        expect(replicas).toBe(isBeyond ? start : bound);
      },
    ),
  );
});

test('nothing is removed while the other alarm asks for more', () => {
  fc.assert(
    fc.property(rule, situation, (one, seen) => {
      if (one.up === undefined || !seen.firing.has('busy')) return;
      expect(changeOf(one, seen)?.direction).not.toBe('down');
    }),
  );
});

test.each([
  ['up by percent is rounded up', { policies: [{ type: 'Percent' as const, value: 10 }] }, 'busy', 5, 6],
  ['down by percent is rounded up', { policies: [{ type: 'Percent' as const, value: 10 }] }, 'idle', 5, 4],
  ['exact percents', { policies: [{ type: 'Percent' as const, value: 50 }] }, 'busy', 4, 6],
  ['the bound cuts the step', { policies: [{ type: 'Pods' as const, value: 100 }] }, 'busy', 4, 20],
  [
    'a target beyond max is brought back by down only',
    { policies: [{ type: 'Pods' as const, value: 1 }] },
    'idle',
    50,
    20,
  ],
  [
    'a target beyond max is not lowered by up',
    { policies: [{ type: 'Pods' as const, value: 1 }] },
    'busy',
    50,
    undefined,
  ],
  ['a target with 0 replicas was stopped', { policies: [{ type: 'Pods' as const, value: 1 }] }, 'busy', 0, undefined],
])('%s', (_, { policies }, alarm, replicas, expected) => {
  const both = { policies, select: 'Max' as const, coolDown: 60 };
  const one = {
    target,
    lease: 'lease',
    min: 2,
    max: 20,
    up: { ...both, alarm: 'busy' },
    down: { ...both, alarm: 'idle' },
    dryRun: false,
  };
  expect(changeOf(one, { replicas, firing: new Set([alarm]), now })?.to).toBe(expected);
});

const pods = { type: 'Pods' as const, value: 3 };
const percent = { type: 'Percent' as const, value: 50 };
test.each([
  ['by pods', [pods], 'Max' as const, 3],
  ['by percent', [percent], 'Max' as const, 1],
  ['by the smallest', [pods, percent], 'Min' as const, 1],
])('with min 0, a target is raised from 0 %s', (_, policies, select, to) => {
  const up = { alarm: 'busy', policies, select, coolDown: 60 };
  const decision = decideScaling(
    { target, lease: 'lease', min: 0, max: 9, up, dryRun: false },
    { replicas: 0, firing: new Set(['busy']), now },
  );
  expect(decision).toEqual({ outcome: 'Change', change: { direction: 'up', alarm: 'busy', from: 0, to } });
});
