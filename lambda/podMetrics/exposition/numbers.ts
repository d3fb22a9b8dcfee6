import { LineError } from './lineReader';
import { quoteStart } from './quoteStart';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const infinite = /^[+-]?inf(inity)?$/i;
const notNumber = /^nan$/i;

/**
 * A value of a sample. Source: OpenMetrics 1.0, "ABNF" (realnumber); the text format takes Go's `ParseFloat` without hexadecimal
 * numbers and underscores, which is the same.
 */
export function parseValue(text: string, what = 'a number as value'): number {
  if (decimal.test(text)) return Number(text);
  if (infinite.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (notNumber.test(text)) return Number.NaN;
  throw new LineError(`expected ${what}, got ${text === '' ? 'nothing' : quoteStart(text)}`);
}

/** Timestamps are checked and not used: a look is at now. */
export function checkTimestamp(text: string, isOpenMetrics: boolean): void {
  const isValid = isOpenMetrics ? decimal.test(text) : /^[+-]?\d+$/.test(text);
  if (isValid) return;
  const expected = isOpenMetrics ? 'seconds' : 'whole milliseconds';
  throw new LineError(`expected ${expected} as timestamp, got ${quoteStart(text)}`);
}
