import fc from 'fast-check';
import { dueTimes, parseSchedule } from '../../../../lambda/health/cron/cronSchedule';
import { numRuns } from '../../../support/numRuns';
import table from './cronOracle/table.json';

/** Results of robfig/cron v3 itself; cronOracle/main.go generates the table. */
interface Row {
  readonly schedule: string;
  readonly timeZone: string;
  readonly from?: string;
  readonly next: string;
  readonly refused?: string;
  /** A clock change skips or repeats midnight near these times. */
  readonly noMidnight?: boolean;
}

const rows: readonly Row[] = table;
const taken = rows.filter(({ refused }) => refused === undefined);
const steps = 4;

function following({ schedule, timeZone, from = '' }: Row): string[] {
  const { nextAfter } = parseSchedule(schedule, timeZone);
  const times: string[] = [];
  for (let at = nextAfter(Date.parse(from)); at !== undefined && times.length < steps; at = nextAfter(at)) {
    times.push(new Date(at).toISOString().replace('.000Z', 'Z'));
  }
  return times;
}

test('a time zone prefix comes before the schedule', () => {
  expect(() => parseSchedule('x TZ=UTC 0 0 * * *')).toThrow(RangeError);
});

test('the last instant with a due time after it', () => {
  const { nextAfter } = parseSchedule('* * * * *');
  const end = Date.UTC(2900, 0, 1);
  expect([nextAfter(end), nextAfter(end + 1)]).toEqual([end + 60_000, undefined]);
});

describe('the times of robfig/cron v3', () => {
  test.each(taken.filter(({ noMidnight }) => !noMidnight))('$schedule $timeZone after $from', (row) => {
    expect(following(row).join(' ')).toBe(row.next);
  });

  test.each(rows.filter(({ refused }) => refused !== undefined))('"$schedule" $timeZone is rejected', (row) => {
    expect(() => parseSchedule(row.schedule, row.timeZone)).toThrow(RangeError);
  });

  // There it finds times on other days than the schedule names, or none; no time that it misses may count as due.
  test.each(taken.filter(({ noMidnight }) => noMidnight))('none but those: $schedule $timeZone after $from', (row) => {
    const theirs = row.next.split(' ');
    const until = theirs.at(-1) ?? '';
    const ours = following(row).filter((time) => time <= until);
    expect(theirs).toEqual(expect.arrayContaining(ours));
    expect(following(row)).toHaveLength(steps);
  });
});

describe('errors', () => {
  test.each([
    ['* * * *', '', 'got 4 fields, expected 5'],
    ['0 25 * * *', '', '25 is not a valid hour: expected 0 to 23'],
    ['0 0 * * FRI-SUN', '', 'FRI-SUN is not a valid day of week: the range ends before it starts'],
    ['*/0 * * * *', '', '*/0 is not a valid minute: the step is 0'],
    ['1/2/3 * * * *', '', '1/2/3 is not a valid minute: too many slashes'],
    ['0 0 1-2-3 * *', '', '1-2-3 is not a valid day of month: too many hyphens'],
    ['0 0 * x *', '', 'x is not a valid month: not a number'],
    ['@fortnightly', '', 'unknown descriptor @fortnightly'],
    ['@every tuesday', '', 'tuesday is not a duration'],
    ['@every 9999999h', '', '9999999h is too long'],
    ['@daily', 'Mars/Olympus', 'Invalid time zone specified: Mars/Olympus'],
  ])('"%s" %s', (schedule, timeZone, message) => {
    expect(() => parseSchedule(schedule, timeZone)).toThrow(message);
  });
});

describe('due times', () => {
  const at = (iso: string) => Date.parse(iso);

  test('are those after one instant until another', () => {
    const schedule = parseSchedule('0 */6 * * *');
    expect(dueTimes(schedule, at('2026-01-01T00:00:00Z'), at('2026-01-01T12:00:00Z'))).toEqual([
      at('2026-01-01T06:00:00Z'),
      at('2026-01-01T12:00:00Z'),
    ]);
    expect(dueTimes(schedule, at('2026-01-01T00:00:00Z'), at('2026-01-01T05:59:59Z'))).toEqual([]);
  });

  test.each(['* * * * *', '@every 1s'])('are limited, however many were missed: %s', (expression) => {
    const schedule = parseSchedule(expression, 'Europe/Berlin');
    expect(dueTimes(schedule, at('2026-01-01T00:00:00Z'), at('2026-02-01T00:00:00Z'))).toHaveLength(100);
  });

  test('end at the end of the supported time', () => {
    const { nextAfter } = parseSchedule('@every 1h');
    expect(nextAfter(at('+275760-09-13T00:00:00Z'))).toBeUndefined();
    expect(parseSchedule('@yearly', 'Asia/Kolkata').nextAfter(at('+275760-09-13T00:00:00Z'))).toBeUndefined();
  });
});

const fields = ['0-59', '0-23', '1-31', '1-12', '0-6'].map((span) => {
  const [min = 0, max = 0] = span.split('-').map(Number);
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const base = fc.oneof(fc.constantFrom('*', '?'), value.map(String), range);
  return fc.oneof(
    base,
    fc.tuple(base, fc.integer({ min: 1, max: 40 })).map(([part, step]) => `${part}/${step}`),
  );
});
const schedules = fc.tuple(...fields).map((parts) => parts.join(' '));
const zones = fc.constantFrom('', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia', 'Africa/Cairo');
const instants = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2030, 0, 1) });

test('the next due time is later, and nothing is due in between', () => {
  fc.assert(
    fc.property(
      schedules,
      zones,
      instants,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (schedule, zone, from, share) => {
        const { nextAfter } = parseSchedule(schedule, zone);
        const next = nextAfter(from);
        if (next === undefined) return;
        expect(next).toBeGreaterThan(from);
        const between = from + Math.floor((next - 1 - from) * share);
        expect({ from, between, next: nextAfter(between) }).toEqual({ from, between, next });
      },
    ),
    { numRuns: numRuns(500) },
  );
});

test('any text is parsed, or rejected with a RangeError', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...'0123456789*/-,?@ TZ=adilyevrhms.+'), { maxLength: 20 }),
  );
  fc.assert(
    fc.property(texts, zones, (given, zone) => {
      const text = typeof given === 'string' ? given : given.join('');
      try {
        parseSchedule(text, zone).nextAfter(0);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: numRuns(500) },
  );
});
