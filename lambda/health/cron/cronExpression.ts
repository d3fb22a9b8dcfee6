/** A schedule without its time zone: an interval, or the wall-clock times that match a pattern. */
export type CronExpression = Interval | Calendar;

export interface Interval {
  readonly type: 'interval';
  readonly milliseconds: number;
}

export interface Calendar {
  readonly type: 'calendar';
  /** Five fields of `*` or lists of numbers, which every cron library reads alike; undefined if nothing matches. */
  readonly pattern: string | undefined;
  /** Whether it names days of the month or of the week. */
  readonly namesDays: boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const descriptors: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

/**
 * Parses an expression as `ParseStandard` of robfig/cron v3 does, which Kubernetes uses: five fields, descriptors such as
 * `@daily`, and `@every DURATION`. So `7` is not a day of the week, `N/step` means N to the end, `?` means `*`, and `L`, `W`
 * and `#` are not supported. Source: Kubernetes, "CronJob" (schedule syntax).
 *
 * @throws RangeError with the part that cannot be parsed.
 */
export function parseExpression(text: string): CronExpression {
  if (text.startsWith('@every '))
    return { type: 'interval', milliseconds: parseInterval(text.slice('@every '.length)) };
  const written = text.startsWith('@') ? descriptors.get(text) : text;
  if (written === undefined) throw new RangeError(`unknown descriptor ${text}`);
  const parts = written.split(/\s/).filter((part) => part !== '');
  if (parts.length !== fields.length) throw new RangeError(`got ${parts.length} fields, expected ${fields.length}`);
  const read = fields.map((field, index) => parseField(parts[index] ?? '', field));
  return {
    type: 'calendar',
    pattern: read.includes('') ? undefined : read.join(' '),
    namesDays: read[2] !== '*' || read[4] !== '*',
  };
}

/** `*`, or the list of matching values. A full range is not `*`: with two lists of days, a match in either is enough. */
function parseField(text: string, field: Field): string {
  const ranges = text
    .split(',')
    .filter((range) => range !== '')
    .map((range) => parseRange(range, field));
  const values = new Set(ranges.flatMap((range) => range.values));
  return ranges.some(({ star }) => star) ? '*' : [...values].sort((a, b) => a - b).join(',');
}

function parseRange(text: string, field: Field): { readonly values: readonly number[]; readonly star: boolean } {
  const invalid = (why: string) => new RangeError(`${text} is not a valid ${field.name}: ${why}`);
  const [span = '', step, ...slashes] = text.split('/');
  const [low = '', high, ...hyphens] = span.split('-');
  const any = low === '*' || low === '?';
  if (slashes.length > 0) throw invalid('too many slashes');
  if (!any && hyphens.length > 0) throw invalid('too many hyphens');
  const start = any ? field.min : parseValue(low, field);
  const until =
    high === undefined ? (step === undefined ? start : field.max) : any ? field.max : parseValue(high, field);
  const end = any ? field.max : until;
  const by = step === undefined ? 1 : parseNumber(step);
  if ([start, end, by].some(Number.isNaN)) throw invalid('not a number');
  if (start < field.min || end > field.max) throw invalid(`expected ${field.min} to ${field.max}`);
  if (start > end) throw invalid('the range ends before it starts');
  if (by === 0) throw invalid('the step is 0');
  const values = Array.from({ length: Math.floor((end - start) / by) + 1 }, (_, index) => start + index * by);
  return { values, star: any && by === 1 };
}

function parseValue(text: string, { min, names }: Field): number {
  const named = names.indexOf(text.toLowerCase());
  return named === -1 ? parseNumber(text) : min + named;
}

/** NaN if it is not a number. Go accepts a leading `+`. */
function parseNumber(text: string): number {
  return /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
}

const unitMilliseconds: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Go stores durations as 64-bit nanoseconds. */
const longestInterval = 2 ** 63 / 1e6;

/** Parses a duration as Go's `time.ParseDuration` does, such as `1h30m` or `1.5h`, in whole seconds and at least one. */
function parseInterval(text: string): number {
  const amounts = text.replace(/^[+-]/, '');
  if (!/^(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(amounts)) {
    throw new RangeError(`${text} is not a duration`);
  }
  const milliseconds = [...amounts.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (unitMilliseconds.get(unit) ?? 0),
    0,
  );
  if (milliseconds >= longestInterval) throw new RangeError(`${text} is too long`);
  return text.startsWith('-') ? 1000 : Math.max(1, Math.floor(milliseconds / 1000)) * 1000;
}
