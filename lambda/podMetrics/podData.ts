import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { podsUnreadMetric, type RuntimePodMetric } from '../../model/podMetricsConfig';
import { type Aggregated, aggregate } from './aggregate';
import type { Contribution } from './looks';

/** Source: Amazon CloudWatch API Reference, MetricDatum (Values and Counts have at most 150 items). */
const maxValues = 150;

/** What the data points of a group have in common. */
export type CommonData = Required<Pick<MetricDatum, 'Dimensions' | 'Timestamp'>>;

/**
 * The data points of a group.
 *
 * @param contributions - of each pod that was read, by the place of the metric.
 */
export function createPodData(
  metrics: readonly RuntimePodMetric[],
  contributions: readonly (readonly (Contribution | undefined)[])[],
  common: CommonData,
): MetricDatum[] {
  return metrics.flatMap((metric, index) => {
    const exposed = contributions.flatMap((ofPod) => ofPod[index] ?? []);
    const aggregated = aggregate(metric, exposed);
    return aggregated === undefined ? [] : toData({ MetricName: metric.as, ...common }, aggregated);
  });
}

/** How many ready pods could not be read. */
export function createUnreadData(unread: number, common: CommonData): MetricDatum {
  return { MetricName: podsUnreadMetric, ...common, Unit: 'Count', Value: unread };
}

function toData(named: MetricDatum, { value, observations = [], unit }: Aggregated): MetricDatum[] {
  const datum = { ...named, Unit: unit };
  const parts = Array.from({ length: Math.ceil(observations.length / maxValues) }, (_, index) =>
    observations.slice(index * maxValues, (index + 1) * maxValues),
  );
  return [
    ...(value === undefined ? [] : [{ ...datum, Value: value }]),
    ...parts.map((part) => ({ ...datum, Values: part.map(([one]) => one), Counts: part.map(([, count]) => count) })),
  ];
}
