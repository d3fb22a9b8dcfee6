import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlarmHistory } from '../support/alarmTiming';
import { watchdogAlarm } from './alarms';
import { insertTable } from './table';
import { messagePatterns, renderWatchdogCandidates, simulateMessages, watchdogCandidates } from './watchdogMessages';

const alarm = watchdogAlarm();
const simulate = (name: keyof typeof messagePatterns, candidate = alarm, counted?: number) =>
  messagePatterns[name].flatMap((pattern) => simulateMessages(alarm, candidate, pattern, counted));
const latest = (minutes: readonly (number | undefined)[]) =>
  Math.max(...minutes.map((each) => each ?? Number.POSITIVE_INFINITY));

describe('the alarm watchdog', () => {
  test.each(['none', 'one'] as const)('does not fire: %s lost', (name) => {
    expect(simulate(name).filter(({ times }) => times > 0)).toEqual([]);
  });

  test('does not fire either where SNS counts only every five minutes', () => {
    expect(simulate('none', alarm, 300).filter(({ times }) => times > 0)).toEqual([]);
  });

  test('waits for an hour if it is new, and then fires if no message ever arrived', () => {
    const history = new AlarmHistory(alarm, 'INSUFFICIENT_DATA', 0);
    expect([59, 60].map((minutes) => history.evaluate([], minutes * 60_000))).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  });

  test('fires within 22 minutes of the last message, only once, and is OK within 6 minutes of the next one', () => {
    const outcomes = simulate('away');
    expect(latest(outcomes.map(({ fired }) => fired))).toBeLessThanOrEqual(22);
    expect(latest(outcomes.map(({ okAfter }) => okAfter))).toBeLessThanOrEqual(6);
    expect(new Set(outcomes.map(({ times }) => times))).toEqual(new Set([1]));
  });
});

test('no other candidate tolerates a lost message, and notifies once and so soon', () => {
  const good = watchdogCandidates.filter((candidate) => {
    const away = simulate('away', { ...alarm, ...candidate });
    return (
      simulate('one', { ...alarm, ...candidate }).every(({ times }) => times === 0) &&
      away.every(({ times }) => times === 1) &&
      latest(away.map(({ fired }) => fired)) <= 22
    );
  });
  expect(good).toEqual([{ datapointsToAlarm: alarm.datapointsToAlarm, evaluationPeriods: alarm.evaluationPeriods }]);
});

test('docs/watchdog.md has the table of these simulations; otherwise run `npm run timelines`', () => {
  const document = readFileSync(join(__dirname, '..', '..', 'docs', 'watchdog.md'), 'utf8');
  expect(document).toBe(insertTable(document, 'M of N', renderWatchdogCandidates(alarm)));
});
