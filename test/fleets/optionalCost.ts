import type { Template } from 'aws-cdk-lib/assertions';
import { hasTickets } from '../../lib/config/toRuntimeConfig';
import { vpcCniMetrics } from '../../lib/presets/vpcCniMetrics';
import { prices } from '../bench/cost';
import { formatRow } from '../simulation/table';
import { configFrom } from '../support/configFrom';
import { templateOf } from './quotas';

/** What costs something each month, and is not in every stack. */
interface Option {
  readonly name: string;
  /** Added to the configuration. */
  readonly keys: string;
  /** Added to its targets. */
  readonly target?: string;
  /** USD a month for requests, runs and storage, of one cluster as its page describes it. @default 0 */
  readonly spent?: number;
  readonly note: string;
}

const options: readonly Option[] = [
  {
    name: '`severity: ticket`',
    keys: '',
    target: '{ kind: Deployment, namespace: monitoring, name: grafana, severity: ticket }',
    note: 'however many targets have it',
  },
  {
    name: '`email`',
    keys: 'alarms: { page: { email: [a@example.com] }, ticket: { email: [b@example.com] } }',
    note: 'for both severities together; after each of the first two yearly rotations of the key 1.00 more',
  },
  { name: '`watchdog`', keys: 'watchdog: { topic: true }', note: 'the metric is that of SNS, without charge' },
  { name: '`dashboard`', keys: 'dashboard: true', note: 'the first three of an account are free' },
  {
    name: '`notify`',
    keys: 'notify: { topics: ["arn:aws:sns:eu-central-1:111122223333:messages"] }',
    note: 'each message costs a few thousandths of a cent',
  },
  {
    name: '`podMetrics`',
    keys: 'podMetrics: [{ preset: vpc-cni }]',
    spent: 0.8,
    note: 'the preset `vpc-cni`; [each metric](pod-metrics.md#cost) of other groups costs 0.30',
  },
  {
    name: '`scaling`',
    keys: `scaling:
  - target: { kind: Deployment, namespace: shop, name: web }
    min: 1
    max: 9
    up: { alarm: { arn: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:busy" }, policies: [{ type: Pods, value: 1 }] }`,
    spent: 0.46,
    note: 'on existing alarms; [each alarm](scaling.md#cost) that the stack creates costs 0.10 more',
  },
  {
    name: '`zoneTraffic`',
    keys: 'zoneTraffic: { flowLogs: { bucket: flow-logs } }',
    spent: 0.11,
    note: 'without [the flow log and what Athena reads of it](zone-traffic.md#what-it-costs-a-month), which cost most',
  },
];

const minimal = `cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets:
  - { kind: Deployment, namespace: monitoring, name: prometheus }
`;

/** What an option adds to a stack. */
interface Added {
  readonly metrics: number;
  readonly functions: number;
  readonly alarms: number;
  /** That alarms read. */
  readonly readings: number;
  readonly keys: number;
  readonly dashboards: number;
}

function inStack(more: string): Added {
  const config = configFrom(minimal + more);
  const template: Template = templateOf(config);
  const count = (type: string) => Object.keys(template.findResources(type)).length;
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const groups = config.podMetrics ?? [];
  return {
    // Each group also has podsUnread.
    metrics: groups.reduce((sum) => sum + vpcCniMetrics.metrics.length + 1, hasTickets(config) ? 1 : 0),
    functions: count('AWS::Lambda::Function'),
    alarms: alarms.length,
    readings: alarms.reduce((sum, { Properties }) => sum + countReadings(Properties.Metrics), 0),
    keys: count('AWS::KMS::Key'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
  };
}

/** An alarm costs as much for each metric of its expression. Source: Amazon CloudWatch pricing. */
function countReadings(metrics: readonly { readonly MetricStat?: unknown }[] | undefined): number {
  return metrics === undefined ? 1 : metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
}

/** The resources of the synthesized stack with an option, less those without. */
export function addedBy({ keys, target }: Pick<Option, 'keys' | 'target'>): Added {
  const without = inStack('');
  const withIt = inStack(`${target === undefined ? '' : `  - ${target}\n`}${keys}`);
  return {
    metrics: withIt.metrics - without.metrics,
    functions: withIt.functions - without.functions,
    alarms: withIt.alarms - without.alarms,
    readings: withIt.readings - without.readings,
    keys: withIt.keys - without.keys,
    dashboards: withIt.dashboards - without.dashboards,
  };
}

/** USD a month. */
export function costOf({ metrics, readings, keys, dashboards }: Added): number {
  return metrics * prices.metric + readings * prices.alarm + keys * prices.key + dashboards * prices.dashboard;
}

/** The table of what the options add, in Markdown. */
export function renderOptions(): string {
  const head = ['configured', 'adds to each cluster', '**USD a month**', ''];
  const rows = options.map((option) => {
    const added = addedBy(option);
    const parts = [
      [added.functions, 'function'] as const,
      [added.metrics, 'metric'] as const,
      [added.alarms, 'alarm'] as const,
      [added.keys, 'KMS key'] as const,
      [added.dashboards, 'dashboard'] as const,
    ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`]));
    return [option.name, parts.join(', '), `**${(costOf(added) + (option.spent ?? 0)).toFixed(2)}**`, option.note];
  });
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}
