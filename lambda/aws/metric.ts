import {
  type CloudWatchClient,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { PublicationFailed } from '../errors';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** What a run publishes. */
export interface RunMetrics {
  /** The cluster health. */
  readonly value: 0 | 1;
  /** How many targets are short of what they need. */
  readonly shortTargets: number;
  /** In milliseconds since the epoch. */
  readonly timestamp: number;
}

/** The data points of a run, as one PutMetricData call expects them. */
export function createMetricData(
  { namespace, name, shortTargetsName, dimensions }: RuntimeConfig['metric'],
  { value, shortTargets, timestamp }: RunMetrics,
): PutMetricDataCommandInput {
  const common = {
    Dimensions: dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value })),
    Timestamp: new Date(timestamp),
  };
  return {
    Namespace: namespace,
    MetricData: [
      { ...common, MetricName: name, Unit: 'None', Value: value },
      ...(shortTargetsName === undefined
        ? []
        : [{ ...common, MetricName: shortTargetsName, Unit: 'Count' as const, Value: shortTargets }]),
    ],
  };
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
