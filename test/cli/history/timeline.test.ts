import fc from 'fast-check';
import { type Reading, toIntervals } from '../../../cli/history/timeline';

const minute = 60_000;
const missing = { state: 'no run', message: 'no run has reported' };
const span = { from: 0, to: 10 * minute };

/** One letter for each minute: `H` Healthy, `U` Unhealthy, `-` no reading. */
function readingsOf(minutes: string): Reading[] {
  const states: Readonly<Record<string, string>> = { H: 'Healthy', U: 'Unhealthy' };
  return [...minutes].flatMap((letter, index) => {
    const state = states[letter];
    return state === undefined ? [] : [{ at: index * minute, state }];
  });
}

function show(readings: readonly Reading[], holding: object = {}): string {
  return toIntervals(readings, span, { period: minute, missing, ...holding })
    .map(({ from, to, state }) => `${from / minute}-${to / minute} ${state}`)
    .join(', ');
}

describe('intervals', () => {
  test.each<[string, Reading[], object, string]>([
    ['one state', readingsOf('HHHHHHHHHH'), {}, '0-10 Healthy'],
    ['a trouble', readingsOf('HHUUUHHHHH'), {}, '0-2 Healthy, 2-5 Unhealthy, 5-10 Healthy'],
    ['a missing run is not as the one before', readingsOf('HHHH-HHHHH'), {}, '0-4 Healthy, 4-5 no run, 5-10 Healthy'],
    ['nor is the time before the first run', readingsOf('---HHHHHHH'), {}, '0-3 no run, 3-10 Healthy'],
    ['nor the time after the last run', readingsOf('UUUU------'), {}, '0-4 Unhealthy, 4-10 no run'],
    ['the newest values may be late', readingsOf('HHHHHHHH--'), { late: 2.5 * minute }, '0-10 Healthy'],
    ['but not by more', readingsOf('HHHHHH----'), { late: 2.5 * minute }, '0-6 Healthy, 6-10 no run'],
    ['nothing', [], {}, '0-10 no run'],
    [
      'a run that is a little late',
      [
        { at: 0, state: 'a' },
        { at: 1.4 * minute, state: 'b' },
      ],
      {},
      '0-1.4 a, 1.4-2.4 b, 2.4-10 no run',
    ],
    [
      'the last one of a minute counts',
      [...readingsOf('HHHHHHHHHH'), { at: 0, state: 'U' }],
      {},
      '0-1 U, 1-10 Healthy',
    ],
    [
      'without a period, a state holds',
      [{ at: 2 * minute, state: 'ALARM' }],
      { period: Number.POSITIVE_INFINITY },
      '0-2 no run, 2-10 ALARM',
    ],
    ['a reading before the span', [{ at: -minute / 2, state: 'x' }], {}, '0-0.5 x, 0.5-10 no run'],
  ])('%s', (_, readings, holding, expected) => {
    expect(show(readings, holding)).toBe(expected);
  });

  test('equal states with different reasons are different, and the newest message is kept', () => {
    const readings = [
      { at: 0, state: 'U', reason: 'A', message: 'for 1m' },
      { at: minute, state: 'U', reason: 'A', message: 'for 2m' },
      { at: 2 * minute, state: 'U', reason: 'B' },
    ];
    expect(toIntervals(readings, { from: 0, to: 3 * minute }, { period: minute, missing })).toEqual([
      { from: 0, to: 2 * minute, state: 'U', reason: 'A', message: 'for 2m', asOf: minute },
      { from: 2 * minute, to: 3 * minute, state: 'U', reason: 'B' },
    ]);
  });

  test('cover the span without gap and overlap, neighbors differ, and no reading lasts longer than it may', () => {
    const reading = fc.record({ at: fc.integer({ min: -5, max: 40 }), state: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(
        fc.array(reading),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 9 }),
        (readings, period, late) => {
          const whole = { from: 0, to: 30 };
          const found = toIntervals(readings, whole, { period, late, missing });
          expect(found[0]?.from).toBe(whole.from);
          expect(found.at(-1)?.to).toBe(whole.to);
          for (const [index, one] of found.entries()) {
            expect(one.to).toBeGreaterThan(one.from);
            const next = found[index + 1];
            if (next === undefined) continue;
            expect(next.from).toBe(one.to);
            expect(next.state).not.toBe(one.state);
          }
          for (const { from, to, state } of found) {
            if (state === missing.state) continue;
            for (let at = from; at < to; at++) {
              const known = readings.some(
                (one) => one.state === state && one.at <= at && at < one.at + 1.5 * period + late,
              );
              expect(known).toBe(true);
            }
          }
        },
      ),
    );
  });
});
