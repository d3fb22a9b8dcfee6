import { type Minute, runNight } from './night';

const minutes: Minute[] = [];

beforeAll(async () => {
  for await (const minute of runNight(Date.parse('2026-01-01T03:00:00Z'))) minutes.push(minute);
});

test('the metric is right in every minute', () => {
  expect(minutes.map(({ value }) => value ?? '-').join(' ')).toBe('1 1 1 1 0 0 0 0 0 1 1 1 - - - - - - 1 1 1 1');
});

test('the alarm fires for the crash loop and for missing data, but not for the rollout', () => {
  const letters = { OK: 'o', ALARM: 'A', INSUFFICIENT_DATA: '?' };
  expect(minutes.map(({ alarm }) => letters[alarm]).join('')).toBe('ooooooooAAooooooAAAAoo');
});

test('the invocation fails if and only if health is unknown', () => {
  expect(minutes.map(({ failure }) => failure?.split(':')[0])).toEqual(
    minutes.map(({ value }) => (value === undefined ? 'HealthUnknown' : undefined)),
  );
});

test('the verdicts name the reason', () => {
  const reasons = minutes.map(({ verdicts }) => [...new Set(verdicts.map(({ reason }) => reason))].sort().join(','));
  expect([...new Set(reasons)]).toEqual(['Ready', 'Ready,TooFewReady', 'CrashLooping,Ready', 'Unreachable']);
});
