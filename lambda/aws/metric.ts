import {
  type CloudWatchClient,
  type MetricDatum,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { PublicationFailed } from '../errors';
import type { SeverityHealth } from '../health/severityHealth';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** What a run publishes. */
export interface RunMetrics {
  /** The cluster health of each severity that is in use; undefined is unknown, and withholds the value of this severity only. */
  readonly health: SeverityHealth;
  /** How many targets of the severity `page` are short of what they need; withheld with its health. */
  readonly shortTargets: number;
  /** In milliseconds since the epoch. */
  readonly timestamp: number;
}

/** The data points of a run, as one PutMetricData call expects them; undefined if there are none. */
export function createMetricData(
  { namespace, name, shortTargetsName, ticketName, dimensions }: RuntimeConfig['metric'],
  { health: { page, ticket }, shortTargets, timestamp }: RunMetrics,
): PutMetricDataCommandInput | undefined {
  const common = {
    Dimensions: dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value })),
    Timestamp: new Date(timestamp),
  };
  const datum = (metricName: string | undefined, Unit: 'None' | 'Count', value: number | undefined): MetricDatum[] =>
    metricName === undefined || value === undefined ? [] : [{ ...common, MetricName: metricName, Unit, Value: value }];
  const MetricData = [
    ...datum(name, 'None', page),
    ...datum(shortTargetsName, 'Count', page === undefined ? undefined : shortTargets),
    ...datum(ticketName, 'None', ticket),
  ];
  return MetricData.length === 0 ? undefined : { Namespace: namespace, MetricData };
}

/**
 * Publishes the data points of a run. A retry may store them twice, which has no effect on the statistics Minimum and Maximum.
 *
 * @param inVpc - whether the function runs in a VPC.
 * @throws PublicationFailed
 */
export async function publish(
  client: Pick<CloudWatchClient, 'send'>,
  data: PutMetricDataCommandInput,
  limits: Limits,
  inVpc = false,
): Promise<void> {
  await callAws(limits, (options) => client.send(new PutMetricDataCommand(data), options)).catch((error: unknown) => {
    const why = describeAwsError(error, inVpc ? 'monitoring' : undefined);
    throw new PublicationFailed(`cloudwatch:PutMetricData into namespace ${data.Namespace} failed: ${why}`, {
      cause: error,
    });
  });
}
