import type { MetricDatum } from '@aws-sdk/client-cloudwatch';

/** Source: Amazon CloudWatch API Reference, PutMetricData (1,000 metrics and 1 MB in a request). */
const maxData = 1000;
const maxBytes = 1_000_000;

/** Divides data points among as few PutMetricData requests as possible. */
export function inBatches(data: readonly MetricDatum[]): MetricDatum[][] {
  const batches: MetricDatum[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const datum of data) {
    const size = JSON.stringify(datum).length + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length === maxData || bytes + size > maxBytes) {
      batches.push([datum]);
      bytes = size;
    } else {
      last.push(datum);
      bytes += size;
    }
  }
  return batches;
}
