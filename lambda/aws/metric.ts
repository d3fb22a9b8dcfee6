import {
  type CloudWatchClient,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** The one datum of a run, as PutMetricData takes it. */
export function metricDataOf(
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

/** The metric was not stored, as far as is known. */
export class PublicationFailed extends Error {
  override readonly name = 'PublicationFailed';
}

/**
 * Publishes one datum. It may arrive twice, which does not matter: it is the same datum.
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
