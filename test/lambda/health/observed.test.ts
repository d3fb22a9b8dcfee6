import { kinds } from '../../../model/kinds';
import { judgeObserved, observedFixtures } from '../../support/observedFixture';

/** Recorded on a real control plane by `RECORD=1 npm run test:cluster -- kinds`. */
const fixtures = observedFixtures();

test.each(fixtures)('%s', (_, fixture) => {
  expect(judgeObserved(fixture)).toMatchObject(fixture.expected);
});

test.each(Object.keys(kinds))('there are healthy and unhealthy fixtures of %s', (kind) => {
  const seen = fixtures.filter(([, { object }]) => object.kind === kind).map(([, { expected }]) => expected.verdict);

  expect(seen).toEqual(expect.arrayContaining(['Healthy', 'Unhealthy']));
});
