import { type Minute, play } from './play';

const night = Date.parse('2026-01-01T03:00:00Z');
const minutes: Minute[] = [];

beforeAll(async () => {
  for await (const minute of play(night)) minutes.push(minute);
});

test('the metric tells the truth in every minute', () => {
  expect(minutes.map(({ value }) => value ?? '-').join(' ')).toBe('1 1 1 1 0 0 0 1 1 1 - - - - 1 1 1 1');
});

test('the alarm rings for the crash loop and for the silence, and for nothing else', () => {
  const letters = { OK: 'o', ALARM: 'A', INSUFFICIENT_DATA: '?' };
  expect(minutes.map(({ alarm }) => letters[alarm]).join('')).toBe('ooooooAAAoooAAAAoo');
});

test('the invocation fails exactly when nothing could be said', () => {
  expect(
    minutes.map(({ value, failure }) => (value === undefined) === (failure?.startsWith('HealthUnknown') ?? false)),
  ).toEqual(minutes.map(() => true));
});

test('the verdict names what is wrong', () => {
  const reasons = minutes.map(({ verdicts }) => [...new Set(verdicts.map(({ reason }) => reason))].sort().join(','));
  expect([...new Set(reasons)]).toEqual(['Ready', 'Ready,TooFewReady', 'CrashLooping,Ready', 'Unreachable']);
});
