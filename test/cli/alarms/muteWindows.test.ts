import { type MuteSchedule, muteWindows, parseIsoDuration } from '../../../cli/alarms/muteWindows';

const span = { from: Date.parse('2026-03-28T00:00:00Z'), to: Date.parse('2026-03-30T00:00:00Z') };
const hour = 3_600_000;

function show(schedule: MuteSchedule): string[] {
  return muteWindows(schedule, span).map(({ from, to }) =>
    [from, to].map((time) => new Date(time).toISOString().slice(5, 16)).join(' '),
  );
}

test.each<[string, MuteSchedule, string[]]>([
  ['once, in UTC', { expression: 'at(2026-03-28T02:00)', duration: 'PT2H' }, ['03-28T02:00 03-28T04:00']],
  [
    'once, in a time zone',
    { expression: 'at(2026-03-28T02:00)', duration: 'PT30M', timezone: 'Europe/Berlin' },
    ['03-28T01:00 03-28T01:30'],
  ],
  ['one that began before', { expression: 'at(2026-03-27T12:00)', duration: 'P1D' }, ['03-27T12:00 03-28T12:00']],
  ['one that ended before', { expression: 'at(2026-03-27T12:00)', duration: 'PT1H' }, []],
  [
    'each night, also after the clocks change',
    { expression: 'cron(0 4 * * *)', duration: 'PT1H', timezone: 'Europe/Berlin' },
    ['03-28T03:00 03-28T04:00', '03-29T02:00 03-29T03:00'],
  ],
  [
    'on Sundays, until it expires',
    { expression: 'cron(0 2 * * SUN)', duration: 'PT4H', expiry: Date.parse('2026-03-29T03:00Z') },
    ['03-29T02:00 03-29T03:00'],
  ],
  [
    'not before it starts',
    { expression: 'cron(0 2 * * *)', duration: 'PT1H', start: Date.parse('2026-03-28T12:00Z') },
    ['03-29T02:00 03-29T03:00'],
  ],
  ['a schedule that cannot be read', { expression: 'rate(5 minutes)', duration: 'PT1H' }, []],
  ['a time zone that is not known', { expression: 'cron(0 2 * * *)', duration: 'PT1H', timezone: 'Mars/Base' }, []],
])('%s', (_, schedule, expected) => {
  expect(show(schedule)).toEqual(expected);
});

test.each<[string, number | undefined]>([
  ['PT1M', hour / 60],
  ['PT2H', 2 * hour],
  ['P2DT12H', 60 * hour],
  ['P15D', 15 * 24 * hour],
  ['PT', undefined],
  ['P', undefined],
  ['2h', undefined],
  ['PT90S', undefined],
])('the duration %s', (text, expected) => {
  expect(parseIsoDuration(text)).toBe(expected);
});
