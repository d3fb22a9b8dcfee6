import type { MetricType, Sample } from './family';
import { LineError } from './lineReader';
import { parseValue } from './numbers';

type Rule = (sample: Sample, family: string) => string | undefined;

const notNegative: Rule = ({ value }) => (value >= 0 ? undefined : `expected a count of at least 0, got ${value}`);

const bound: Rule = ({ labels }) => {
  const le = parseValue(labels.get('le') ?? '', 'a number in the label le of a bucket');
  return Number.isNaN(le) ? 'the label le of a bucket is not a number' : undefined;
};

const quantile: Rule = ({ labels }) => {
  const value = parseValue(labels.get('quantile') ?? '', 'a number in the label quantile');
  return value >= 0 && value <= 1 ? undefined : `expected a quantile from 0 to 1, got ${value}`;
};

/** Both formats, by type and suffix. */
const always: Readonly<Record<string, readonly Rule[]>> = {
  'histogram _bucket': [bound, notNegative],
  'histogram _count': [notNegative],
  'gaugehistogram _bucket': [bound, notNegative],
  'summary _count': [notNegative],
  'summary ': [quantile],
};

/** OpenMetrics only. Source: OpenMetrics 1.0, "Metric Types". */
const ofOpenMetrics: Readonly<Record<string, readonly Rule[]>> = {
  'counter _total': [notNegative],
  'gaugehistogram _gcount': [notNegative],
  'summary _sum': [notNegative],
  'summary ': [({ value }) => (value < 0 ? `expected a value of at least 0 or NaN, got ${value}` : undefined)],
  'info _info': [({ value }) => (value === 1 ? undefined : `expected the value 1 of an info, got ${value}`)],
  'stateset ': [
    ({ value }) => (value === 0 || value === 1 ? undefined : `expected the value 0 or 1 of a state, got ${value}`),
    ({ labels }, family) => (labels.has(family) ? undefined : `the label ${family} with the state is missing`),
  ],
};

/**
 * Checks what a type requires of each sample by itself.
 *
 * @throws LineError
 */
export function checkSample(type: MetricType, family: string, sample: Sample, isOpenMetrics: boolean): void {
  const key = `${type} ${sample.name.slice(family.length)}`;
  const rules = [...(always[key] ?? []), ...(isOpenMetrics ? (ofOpenMetrics[key] ?? []) : [])];
  for (const rule of rules) {
    const problem = rule(sample, family);
    if (problem !== undefined) throw new LineError(`${sample.name}: ${problem}`);
  }
}
