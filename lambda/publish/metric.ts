import {
  type CloudWatchClient,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig } from '../../config/runtimeConfig';

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
 * Publishes one datum.
 * @throws PublicationFailed
 */
export async function publish(
  client: Pick<CloudWatchClient, 'send'>,
  data: PutMetricDataCommandInput,
  limits: { readonly signal: AbortSignal; readonly tryTimeout: number },
): Promise<void> {
  await client
    .send(new PutMetricDataCommand(data), { abortSignal: limits.signal, requestTimeout: limits.tryTimeout })
    .catch((error: unknown) => {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new PublicationFailed(`cloudwatch:PutMetricData into namespace ${data.Namespace} failed: ${why}`, {
        cause: error,
      });
    });
}
