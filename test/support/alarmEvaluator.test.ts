import { type Alarm, type AlarmState, type Datapoint, evaluateAlarm } from './alarmEvaluator';

const minute = 60_000;
/** The end of the evaluation range in these tests. */
const noon = Date.UTC(2026, 0, 1, 12);
const states: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** Values below 1 are breaching, as for the cluster health metric. */
const alarm = (over: Partial<Alarm> = {}): Alarm => ({
  metric: { namespace: 'Test', name: 'Health', dimensions: {} },
  statistic: 'Minimum',
  periodMs: minute,
  comparison: 'LessThanThreshold',
  threshold: 1,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: 'missing',
  ...over,
});

/** Datapoints in the notation of AWS: 0 not breaching, X breaching, - missing. The newest is last. */
const series = (notation: string, periodMs = minute): Datapoint[] => {
  const symbols = notation.split(' ');
  return symbols.flatMap((symbol, index) => {
    const timestamp = noon - (symbols.length - index) * periodMs;
    return symbol === '-' ? [] : [{ timestamp, value: symbol === 'X' ? 0 : 1 }];
  });
};

describe('the tables of "Configuring how CloudWatch alarms treat missing data"', () => {
  const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
  const rows: [m: number, points: string, ...expected: (AlarmState | 'retain')[]][] = [
    [3, '0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    [3, '0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    [3, '- - - - -', 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
    [3, '0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [3, '- - X - -', 'ALARM', 'retain', 'ALARM', 'OK'],
    [2, '0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '- - - X -', 'ALARM', 'retain', 'ALARM', 'OK'],
  ];
  const cells = rows.flatMap(([m, points, ...expected]) =>
    treatments.map((treatment, column) => ({ m, points, treatment, expected: expected[column] })),
  );

  test.each(cells)('$m of 3: $points with $treatment is $expected', ({ m, points, treatment, expected }) => {
    const evaluated = alarm({ datapointsToAlarm: m, treatMissingData: treatment });

    for (const previous of states) {
      const state = evaluateAlarm(evaluated, series(points), noon, previous);
      expect({ previous, state }).toEqual({ previous, state: expected === 'retain' ? previous : expected });
    }
  });
});

describe('premature transitions', () => {
  test.each(['- - - - X', '- - - X -'])('3 of 3: %s is not yet ALARM', (points) => {
    expect(evaluateAlarm(alarm(), series(points), noon, 'OK')).toBe('OK');
  });

  test.each(['- - - X 0', '- - X - 0'])('3 of 3: %s is OK', (points) => {
    expect(evaluateAlarm(alarm(), series(points), noon, 'ALARM')).toBe('OK');
  });

  test('missing data after a real point is ALARM when that point is older than the evaluation range', () => {
    const breaching = alarm({ treatMissingData: 'breaching' });

    expect(evaluateAlarm(breaching, series('0 - - - -'), noon, 'OK')).toBe('OK');
    expect(evaluateAlarm(breaching, series('0 - - - - -'), noon, 'OK')).toBe('ALARM');
  });
});

describe('FILL', () => {
  const health = alarm({
    fill: 0,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
  });

  test.each<[string, AlarmState]>([
    ['0 0 0 0 0 0 0', 'OK'],
    ['0 0 0 0 0 - -', 'OK'],
    ['0 0 0 0 - - -', 'ALARM'],
    ['0 - 0 - 0 - 0', 'OK'],
    ['0 0 - 0 - 0 -', 'ALARM'],
    ['0 0 0 X - X 0', 'ALARM'],
    ['0 - - - - - -', 'ALARM'],
    ['- - - - - - 0', 'ALARM'],
    ['- - - - - - -', 'ALARM'],
  ])('3 of 5 with FILL(m, 0): %s is %s', (points, expected) => {
    expect(evaluateAlarm(health, series(points), noon, 'OK')).toBe(expected);
  });

  test('without FILL, "treat missing data as breaching" is not ALARM if every other minute is missing', () => {
    const { fill: _, ...withoutFill } = health;

    expect(evaluateAlarm(withoutFill, series('- 0 - 0 - 0 -'), noon, 'OK')).toBe('OK');
    expect(evaluateAlarm(health, series('- 0 - 0 - 0 -'), noon, 'OK')).toBe('ALARM');
  });

  test('FILL does not change a series without points', () => {
    expect(evaluateAlarm({ ...health, treatMissingData: 'missing' }, [], noon, 'OK')).toBe('INSUFFICIENT_DATA');
  });
});

describe('points that are visible late', () => {
  const late = (notation: string, ...delays: number[]) =>
    series(notation).map((point, index, all) => {
      const delay = delays[delays.length - all.length + index];
      return delay === undefined ? point : { ...point, visibleAt: point.timestamp + delay * 1000 };
    });

  test('the newest point, of a run at second 55 and 20 seconds of delay, is missing until it is visible', () => {
    const health = alarm({ fill: -1, evaluationPeriods: 1, datapointsToAlarm: 1 });
    const points = late('0 0', 75);

    expect(evaluateAlarm(health, points, noon, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(health, points, noon + 14_999, 'ALARM')).toBe('ALARM');
    expect(evaluateAlarm(health, points, noon + 15_000, 'ALARM')).toBe('OK');
  });

  test('without FILL, an older point takes its place', () => {
    const points = late('X X X 0', 75);

    expect(evaluateAlarm(alarm(), points, noon, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(alarm(), points, noon + 15_000, 'ALARM')).toBe('OK');
  });

  test('a point that becomes visible after the evaluation changes the next one', () => {
    const health = alarm({ fill: -1, evaluationPeriods: 5, datapointsToAlarm: 5 });
    const points = late('0 0 X X X 0 -', 149);

    expect(evaluateAlarm(health, points, noon, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(health, points, noon + 29_000, 'ALARM')).toBe('OK');
  });
});

describe('periods', () => {
  test('the evaluation range ends with the last full minute', () => {
    const points = series('X X X').concat({ timestamp: noon, value: 1 });

    expect(evaluateAlarm(alarm(), points, noon, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(alarm(), points, noon + minute - 1, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(alarm(), points, noon + minute, 'OK')).toBe('OK');
  });

  test('a longer period contains all its points, and moves every minute', () => {
    const fiveMinutes = alarm({ periodMs: 5 * minute, evaluationPeriods: 1, datapointsToAlarm: 1 });
    const points = series('0 0 X 0 0');

    expect(evaluateAlarm(fiveMinutes, points, noon, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(fiveMinutes, points, noon + 2 * minute, 'OK')).toBe('ALARM');
    expect(evaluateAlarm(fiveMinutes, points, noon + 3 * minute, 'OK')).toBe('OK');
  });

  test.each<[Alarm['statistic'], AlarmState]>([
    ['Minimum', 'ALARM'],
    ['Maximum', 'OK'],
    ['Sum', 'OK'],
  ])('two points in one period: %s', (statistic, expected) => {
    const points = [0, 1].map((value) => ({ timestamp: noon - minute, value }));

    expect(evaluateAlarm(alarm({ statistic, evaluationPeriods: 1, datapointsToAlarm: 1 }), points, noon, 'OK')).toBe(
      expected,
    );
  });

  test.each<[Alarm['comparison'], readonly number[]]>([
    ['LessThanThreshold', [0]],
    ['LessThanOrEqualToThreshold', [0, 1]],
    ['GreaterThanThreshold', [2]],
    ['GreaterThanOrEqualToThreshold', [1, 2]],
  ])('%s 1 is breached by %j', (comparison, expected) => {
    const evaluated = alarm({ comparison, evaluationPeriods: 1, datapointsToAlarm: 1 });

    const breaching = [0, 1, 2].filter(
      (value) => evaluateAlarm(evaluated, [{ timestamp: noon - minute, value }], noon, 'OK') === 'ALARM',
    );
    expect(breaching).toEqual(expected);
  });
});
