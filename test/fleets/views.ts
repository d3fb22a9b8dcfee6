import { formatRow } from '../simulation/table';
import { formatCount } from './fleetCost';

/** A view of the whole fleet. Prices in USD a month in us-east-1. */
interface View {
  readonly name: string;
  /** How many are needed for a number of clusters, and their price. */
  readonly of: (clusters: number) => { readonly count: number; readonly dollars: number };
  readonly limit: string;
}

/** Source: Amazon CloudWatch API Reference, PutCompositeAlarm. */
const alarmsOfComposite = 100;
/** Source: Amazon CloudWatch User Guide, "CloudWatch service quotas" (`Dashboards`). */
const metricsOfDashboard = 2500;
/** Source: Amazon CloudWatch pricing. */
const prices = { composite: 0.5, analyzedMetric: 0.1, dashboard: 3 };

const views: readonly View[] = [
  {
    name: 'composite alarms over the alarms `health`',
    of: (clusters) => {
      const count = countComposites(clusters);
      return { count, dollars: count * prices.composite };
    },
    limit: `${alarmsOfComposite} underlying alarms each, so several need one above them; all in one account and region`,
  },
  {
    name: 'one alarm on a Metrics Insights query in a monitoring account',
    of: (clusters) => ({ count: 1, dollars: clusters * prices.analyzedMetric }),
    limit: '10,000 metrics, and 500 time series with GROUP BY; 200 such alarms in an account and region',
  },
  {
    name: 'dashboards with a graph of every cluster health',
    of: (clusters) => {
      const count = Math.ceil(clusters / metricsOfDashboard);
      return { count, dollars: count * prices.dashboard };
    },
    limit: `500 metrics in a widget, ${formatCount(metricsOfDashboard)} in a dashboard`,
  },
];
const sizes = [100, 300];

/** Composite alarms over this many alarms, and those above them. */
export function countComposites(alarms: number): number {
  const count = Math.ceil(alarms / alarmsOfComposite);
  return count <= 1 ? count : count + countComposites(count);
}

/** The table of the views, in Markdown. */
export function renderViews(): string {
  const head = ['view', ...sizes.flatMap((size) => [`for ${size} clusters`, 'USD a month']), 'limits'];
  const rows = views.map(({ name, of, limit }) => [
    name,
    ...sizes.map(of).flatMap(({ count, dollars }) => [`${count}`, dollars.toFixed(2)]),
    limit,
  ]);
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}
