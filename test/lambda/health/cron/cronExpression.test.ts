import { parseExpression } from '../../../../lambda/health/cron/cronExpression';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

test.each<[written: string, pattern: string, namesDays: boolean]>([
  ['* * * * *', '* * * * *', false],
  [' 5  4\t* * ? ', '5 4 * * *', false],
  ['10,9,0-3 * * * *', '0,1,2,3,9,10 * * * *', false],
  ['1,1,1-2 * * * *', '1,2 * * * *', false],
  ['*/20 * * * *', '0,20,40 * * * *', false],
  ['50/5 * * * *', '50,55 * * * *', false],
  ['0 0 1 * *', '0 0 1 * *', true],
  ['@weekly', '0 0 * * 0', true],
  ...months.map((name, index): [string, string, boolean] => [`0 0 * ${name} *`, `0 0 * ${index + 1} *`, false]),
  ...days.map((name, index): [string, string, boolean] => [`0 0 * * ${name.toUpperCase()}`, `0 0 * * ${index}`, true]),
])('"%s" is parsed as "%s"', (written, pattern, namesDays) => {
  expect(parseExpression(written)).toEqual({ type: 'calendar', pattern, namesDays });
});

test.each([
  ['@every 1h30m', 5_400_000],
  ['@every 1.5h', 5_400_000],
  ['@every .25h', 900_000],
  ['@every +2s', 2000],
  ['@every -2s', 1000],
  ['@every 0', 1000],
  ['@every 2500ms', 2000],
  ['@every 3000000us', 3000],
  ['@every 3000000µs', 3000],
  ['@every 3000000μs', 3000],
  ['@every 3000000000ns', 3000],
])('"%s" is every %i ms', (written, milliseconds) => {
  expect(parseExpression(written)).toEqual({ type: 'interval', milliseconds });
});

test.each([
  ['@noon', 'unknown descriptor @noon'],
  ['* * * *', 'got 4 fields, expected 5'],
  ['0 0 0 * *', '0 is not a valid day of month: expected 1 to 31'],
  ['0 24 * * *', '24 is not a valid hour: expected 0 to 23'],
  ['0 0 * * 7', '7 is not a valid day of week: expected 0 to 6'],
  ['5-1 * * * *', '5-1 is not a valid minute: the range ends before it starts'],
  ['x * * * *', 'x is not a valid minute: not a number'],
  ['1-x * * * *', '1-x is not a valid minute: not a number'],
  ['*/x * * * *', '*/x is not a valid minute: not a number'],
  ['*/0 * * * *', '*/0 is not a valid minute: the step is 0'],
  ['1/2/3 * * * *', '1/2/3 is not a valid minute: too many slashes'],
  ['1-2-3 * * * *', '1-2-3 is not a valid minute: too many hyphens'],
  ['@every 1h-', '1h- is not a duration'],
  ['@every 1h\n', '1h\n is not a duration'],
  ['@every soon', 'soon is not a duration'],
  ['@every 9223372036854775808ns', '9223372036854775808ns is too long'],
])('"%s" is rejected: %s', (written, message) => {
  expect(() => parseExpression(written)).toThrow(new RangeError(message));
});
