import {
  type CloudWatchClient,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { PublicationFailed } from '../errors';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** The data point of a run, as PutMetricData expects it. */
export function createMetricData(
  metric: RuntimeConfig['metric'],
  value: 0 | 1,
  timestamp: number,
): PutMetricDataCommandInput {
  return {
    Namespace: metric.namespace,
    MetricData: [
      {
        MetricName: metric.name,
        Dimensions: metric.dimensions.map(({ name, value: of }) => ({ Name: name, Value: of })),
        Timestamp: new Date(timestamp),
        Unit: 'None',
        Value: value,
      },
    ],
  };
}

/**
 * Publishes one data point. A retry may store it twice, which has no effect on the Minimum statistic.
 *
 * @throws PublicationFailed
 */
export async function publish(
  client: Pick<CloudWatchClient, 'send'>,
  data: PutMetricDataCommandInput,
  limits: Limits,
): Promise<void> {
  await callAws(limits, (options) => client.send(new PutMetricDataCommand(data), options)).catch((error: unknown) => {
    const why = describeAwsError(error);
    throw new PublicationFailed(`cloudwatch:PutMetricData into namespace ${data.Namespace} failed: ${why}`, {
      cause: error,
    });
  });
}
