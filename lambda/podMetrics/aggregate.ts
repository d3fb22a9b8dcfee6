import type { Aggregate, MetricUnit, RuntimePodMetric } from '../../model/podMetricsConfig';
import type { Contribution } from './looks';

/** What is published of one metric: a value, or observations and how often each occurred. */
export interface Aggregated {
  readonly value?: number;
  readonly observations?: readonly (readonly [value: number, count: number])[];
  readonly unit: MetricUnit;
}

/** Source: Amazon CloudWatch API Reference, MetricDatum (Value): from -2^360 to 2^360; NaN and infinities are not supported. */
const limit = 2 ** 360;

const combine: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  max: (values) => values.reduce((max, value) => Math.max(max, value)),
  min: (values) => values.reduce((min, value) => Math.min(min, value)),
  avg: (values) => combine.sum(values) / values.length,
};

/**
 * One metric over all series of all pods; undefined if there is nothing to publish. Pure.
 *
 * @param contributions - of the pods that expose the metric.
 */
export function aggregate(metric: RuntimePodMetric, contributions: readonly Contribution[]): Aggregated | undefined {
  const values = contributions.flatMap((one) => one.values).filter(isPublishable);
  const observations = merge(contributions.flatMap((one) => one.observations));
  if (values.length === 0 && observations.length === 0) return undefined;
  const isIncrease = contributions.some((one) => one.isIncrease);
  return {
    ...(values.length === 0 ? {} : { value: combine[metric.aggregate](values) }),
    ...(observations.length === 0 ? {} : { observations }),
    unit: metric.unit ?? unitOf(metric.name, isIncrease && observations.length === 0),
  };
}

function isPublishable(value: number): boolean {
  return Math.abs(value) <= limit;
}

function merge(observations: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const [value, count] of observations) {
    if (count > 0 && isPublishable(value)) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** Source: Prometheus, "Metric and label naming" (units are part of the name, before `_total`). */
const units: Readonly<Record<string, MetricUnit>> = {
  seconds: 'Seconds',
  milliseconds: 'Milliseconds',
  ms: 'Milliseconds',
  microseconds: 'Microseconds',
  us: 'Microseconds',
  bytes: 'Bytes',
  bits: 'Bits',
  percent: 'Percent',
  ratio: 'None',
  count: 'Count',
  bucket: 'Count',
};

/** @param isCount - whether it is an increase, which is a number of events unless the name has another unit. */
export function unitOf(name: string, isCount: boolean): MetricUnit {
  const last =
    name
      .replace(/_(total|sum)$/, '')
      .split('_')
      .at(-1) ?? '';
  return units[last] ?? (isCount ? 'Count' : 'None');
}
