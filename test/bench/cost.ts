import type { Contest } from './comparison';
import { formatMs, type Report } from './table';

/** USD at list price in us-east-1, as the README's table has them. */
const prices = {
  /** A Lambda request, and a GB-second on arm64. */
  request: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
  /** A PutMetricData request. */
  publication: 0.01 / 1e3,
  metric: 0.3,
  alarm: 0.1,
  /** A GB into CloudWatch Logs. */
  logged: 0.5,
};
/** One look a minute: 730 hours. */
const runs = 43_800;
const gigabytes = 256 / 1024;
/** A function gets a processor for each 1769 MB. Source: AWS Lambda Developer Guide, "Configure Lambda function memory". */
const slowdown = 1769 / 256;
/** Lambda's own START, END and REPORT of each run, in bytes. */
const platformLines = 400;

/** What one run of a contestant took. */
export interface Spent {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Bytes of log. */
  readonly logged: number;
}

/** USD a month by item. */
export interface MonthlyCost {
  /** Milliseconds of a run that Lambda bills. */
  readonly billed: number;
  readonly lambda: number;
  readonly logs: number;
  /** With metric, publications and alarm. */
  readonly together: number;
}

/** What a month of such runs costs: waiting takes as long as here, and computing as much longer as the processor is smaller. */
export function monthlyCost({ milliseconds, cpuMilliseconds, logged }: Spent): MonthlyCost {
  const billed = Math.ceil(milliseconds + cpuMilliseconds * (slowdown - 1));
  const lambda = runs * (prices.request + (billed / 1000) * gigabytes * prices.gigabyteSecond);
  const logs = ((runs * (logged + platformLines)) / 1e9) * prices.logged;
  return { billed, lambda, logs, together: lambda + logs + runs * prices.publication + prices.metric + prices.alarm };
}

/** What a month costs, for each size with round trips. */
export function reportCost(contests: readonly Contest[]): Report {
  return {
    head: ['one run a minute', 'measured', 'CPU', 'billed at 256 MB', 'Lambda a month', 'logs a month', 'together'],
    rows: contests
      .filter(({ roundTripMs }) => roundTripMs > 0)
      .map(({ size, ours }) => {
        const { billed, lambda, logs, together } = monthlyCost(ours);
        return [
          size.what,
          formatMs(ours.milliseconds),
          formatMs(ours.cpuMilliseconds),
          formatMs(billed),
          ...[lambda, logs, together].map((dollars) => `${dollars.toFixed(2)} USD`),
        ];
      }),
    missed: [],
  };
}
