import { readFileSync } from 'node:fs';
import { type Minute, runNight } from './night';
import { drawNight, firstMinute, pictureFile } from './picture';

const minutes: Minute[] = [];
const letters = { OK: 'o', ALARM: 'A', INSUFFICIENT_DATA: '?' };

beforeAll(async () => {
  for await (const minute of runNight(firstMinute)) minutes.push(minute);
});

test('the metric is right in every minute', () => {
  expect(minutes.map(({ value }) => value ?? '-').join(' ')).toBe(
    '1 1 1 1 0 0 0 0 0 1 1 1 1 1 0 0 0 0 0 1 1 1 1 1 1 1 1 1 1 1 1 1 - - - - - - 1 1 1 1',
  );
});

test('the alarm fires for the crash loop, the Prometheus without Alertmanager and missing data, not for the rollout', () => {
  expect(minutes.map(({ alarm }) => letters[alarm]).join('')).toBe('ooooooooAAooooooooAAAoooooooooooooooAAAooo');
});

test('the ticket has a metric and an alarm of its own, which fires for the ticket and for missing data only', () => {
  expect(minutes.map(({ ticket }) => ticket.value ?? '-').join(' ')).toBe(
    '1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 1 1 1 - - - - - - 1 1 1 1',
  );
  expect(minutes.map(({ ticket }) => letters[ticket.alarm]).join('')).toBe(
    'ooooooooooooooooooooooooooAAAAooooooAAAooo',
  );
});

test('the invocation fails if and only if health is unknown', () => {
  expect(minutes.map(({ failure }) => failure?.split(':')[0])).toEqual(
    minutes.map(({ value }) => (value === undefined ? 'HealthUnknown' : undefined)),
  );
});

test('the verdicts name the reason', () => {
  const reasons = minutes.map(({ verdicts }) => [...new Set(verdicts.map(({ reason }) => reason))].sort().join(','));
  expect([...new Set(reasons)]).toEqual([
    'AnswersAsExpected,Ready',
    'AnswersAsExpected,Ready,TooFewReady',
    'AnswersAsExpected,CrashLooping,Ready',
    'NoAlertmanager,Ready',
    'Unreachable',
  ]);
});

test('Prometheus has no Alertmanager while every workload is Ready: first within the grace period, then the value is 0', () => {
  const during = minutes.filter(({ verdicts }) => verdicts.some(({ reason }) => reason === 'NoAlertmanager'));
  const shown = during.map(({ verdicts, value }) => {
    const probe = verdicts.find(({ kind }) => kind === 'PrometheusProbe');
    const ready = verdicts.filter(({ verdict, reason }) => verdict === 'Healthy' && reason === 'Ready').length;
    return `${value}: ${probe?.verdict}, ${ready} of ${verdicts.length - 1} workloads ready`;
  });
  const all = '4 of 4 workloads ready';
  expect(shown).toEqual([...Array(2).fill(`1: Progressing, ${all}`), ...Array(5).fill(`0: Unhealthy, ${all}`)]);
});

test('the picture of the night in the README is current: run `npm run picture`', () => {
  expect(drawNight(minutes)).toBe(readFileSync(pictureFile, 'utf8'));
});
