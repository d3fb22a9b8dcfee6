import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { readAws } from './awsRead';

/** One statistic of one metric. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly statistic: 'Minimum' | 'SampleCount' | 'Sum';
}

/** A value of one period. */
export interface DataPoint {
  /** Start of the period, in milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** What is read of the history. */
export interface Window {
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** In seconds. */
  readonly period: number;
  /** In seconds. @default - an hour, or enough periods to see more than one run */
  readonly length?: number;
}

/** The last values of the metric of a vigil. */
export interface MetricHistory {
  readonly values: readonly DataPoint[];
  /** How many values each period has. */
  readonly counts: readonly DataPoint[];
  /** Of the metric of the severity `ticket`. Undefined if it is not in use. */
  readonly tickets: readonly DataPoint[] | undefined;
}

export async function readMetricHistory(
  client: CloudWatchClient,
  { metric, seconds: period }: Pick<RuntimeConfig, 'metric' | 'seconds'>,
  now: number,
): Promise<MetricHistory> {
  const { ticketName } = metric;
  const series = (statistic: 'Minimum' | 'SampleCount', name = metric.name) => ({ ...metric, name, statistic });
  const read = <Name extends string>(wanted: Readonly<Record<Name, Series>>) =>
    readHistory(client, wanted, { now, period });
  const [history, ofTicket] = await Promise.all([
    read({ values: series('Minimum'), counts: series('SampleCount') }),
    ticketName === undefined ? undefined : read({ values: series('Minimum', ticketName) }),
  ]);
  return { ...history, tickets: ofTicket?.values };
}

/** In seconds: an hour, or enough periods to see more than one run. */
export function historyLength(period: number): number {
  return Math.max(3600, 6 * period);
}

/** Reads the history of metrics, the newest value first, and only the periods that have one. */
export async function readHistory<Name extends string>(
  client: CloudWatchClient,
  series: Readonly<Record<Name, Series>>,
  { now, period, length = historyLength(period) }: Window,
): Promise<Record<Name, DataPoint[]>> {
  const names = Object.keys(series) as Name[];
  const found = await readAws(
    'cloudwatch:GetMetricData',
    client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - length * 1000),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: names.map((name) => toQuery(name, series[name], period)),
      }),
    ),
  );
  const points = (id: Name): DataPoint[] => {
    const { Timestamps: times = [], Values: values = [] } = found?.MetricDataResults?.find(({ Id }) => Id === id) ?? {};
    return times.map((time, index) => ({ at: time.getTime(), value: values[index] ?? 0 }));
  };
  return Object.fromEntries(names.map((name) => [name, points(name)])) as Record<Name, DataPoint[]>;
}

function toQuery(id: string, { namespace, name, dimensions, statistic }: Series, period: number): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map((one) => ({ Name: one.name, Value: one.value })),
      },
      Period: period,
      Stat: statistic,
    },
  };
}

export function sum(points: readonly DataPoint[]): number {
  return points.reduce((total, { value }) => total + value, 0);
}

/** `2026-01-01T12:00Z`. */
export function minuteOf({ at }: DataPoint): string {
  return new Date(at).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
}
