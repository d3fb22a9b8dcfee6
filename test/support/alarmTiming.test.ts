import type { Alarm, AlarmState } from './alarmEvaluator';
import { AlarmHistory, drawTiming, earliest, latest, type MinuteTiming, publishedIn } from './alarmTiming';
import { Random } from './random';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);
const metric = { namespace: 'Test', name: 'Health', dimensions: {} };

/** The alarms of this project, with shorter evaluation ranges. */
const health: Alarm = {
  metric,
  statistic: 'Minimum',
  periodMs: minute,
  fill: -1,
  comparison: 'LessThanThreshold',
  threshold: 1,
  evaluationPeriods: 5,
  datapointsToAlarm: 5,
  treatMissingData: 'breaching',
};
const blind: Alarm = { ...health, threshold: 0, evaluationPeriods: 8, datapointsToAlarm: 4 };
const { fill: _, ...withoutFill } = blind;
const chronic: Alarm = {
  ...withoutFill,
  statistic: 'Maximum',
  comparison: 'GreaterThanThreshold',
  treatMissingData: 'notBreaching',
};

const letters = { OK: 'o', ALARM: 'A', INSUFFICIENT_DATA: '?' } as const;

/**
 * The states after each minute of a metric with one digit for each minute, `-` for a missing one.
 *
 * @param timing - of all minutes.
 */
function statesOf(alarm: Alarm, values: string, timing: MinuteTiming, state: AlarmState = 'OK'): string {
  const points = [...values].flatMap((value, index) =>
    value === '-' ? [] : [publishedIn(noon + index * minute, timing, Number(value))],
  );
  const before = Array.from({ length: 10 }, (_, index) =>
    publishedIn(noon - (index + 1) * minute, timing, alarm === chronic ? 0 : 1),
  );
  const history = new AlarmHistory(alarm, state);
  return [...values]
    .map((_, index) => history.evaluate([...before, ...points], noon + (index + 1) * minute + timing.evaluation * 1000))
    .map((after) => letters[after])
    .join('');
}

test.each<[string, Alarm, string, early: string, late: string]>([
  ['health: five bad minutes', health, '100000111', 'oooooAooo', 'oooooAAAo'],
  ['health: the last minutes are missing', health, '11-----11', 'ooooooAoo', 'ooooooAAA'],
  ['health: zeros and missing minutes', health, '10-0-0111', 'oooooAooo', 'oooooAAAo'],
  ['health: two bad minutes', health, '110011111', 'ooooooooo', 'ooooooooo'],
  ['health: one good minute', health, '100010000', 'ooooooooo', 'oooooAooo'],
  ['blind: every second minute is missing', blind, '1-1-1-1-1', 'oooooooAA', 'oooooAAAA'],
  ['blind: zeros are not missing', blind, '100000000', 'ooooooooo', 'ooooooooo'],
  ['chronic: short in every second minute', chronic, '010201030', 'oooooooAA', 'ooooooooo'],
  ['chronic: missing minutes are not short', chronic, '01--1--10', 'ooooooooo', 'ooooooooo'],
])('%s', (_, alarm, values, early, late) => {
  expect([statesOf(alarm, values, earliest), statesOf(alarm, values, latest)]).toEqual([early, late]);
});

test('a new alarm waits until its warm-up ends, and is then evaluated', () => {
  const history = new AlarmHistory({ ...health, warmUpMs: 15 * minute }, 'INSUFFICIENT_DATA', noon);

  expect(history.evaluate([], noon + 15 * minute - 1)).toBe('INSUFFICIENT_DATA');
  expect(history.evaluate([], noon + 15 * minute)).toBe('ALARM');
  expect(new AlarmHistory(health, 'OK').evaluate([], noon)).toBe('ALARM');
});

test('each minute has a new timing: every second of the minute, and a delay from 5 to 90 seconds', () => {
  const random = new Random(1);
  const drawn = Array.from({ length: 5000 }, () => drawTiming(random));
  const seen = (key: keyof MinuteTiming) => [...new Set(drawn.map((timing) => timing[key]))].sort((a, b) => a - b);

  expect(seen('run')).toEqual(Array.from({ length: 60 }, (_, second) => second));
  expect(seen('evaluation')).toEqual(seen('run'));
  expect(seen('visibleAfter')).toEqual(Array.from({ length: 86 }, (_, index) => 5 + index));
});
