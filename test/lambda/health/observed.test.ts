import type { Verdict } from '../../../lambda/health/verdict';
import { kinds } from '../../../model/kinds';
import { minute } from '../../support/objects/clock';
import { judgeObserved, observedFixtures } from '../../support/observedFixture';

/** Recorded on a real control plane by `RECORD=1 npm run test:cluster -- kinds`. */
const fixtures = observedFixtures();

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;

test.each(fixtures)('%s', (_, fixture) => {
  expect(judgeObserved(fixture)).toMatchObject(fixture.expected);
});

/** A container that runs again after a crash loop. */
const mayRecover = new Set<Verdict['reason']>(['CrashLooping']);

test.each(fixtures)('time alone never makes the verdict better: %s', (_, fixture) => {
  const verdicts = [0, 1, 2, 4, 6, 11, 16, 31, 61, 121].map((minutes) =>
    judgeObserved({ ...fixture, now: new Date(Date.parse(fixture.now) + minutes * minute).toISOString() }),
  );

  const better = verdicts.filter(({ verdict }, index) => {
    const before = verdicts[index - 1];
    if (before === undefined || mayRecover.has(before.reason)) return false;
    return severity[verdict] < severity[before.verdict];
  });
  expect(better).toEqual([]);
});

test.each(Object.keys(kinds))('there are healthy and unhealthy fixtures of %s', (kind) => {
  const seen = fixtures.filter(([, { object }]) => object.kind === kind).map(([, { expected }]) => expected.verdict);

  expect(seen).toEqual(expect.arrayContaining(['Healthy', 'Unhealthy']));
});
