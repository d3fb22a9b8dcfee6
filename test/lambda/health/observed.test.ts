import type { Evidence } from '../../../lambda/health/observation';
import { getRule } from '../../../lambda/health/rules';
import { type EvidenceKind, kinds } from '../../../model/kinds';
import { type ObservedFixture, observedFixtures } from '../../support/observedFixture';

/** Recorded on a real control plane by `RECORD=1 npm run test:cluster -- kinds`. */
const fixtures = observedFixtures();

function judge({ object, evidence, criteria, now }: ObservedFixture) {
  const { kind, apiVersion } = object as { kind: string; apiVersion: string };
  const found = Object.entries(evidence ?? {}).map(([of, objects]): [string, Evidence] => [
    of,
    { type: 'found', objects },
  ]);
  const given = Object.fromEntries(found) as Partial<Record<EvidenceKind, Evidence>>;
  const judged = getRule({ kind, apiVersion })({ type: 'found', object, evidence: given }, criteria, Date.parse(now));
  return 'needed' in judged ? judged.otherwise : judged;
}

test.each(fixtures)('%s', (_, fixture) => {
  expect(judge(fixture)).toMatchObject(fixture.expected);
});

test.each(Object.keys(kinds))('there are healthy and unhealthy fixtures of %s', (kind) => {
  const seen = fixtures.filter(([, { object }]) => object.kind === kind).map(([, { expected }]) => expected.verdict);

  expect(seen).toEqual(expect.arrayContaining(['Healthy', 'Unhealthy']));
});
