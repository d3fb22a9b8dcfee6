import { record, records } from '../../../model/json';
import { targetDimension } from '../../../model/runtimeConfig';
import type { Problem } from '../diagnostics/diagnostic';

/** Checks of `metric.perTarget`. They read the raw input, and report nothing that the schema already rejects. */

/** Source: Amazon CloudWatch API Reference, MetricDatum (`Dimensions`). */
const maxDimensions = 30;
/** List prices in USD a month in us-east-1: of a custom metric, and of PutMetricData requests, of which one has 1,000 metrics. */
const prices = { metric: 0.3, request: 0.01 / 1000 };
const secondsOfMonth = 730 * 3600;
const metricsOfRequest = 1000;

/** Dimensions to which another one cannot be added. */
export function findPerTargetProblems(input: unknown): Problem[] {
  const { perTarget, dimensions } = record(record(input).metric);
  if (perTarget !== true) return [];
  const own = records(dimensions);
  const index = own.findIndex(({ name }) => name === targetDimension);
  return [
    ...(index < 0
      ? []
      : [
          {
            path: ['metric', 'dimensions', index, 'name'],
            atKey: false,
            message: `perTarget adds a dimension with the name ${targetDimension}; rename this one.`,
          },
        ]),
    ...(own.length < maxDimensions
      ? []
      : [
          {
            path: ['metric', 'dimensions'],
            atKey: false,
            message: `perTarget adds a dimension, and CloudWatch allows ${maxDimensions}; use at most ${maxDimensions - 1}.`,
          },
        ]),
  ];
}

/** What the metrics cost, because each of them is billed. */
export function warnOfPerTargetPrice(input: unknown): Problem[] {
  const { metric, targets, seconds = 60, dryRun } = record(input);
  const count = records(targets).length;
  if (record(metric).perTarget !== true || dryRun === true || count === 0 || typeof seconds !== 'number') return [];
  const requests = Math.ceil(count / metricsOfRequest) * (secondsOfMonth / seconds);
  const dollars = count * prices.metric + requests * prices.request;
  const message = `adds a metric for each of ${count} targets: about ${dollars.toFixed(2)} USD a month at list price (0.30 for each metric, and the requests).`;
  return [{ path: ['metric', 'perTarget'], atKey: false, message }];
}
