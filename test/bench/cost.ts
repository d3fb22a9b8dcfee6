import { auditEvent } from './auditEvent';
import type { Comparison } from './comparison';
import { nameOf } from './objects';
import { formatMs, type Report } from './report';
import { continuedPath, pathOf } from './targets';

/** List prices in USD in us-east-1. The first 14 million invocations of EventBridge Scheduler in a month are free. */
export const prices = {
  /** A Lambda request, and a GB-second on arm64. */
  request: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
  /** A PutMetricData request. */
  publication: 0.01 / 1e3,
  /** A custom metric. */
  metric: 0.3,
  /** An alarm that reads one metric. */
  alarm: 0.1,
  /** A KMS key of one's own; its first two rotations, one a year, add as much each. Source: AWS KMS pricing. */
  key: 1,
  /** A dashboard, from the fourth of an account on. Source: Amazon CloudWatch pricing. */
  dashboard: 3,
  /** A GB of CloudWatch Logs. */
  logged: 0.5,
  /** A GB through a NAT gateway, in either direction. Source: Amazon VPC pricing, "NAT Gateway". */
  throughNat: 0.045,
};
/** The health and the number of short targets. */
const metrics = 2;
/** health, blind and chronic. */
const alarms = 3;
/** What CloudWatch Logs adds to each event. Source: Amazon CloudWatch Logs, "PutLogEvents". */
const eventOverhead = 26;
const hours = 730;
/** Runs of a month, one a minute. */
export const runs = 60 * hours;
const gigabytes = 256 / 1024;
/** A function has the equivalent of one vCPU for each 1769 MB. Source: AWS Lambda Developer Guide, "Configure Lambda function memory". */
const slowdown = 1769 / 256;
/** START, END and REPORT, which Lambda logs for each run, in bytes. */
const platformLines = 400;

/** The time and the log of one run. */
export interface Spent {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Bytes of log of most runs, and of the one in each hour that lists every target. */
  readonly logged: number;
  readonly loggedInFull: number;
}

/** USD a month. */
export interface MonthlyCost {
  /** Billed milliseconds of a run. */
  readonly billed: number;
  readonly lambda: number;
  readonly logs: number;
  readonly publications: number;
  readonly metricsAndAlarms: number;
  readonly total: number;
}

/** The cost of a month of such runs. Computing takes longer on the smaller share of a processor; waiting does not. */
export function monthlyCost({ milliseconds, cpuMilliseconds, logged, loggedInFull }: Spent): MonthlyCost {
  const billed = Math.ceil(milliseconds + cpuMilliseconds * (slowdown - 1));
  const lambda = runs * (prices.request + (billed / 1000) * gigabytes * prices.gigabyteSecond);
  const bytes = runs * (logged + platformLines) + hours * (loggedInFull - logged);
  const logs = (bytes / 1e9) * prices.logged;
  const publications = runs * prices.publication;
  const metricsAndAlarms = metrics * prices.metric + alarms * prices.alarm;
  const total = lambda + logs + publications + metricsAndAlarms;
  return { billed, lambda, logs, publications, metricsAndAlarms, total };
}

/** The traffic of one run. */
interface TrafficOfRun {
  readonly requests: number;
  readonly sent: number;
  readonly received: number;
}

/** USD a month for what reading costs: through a NAT gateway, and with the audit log of the cluster in CloudWatch Logs. */
export function readingCost(one: Spent & TrafficOfRun, verb: 'get' | 'list') {
  const { lambda } = monthlyCost(one);
  const nat = (runs * (one.sent + one.received) * prices.throughNat) / 1e9;
  const event = JSON.stringify(auditEvent(verb, verb === 'get' ? pathOf(nameOf(0)) : continuedPath));
  const audit = (runs * one.requests * (event.length + eventOverhead) * prices.logged) / 1e9;
  return { nat, audit, lambda, total: nat + audit + lambda };
}

/** The monthly cost of each size at a real round trip time. */
export function reportCost(comparisons: readonly Comparison[]): Report {
  return {
    head: ['one run a minute', 'measured', 'CPU', 'billed at 256 MB', 'Lambda a month', 'logs a month', 'total'],
    rows: comparisons
      .filter(({ roundTripMs }) => roundTripMs > 0)
      .map(({ size, vigil, loggedInFull }) => {
        const { billed, lambda, logs, total } = monthlyCost({ ...vigil, loggedInFull });
        return [
          size.what,
          formatMs(vigil.milliseconds),
          formatMs(vigil.cpuMilliseconds),
          formatMs(billed),
          ...[lambda, logs, total].map((dollars) => `${dollars.toFixed(2)} USD`),
        ];
      }),
    missed: [],
  };
}
