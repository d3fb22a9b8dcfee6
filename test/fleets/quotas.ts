import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Config } from '../../lib/config/schema/schema';
import { VigilStack } from '../../lib/vigilStack';
import { formatRow } from '../simulation/table';
import { formatCount } from './fleetCost';

/** A default quota of an AWS service. */
interface Quota {
  readonly name: string;
  readonly value: number;
  /** What the value counts, if it is not plain things. @default - none */
  readonly unit?: string;
  readonly scope: 'account' | 'account and region' | 'VPC';
  /** What one vigil needs of it. */
  readonly need: Need;
  /** How far it can be raised. */
  readonly raised: string;
  /** Title of the page in the AWS documentation. */
  readonly source: string;
}

/** Resources of a type in the stack; or what a run takes, if all runs begin in the same second. */
type Need = { readonly resource: string } | { readonly each: number; readonly what: string };

const once = (what: string): Need => ({ each: 1, what });

const quotas: readonly Quota[] = [
  {
    name: 'EKS: clusters',
    value: 100,
    scope: 'account and region',
    need: once('cluster'),
    raised: 'on request',
    source: 'Amazon EKS User Guide, "Amazon EKS service quotas"',
  },
  {
    name: 'IAM: roles',
    value: 1000,
    scope: 'account',
    need: { resource: 'AWS::IAM::Role' },
    raised: 'to 5,000, approved automatically',
    source: 'IAM User Guide, "IAM and AWS STS quotas"',
  },
  {
    name: 'CloudWatch: `PutMetricData`',
    value: 500,
    unit: 'requests a second',
    scope: 'account and region',
    need: once('request, if all runs publish in the same second'),
    raised: 'on request',
    source: 'Amazon CloudWatch User Guide, "CloudWatch service quotas"',
  },
  {
    name: 'Lambda: concurrent executions',
    value: 1000,
    scope: 'account and region',
    need: once('execution, if all runs overlap: a run ends within 30 s'),
    raised: 'to tens of thousands; new accounts begin with less',
    source: 'AWS Lambda Developer Guide, "Lambda quotas"',
  },
  {
    name: 'Lambda: network interfaces',
    value: 500,
    scope: 'VPC',
    need: { each: 2, what: 'with `network`: one for each of two subnets' },
    raised: 'to thousands; shared with other services, such as Amazon EFS',
    source: 'AWS Lambda Developer Guide, "Lambda quotas"',
  },
  {
    name: 'EventBridge Scheduler: invocations',
    value: 1000,
    unit: 'a second in the larger regions',
    scope: 'account and region',
    need: once('invocation, if all happen in the same second'),
    raised: 'to tens of thousands',
    source: 'EventBridge Scheduler User Guide, "Quotas for Amazon EventBridge Scheduler"',
  },
  {
    name: 'CloudFormation: stacks',
    value: 2000,
    scope: 'account and region',
    need: once('stack'),
    raised: 'on request',
    source: 'AWS CloudFormation User Guide, "Understand CloudFormation quotas"',
  },
  {
    name: 'EventBridge Scheduler: schedules',
    value: 10_000_000,
    scope: 'account and region',
    need: { resource: 'AWS::Scheduler::Schedule' },
    raised: 'to billions',
    source: 'EventBridge Scheduler User Guide, "Quotas for Amazon EventBridge Scheduler"',
  },
];

/** How many resources of a type the stack of a configuration has. */
export function countResources(config: Config, type: string): number {
  return Object.keys(templateOf(config).findResources(type)).length;
}

/** The template of a configuration, without the code of the function. */
export function templateOf(config: Config): Template {
  return Template.fromStack(new VigilStack(new App(), { config }));
}

/** The table of the quotas, the one that is reached first at the top, in Markdown. */
export function renderQuotas(config: Config): string {
  const head = ['quota', 'default', 'of one', 'can be raised', 'one vigil needs', '**vigils that fit**', 'source'];
  const rows = quotas
    .map((quota) => ({ quota, each: needOf(quota, config) }))
    .map(({ quota, each }) => ({ ...quota, ...each, fit: Math.floor(quota.value / each.count) }))
    .sort((a, b) => a.fit - b.fit)
    .map(({ name, value, unit, scope, raised, text, fit, source }) => [
      name,
      [formatCount(value), ...(unit === undefined ? [] : [unit])].join(' '),
      scope,
      raised,
      text,
      `**${formatCount(fit)}**`,
      source,
    ]);
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}

function needOf({ need }: Quota, config: Config): { readonly count: number; readonly text: string } {
  if ('each' in need) return { count: need.each, text: `${need.each} ${need.what}` };
  const count = countResources(config, need.resource);
  return { count, text: `${count}` };
}
