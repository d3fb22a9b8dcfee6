import { monthlyCost, runs, type Spent } from '../bench/cost';
import { formatRow } from '../simulation/table';

/** Numbers of clusters. */
const sizes = [10, 100, 300, 1000];
/** Source: Amazon EventBridge pricing, "EventBridge Scheduler", in USD in us-east-1. */
const scheduler = { freeInvocations: 14e6, invocation: 1 / 1e6 };

/** The cost of a fleet in one account, in USD a month. */
export interface FleetCost {
  readonly metricsAndAlarms: number;
  readonly publications: number;
  readonly scheduler: number;
  readonly lambda: number;
  readonly logs: number;
  readonly total: number;
}

/** The list price of a number of clusters, one run a minute each, without volume discounts. */
export function fleetCost(clusters: number, spent: Spent): FleetCost {
  const one = monthlyCost(spent);
  const invocations = Math.max(0, clusters * runs - scheduler.freeInvocations) * scheduler.invocation;
  return {
    metricsAndAlarms: clusters * one.metricsAndAlarms,
    publications: clusters * one.publications,
    scheduler: invocations,
    lambda: clusters * one.lambda,
    logs: clusters * one.logs,
    total: clusters * one.total + invocations,
  };
}

/** The table of the costs, in Markdown. */
export function renderCosts(spent: Spent): string {
  const head = ['clusters', 'metrics and alarms', '`PutMetricData`', 'Scheduler', 'Lambda', 'logs', '**USD a month**'];
  const rows = sizes.map((clusters) => {
    const cost = fleetCost(clusters, spent);
    const parts = [cost.metricsAndAlarms, cost.publications, cost.scheduler, cost.lambda, cost.logs];
    return [formatCount(clusters), ...parts.map((dollars) => dollars.toFixed(2)), `**${cost.total.toFixed(2)}**`];
  });
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}

/** `10,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
