import { type MetricType, metricTypes } from './family';
import { LineError, LineReader, metricName } from './lineReader';
import { quoteStart } from './quoteStart';

/** A line that describes a family. */
export interface MetadataLine {
  readonly keyword: 'TYPE' | 'HELP' | 'UNIT';
  readonly name: string;
  /** For TYPE. */
  readonly type?: MetricType;
  /** For UNIT. */
  readonly unit?: string;
}

/** Types that the text format has, too; `untyped` is its word for `unknown`. */
const ofText: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'gaugehistogram']);

/**
 * Parses a line that begins with `#`. Undefined for the comments of the text format.
 *
 * @throws LineError
 */
export function parseMetadataLine(line: string, isOpenMetrics: boolean): MetadataLine | undefined {
  const reader = new LineReader(line, isOpenMetrics);
  reader.skipSpace();
  reader.expect('#', 'at the start of a comment');
  if (isOpenMetrics) reader.separator('a keyword');
  else reader.skipSpace();
  const keyword = reader.word();
  const isKnown = keyword === 'TYPE' || keyword === 'HELP' || (isOpenMetrics && keyword === 'UNIT');
  if (!isKnown) {
    if (isOpenMetrics) throw new LineError(`expected # TYPE, # HELP, # UNIT or # EOF, got ${quoteStart(line)}`);
    return undefined;
  }
  // The text format takes a line that ends early for a comment, as its parser in Go does.
  if (!isOpenMetrics && reader.isAtEnd) return undefined;
  reader.separator('a metric name');
  const name = reader.isNext('"') ? reader.quoted('a name') : reader.match(metricName);
  if (name === undefined) throw reader.unexpected(`a metric name after # ${keyword}`);
  if (!isOpenMetrics && reader.isAtEnd) return undefined;
  reader.separator(`the text of # ${keyword}`);
  if (keyword === 'HELP') return { keyword, name };
  return keyword === 'TYPE'
    ? { keyword, name, type: parseType(isOpenMetrics ? reader.rest() : reader.rest().trimEnd(), isOpenMetrics) }
    : { keyword, name, unit: parseUnit(reader.rest(), name) };
}

function parseType(text: string, isOpenMetrics: boolean): MetricType {
  if (!isOpenMetrics && text === 'untyped') return 'unknown';
  const found = metricTypes.find((type) => type === text);
  if (found !== undefined && (isOpenMetrics || ofText.has(found))) return found;
  const expected = isOpenMetrics ? metricTypes.join(', ') : 'counter, gauge, histogram, summary, untyped';
  throw new LineError(`expected a type (${expected}), got ${quoteStart(text)}`);
}

function parseUnit(text: string, name: string): string {
  if (text === '' || name.endsWith(`_${text}`)) return text;
  throw new LineError(`the name ${name} does not end with its unit ${quoteStart(text)}`);
}
