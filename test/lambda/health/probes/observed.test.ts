import { judgeProbe } from '../../../../lambda/health/probes/probeVerdict';
import { worstFirst } from '../../../../lambda/health/verdict';
import { reasons } from '../../../../model/reasons';
import { hour } from '../../../support/objects/clock';
import { probeFixtures } from '../../../support/probeFixture';

/** What Prometheus 2.42 and Alertmanager 0.25 answered (`RECORD=1 npm run test:cluster -- probes`). */
const fixtures = probeFixtures();

test.each(fixtures)('%s', (_, { probe, endpoints, now, expected }) => {
  const { verdict, reason, message } = judgeProbe(probe, endpoints, Date.parse(now));

  expect({ verdict, reason, message }).toEqual(expected);
  expect(reasons[reason].verdicts).toContain(verdict);
});

test.each(fixtures)('time alone makes nothing better: %s', (_, { probe, endpoints, now, expected }) => {
  const later = judgeProbe(probe, endpoints, Date.parse(now) + 2 * hour);
  const before = judgeProbe(probe, endpoints, Date.parse(now));

  expect(before.verdict).toBe(expected.verdict);
  expect(worstFirst(later, before)).toBeLessThanOrEqual(0);
});

test('every verdict was recorded', () => {
  const verdicts = new Set(fixtures.map(([, { expected }]) => expected.verdict));
  expect([...verdicts].sort()).toEqual(['Healthy', 'Progressing', 'Unhealthy', 'Unknown']);
});
