import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultAlarms } from './alarms';
import { candidates, patterns, renderCandidates, simulateCandidate } from './evaluationPeriods';
import { insertTable } from './table';

const { health } = defaultAlarms();
const simulate = (name: keyof typeof patterns, candidate = health) =>
  patterns[name].flatMap((pattern) => simulateCandidate(health, candidate, pattern));

describe('the default of the alarm health', () => {
  test.each(['one', 'two', 'everyOther'] as const)('does not fire: %s', (name) => {
    expect(simulate(name).filter(({ fired }) => fired !== undefined)).toEqual([]);
  });

  test('fires within 6 minutes of the first bad minute of an outage, whether the metric is 0 or missing', () => {
    expect(Math.max(...simulate('outage').map(({ fired = Number.POSITIVE_INFINITY }) => fired))).toBeLessThanOrEqual(6);
  });

  test('fires a minute later with one good minute inside an outage, and only once', () => {
    const outcomes = simulate('interrupted');
    expect(Math.max(...outcomes.map(({ fired = Number.POSITIVE_INFINITY }) => fired))).toBeLessThanOrEqual(7);
    expect(new Set(simulate('unsteady').map(({ times }) => times))).toEqual(new Set([1]));
  });
});

test('no other candidate does all this', () => {
  const good = candidates.filter(
    (candidate) =>
      (['one', 'two', 'everyOther'] as const).every((name) =>
        simulate(name, { ...health, ...candidate }).every(({ fired }) => fired === undefined),
      ) &&
      simulate('outage', { ...health, ...candidate }).every(({ fired = 99 }) => fired <= 6) &&
      simulate('unsteady', { ...health, ...candidate }).every(({ times }) => times === 1),
  );
  expect(good).toEqual([{ datapointsToAlarm: health.datapointsToAlarm, evaluationPeriods: health.evaluationPeriods }]);
});

test('docs/health.md has the table of these simulations; otherwise run `npm run timelines`', () => {
  const document = readFileSync(join(__dirname, '..', '..', 'docs', 'health.md'), 'utf8');
  expect(document).toBe(insertTable(document, 'M of N', renderCandidates(health)));
});
