import type { CloudWatchClient, MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { errorMessage } from '../../model/errorMessage';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { targetDimension } from '../../model/runtimeConfig';
import type { TargetVerdict } from '../health/targetVerdict';
import { describeTarget } from '../logging/runSummary';
import type { Limits } from '../time/limits';
import { publish } from './metric';
import { inBatches } from './metricBatches';

/** Source: Amazon CloudWatch API Reference, Dimension (value). */
const maxValueLength = 1024;

/**
 * The health of each target as data points, in the requests that they need: 1 for Healthy and Progressing, 0 for Unhealthy. Unknown
 * has none.
 *
 * @param timestamp - in milliseconds since the epoch.
 */
export function createTargetData(
  { namespace, name, dimensions }: RuntimeConfig['metric'],
  verdicts: readonly TargetVerdict[],
  timestamp: number,
): PutMetricDataCommandInput[] {
  const own = dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value }));
  const data = verdicts
    .filter(({ verdict }) => verdict !== 'Unknown')
    .map((target): MetricDatum => {
      return {
        MetricName: name,
        Dimensions: [...own, { Name: targetDimension, Value: toValue(target) }],
        Timestamp: new Date(timestamp),
        Unit: 'None',
        Value: target.verdict === 'Unhealthy' ? 0 : 1,
      };
    });
  return inBatches(data).map((MetricData) => ({ Namespace: namespace, MetricData }));
}

/**
 * Publishes the data points of the targets. Never rejects: the cluster health does not depend on it.
 *
 * @returns why it failed; undefined if it did not.
 */
export async function publishTargets(
  client: Pick<CloudWatchClient, 'send'>,
  batches: readonly PutMetricDataCommandInput[],
  limits: Limits,
  inVpc: boolean,
): Promise<string | undefined> {
  const results = await Promise.allSettled(batches.map((batch) => publish(client, batch, limits, inVpc)));
  const failed = results.find((result) => result.status === 'rejected');
  return failed === undefined ? undefined : errorMessage(failed.reason);
}

/** Printable ASCII, as CloudWatch requires. */
function toValue(target: TargetVerdict): string {
  return describeTarget(target)
    .replace(/[^ -~]/g, '?')
    .slice(0, maxValueLength);
}
