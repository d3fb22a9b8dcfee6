import { createWallClock } from '../../../../lambda/health/cron/wallClock';

const second = 1000;
const hour = 3600 * second;

test.each([
  ['', 0],
  ['UTC', 0],
  ['Europe/Berlin', hour],
  ['America/St_Johns', -3.5 * hour],
  ['Asia/Kathmandu', 5.75 * hour],
])('the offset of "%s" is %i ms', (timeZone, expected) => {
  const instant = Date.UTC(2026, 0, 1, 12, 34, 56, 789);
  expect(createWallClock(timeZone).offsetAt(instant)).toBe(expected);
});

test.each<[situation: string, wall: number, instants: number[]]>([
  ['once', Date.UTC(2026, 0, 1, 12), [Date.UTC(2026, 0, 1, 11)]],
  ['never if a clock change skips it', Date.UTC(2026, 2, 29, 2, 30), []],
  [
    'twice if a clock change repeats it, earliest first',
    Date.UTC(2026, 9, 25, 2, 30),
    [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)],
  ],
])('a wall time in Berlin %s', (_, wall, instants) => {
  expect(createWallClock('Europe/Berlin').instantsOf(wall)).toEqual(instants);
});

test('an unknown zone is rejected', () => {
  expect(() => createWallClock('Mars/Olympus')).toThrow(RangeError);
});
