import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import type { RuntimeMetric } from '../../../model/runtimeConfig';
import { askAws } from '../../askAws';
import type { DataPoint } from '../../doctor/metricHistory';
import type { MetricFacts } from '../facts';
import type { Span } from '../timeline';

export interface MetricSource extends Span {
  readonly metrics: readonly Pick<RuntimeMetric, 'namespace' | 'name' | 'dimensions'>[];
  /** Between two runs, in milliseconds. */
  readonly period: number;
}

/**
 * Reads the values of metrics of which each is 1, 0 or missing: the Minimum, as the alarm.
 *
 * @throws UserError if they cannot be read.
 */
export async function readMetrics(client: CloudWatchClient, source: MetricSource): Promise<MetricFacts[]> {
  const { metrics, from, to, period } = source;
  const points: DataPoint[][] = metrics.map(() => []);
  let page: GetMetricDataCommandOutput | undefined;
  do {
    const command = new GetMetricDataCommand({
      StartTime: new Date(from - period),
      EndTime: new Date(to),
      MetricDataQueries: metrics.map(({ namespace, name, dimensions }, index) => ({
        Id: idOf(index),
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: name,
            Dimensions: dimensions.map((one) => ({ Name: one.name, Value: one.value })),
          },
          Period: period / 1000,
          Stat: 'Minimum',
        },
      })),
      ...(page?.NextToken === undefined ? {} : { NextToken: page.NextToken }),
    });
    page = await askAws({
      action: 'cloudwatch:GetMetricData',
      policyIn: 'docs/history.md',
      send: () => client.send(command),
    });
    for (const { Id, Timestamps = [], Values = [] } of page?.MetricDataResults ?? []) {
      const index = metrics.findIndex((_, position) => idOf(position) === Id);
      points[index]?.push(...Timestamps.map((time, place) => ({ at: time.getTime(), value: Values[place] ?? 0 })));
    }
  } while (page?.NextToken !== undefined);
  return metrics.map(({ name }, index) => ({ name, points: points[index] ?? [] }));
}

function idOf(index: number): string {
  return `metric${index}`;
}
