import type { RuntimePodMetric } from '../../model/podMetricsConfig';
import type { Family, Labels, Sample } from './exposition/family';
import { labelsKey, seriesKey } from './exposition/seriesKey';

/** A bucket: its upper bound, and how many observations are at most that. */
export type Bucket = readonly [upperBound: number, count: number];

/** What a pod exposes of one metric, at one look. */
export interface Selected {
  /** Values of now. */
  readonly gauges: readonly number[];
  /** Values that only grow, by their series. */
  readonly counters: ReadonlyMap<string, number>;
  /** Buckets in the order of their bounds, by their series. */
  readonly histograms: ReadonlyMap<string, readonly Bucket[]>;
  /** Sum and number of observations of summaries that have no quantiles, by their series. */
  readonly means: ReadonlyMap<string, { readonly sum: number; readonly count: number }>;
}

const quantile = 0.99;

/** Whether the values of these samples only grow. A sum of negative observations may fall, which counts as a reset. */
const growing: Readonly<Partial<Record<Family['type'], readonly string[]>>> = {
  counter: ['', '_total'],
  histogram: ['_bucket', '_count', '_sum'],
  summary: ['_count', '_sum'],
};

/** The names that `parseExposition` has to keep for these metrics: those of samples and of their families. */
export function wantedNames(metrics: readonly Pick<RuntimePodMetric, 'name'>[]): ReadonlySet<string> {
  return new Set(metrics.flatMap(({ name }) => [name, name.replace(/_(total|count|sum|bucket|gcount|gsum)$/, '')]));
}

/** What a pod exposes of one metric; undefined if it exposes nothing of it. Pure. */
export function selectSeries(families: readonly Family[], metric: RuntimePodMetric): Selected | undefined {
  const gauges: number[] = [];
  const counters = new Map<string, number>();
  const histograms = new Map<string, readonly Bucket[]>();
  const means = new Map<string, { sum: number; count: number }>();
  for (const family of families) {
    const samples = family.samples.filter(({ labels }) => matches(labels, metric.labels));
    if (family.name === metric.name && family.type === 'histogram') {
      for (const [key, buckets] of bucketsOf(samples)) histograms.set(key, buckets);
    } else if (family.name === metric.name && family.type === 'summary') {
      gauges.push(...quantilesOf(samples));
      if (!family.samples.some(({ labels }) => labels.has('quantile')))
        for (const [key, mean] of meansOf(samples, family.name)) means.set(key, mean);
    } else {
      for (const sample of samples.filter(({ name }) => isMeant(name, family, metric.name))) {
        if (growing[family.type]?.includes(sample.name.slice(family.name.length)))
          counters.set(seriesKey(sample), sample.value);
        else gauges.push(sample.value);
      }
    }
  }
  const all = gauges.length + counters.size + histograms.size + means.size;
  return all === 0 ? undefined : { gauges, counters, histograms, means };
}

/** By the name of the sample, or of the whole counter: OpenMetrics appends `_total`. */
function isMeant(sample: string, { name, type }: Family, wanted: string): boolean {
  if (sample === wanted) return true;
  return name === wanted && type === 'counter' && sample === `${name}_total`;
}

function matches(labels: Labels, wanted: RuntimePodMetric['labels']): boolean {
  return Object.entries(wanted ?? {}).every(([name, values]) => values.includes(labels.get(name) ?? ''));
}

function bucketsOf(samples: readonly Sample[]): Map<string, Bucket[]> {
  const series = new Map<string, Bucket[]>();
  for (const { name, labels, value } of samples) {
    if (!name.endsWith('_bucket')) continue;
    const key = labelsKey(labels, 'le');
    series.set(key, [...(series.get(key) ?? []), [toBound(labels.get('le')), value]]);
  }
  for (const buckets of series.values()) buckets.sort(([a], [b]) => a - b);
  return series;
}

function toBound(le: string | undefined): number {
  return /inf/i.test(le ?? '') ? Number.POSITIVE_INFINITY : Number(le);
}

/** `NaN` means that there were no observations lately. */
function quantilesOf(samples: readonly Sample[]): number[] {
  return samples.flatMap(({ labels, value }) =>
    labels.has('quantile') && Number(labels.get('quantile')) === quantile && !Number.isNaN(value) ? [value] : [],
  );
}

function meansOf(samples: readonly Sample[], family: string): Map<string, { sum: number; count: number }> {
  const series = new Map<string, { sum: number; count: number }>();
  for (const { name, labels, value } of samples) {
    const key = labelsKey(labels);
    const part = name === `${family}_sum` ? { sum: value } : name === `${family}_count` ? { count: value } : {};
    series.set(key, { sum: 0, count: 0, ...series.get(key), ...part });
  }
  return series;
}
