import type { Labels, Sample } from './family';
import { LineError, LineReader, labelName, metricName } from './lineReader';
import { checkTimestamp, parseValue } from './numbers';
import { quoteStart } from './quoteStart';

export interface SampleLine extends Sample {
  readonly hasExemplar: boolean;
}

/** Characters of all names and values. Source: OpenMetrics 1.0, "Exemplars". */
const maxExemplarLength = 128;
const noLabels: Labels = new Map();

/**
 * Parses a line with a value: `NAME{LABEL="VALUE",…} NUMBER [TIMESTAMP] [# {…} NUMBER [TIMESTAMP]]`. The name may be in the
 * braces, in quotes. Exemplars are of OpenMetrics only.
 *
 * @throws LineError
 */
export function parseSampleLine(line: string, isOpenMetrics: boolean): SampleLine {
  const reader = new LineReader(line, isOpenMetrics);
  reader.skipSpace();
  const plain = reader.match(metricName);
  const isSeparated = reader.skipSpace();
  const inBraces = reader.isNext('{') ? readLabels(reader, isOpenMetrics) : undefined;
  if (plain !== undefined && inBraces?.name !== undefined) throw new LineError('the metric has two names');
  const name = plain ?? inBraces?.name;
  if (name === undefined) throw new LineError(`expected a metric name, got ${quoteStart(line)}`);
  if (isOpenMetrics) reader.separator('the value');
  else if (inBraces === undefined && !isSeparated) throw reader.unexpected('a space before the value');
  reader.skipSpace();
  const value = parseValue(reader.word());
  const hasExemplar = readRest(reader, isOpenMetrics);
  return { name, labels: inBraces?.labels ?? noLabels, value, hasExemplar };
}

function readRest(reader: LineReader, isOpenMetrics: boolean): boolean {
  if (reader.isAtEnd) return false;
  reader.separator('what follows the value');
  if (reader.isAtEnd && !isOpenMetrics) return false;
  if (!(isOpenMetrics && reader.isNext('#'))) {
    checkTimestamp(reader.word(), isOpenMetrics);
    reader.skipSpace();
    if (reader.isAtEnd) return false;
    if (!isOpenMetrics) throw new LineError(`text after the timestamp: ${quoteStart(reader.rest())}`);
    reader.separator('an exemplar');
  }
  readExemplar(reader);
  return true;
}

function readExemplar(reader: LineReader): void {
  reader.expect('#', 'at the start of an exemplar');
  reader.separator('the labels of the exemplar');
  const { labels } = readLabels(reader, true);
  const length = [...labels].reduce((sum, pair) => sum + [...pair.join('')].length, 0);
  if (length > maxExemplarLength)
    throw new LineError(`the labels of the exemplar have more than ${maxExemplarLength} characters`);
  reader.separator('the value of the exemplar');
  parseValue(reader.word(), 'a number as value of the exemplar');
  if (reader.isAtEnd) return;
  reader.separator('the timestamp of the exemplar');
  checkTimestamp(reader.word(), true);
  if (!reader.isAtEnd) throw reader.unexpected('the end of the line after the exemplar');
}

interface Braces {
  /** A name in quotes. */
  readonly name: string | undefined;
  readonly labels: Labels;
}

function readLabels(reader: LineReader, isOpenMetrics: boolean): Braces {
  const labels = new Map<string, string>();
  let name: string | undefined;
  reader.expect('{', 'at the start of labels');
  reader.skipSpace();
  if (reader.take('}')) return { name, labels };
  for (;;) {
    const isQuoted = reader.isNext('"');
    const label = isQuoted ? reader.quoted('a name') : reader.match(labelName);
    if (label === undefined) throw reader.unexpected('a label name');
    reader.skipSpace();
    if (isQuoted && !reader.isNext('=')) {
      if (name !== undefined) throw new LineError('the metric has two names');
      name = label;
    } else {
      reader.expect('=', `after the label name ${label}`);
      reader.skipSpace();
      if (labels.has(label)) throw new LineError(`the label ${label} occurs twice`);
      if (label === '__name__') throw new LineError('the label name __name__ is reserved');
      labels.set(label, reader.quoted(`the value of label ${label}`));
    }
    reader.skipSpace();
    if (reader.take('}')) return { name, labels };
    reader.expect(',', `or } after the label ${label}`);
    reader.skipSpace();
    // Only the text format may end with a comma.
    if (!isOpenMetrics && reader.take('}')) return { name, labels };
  }
}
