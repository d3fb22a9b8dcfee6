import { minute, now } from '../../support/objects/clock';
import { AwsFailure } from '../../support/servers/awsOperations';
import { configText } from '../commandLine';
import type { BrokenLink } from './brokenLink';
import { account, history, metricData, outputs, role, schedule, series, stackWith } from './chain';
import { target } from './chainFixture';

const deploy = /npx cdk deploy -c config=\S+prod\.yaml/;

const prod = configText([target]);

const noStack = () => new AwsFailure('ValidationError', 'Stack with id eks-vigil-eu-central-1-prod does not exist');

/** From the stack to the metric. */
export const brokenDeployment: readonly BrokenLink[] = [
  {
    name: 'no stack',
    broken: {
      aws: () => ({
        'cloudformation:DescribeStacks': noStack,
        'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: [] }),
      }),
    },
    link: 'stack',
    evidence: /there is no stack eks-vigil-eu-central-1-prod in eu-central-1$/,
    fix: deploy,
  },
  {
    name: 'no stack, but its alarms',
    broken: { aws: () => ({ 'cloudformation:DescribeStacks': noStack }) },
    link: 'stack',
    state: 'unknown',
    evidence: /but the alarms eks-vigil-eu-central-1-prod-health, .*: the vigil may be a construct in another stack$/,
    fix: /^find their stack, and name it with --stack: aws cloudformation describe-stack-resources .*\S+-health --query/,
  },
  {
    name: 'a deployment that failed',
    broken: { aws: () => ({ 'cloudformation:DescribeStacks': stackWith({}, 'UPDATE_ROLLBACK_COMPLETE') }) },
    link: 'stack',
    evidence: /is UPDATE_ROLLBACK_COMPLETE: the last deployment failed/,
    fix: /describe-stack-events/,
  },
  {
    name: 'a stack that is being deleted',
    broken: { aws: () => ({ 'cloudformation:DescribeStacks': stackWith(outputs(prod), 'DELETE_IN_PROGRESS') }) },
    link: 'stack',
    evidence: /is DELETE_IN_PROGRESS: it is being deleted/,
    fix: /stack-delete-complete .*\n *npx cdk deploy/,
  },
  {
    name: 'a deployment that runs',
    broken: { aws: () => ({ 'cloudformation:DescribeStacks': stackWith(outputs(prod), 'UPDATE_IN_PROGRESS') }) },
    link: 'stack',
    state: 'unknown',
    evidence: /is UPDATE_IN_PROGRESS: the deployment is not complete/,
    fix: /aws cloudformation describe-stacks --stack-name eks-vigil-eu-central-1-prod/,
  },
  {
    name: 'another configuration',
    broken: { config: { grace: '20m' }, deployed: {} },
    link: 'stack',
    evidence: /with configuration \w{12}, but \S+prod\.yaml is \w{12}/,
    fix: deploy,
  },
  {
    name: 'another RBAC manifest',
    broken: { deployed: { targets: [{ kind: 'Deployment', namespace: 'shop', name: 'api' }] } },
    link: 'stack',
    evidence: /needs the RBAC manifest \w{12}, and \S+prod\.yaml needs \w{12}/,
    fix: /eks-vigil rbac .*\n *npx cdk deploy/,
  },
  {
    name: 'no function',
    broken: {
      aws: () => ({
        'lambda:GetFunctionConfiguration': () => new AwsFailure('ResourceNotFoundException', 'not found', 404),
      }),
    },
    link: 'function',
    evidence: /the function vigil-function, which does not exist/,
    fix: deploy,
  },
  {
    name: 'a function with another role',
    broken: {
      aws: () => ({
        'lambda:GetFunctionConfiguration': () => ({
          State: 'Active',
          Role: `arn:aws:iam::${account}:role/teams/other`,
        }),
      }),
    },
    link: 'function',
    evidence: /has the role .*role\/teams\/other, but .*role\/eks-vigil-eu-central-1-prod is mapped/,
    fix: deploy,
  },
  {
    name: 'a function that failed to update',
    broken: {
      aws: () => ({
        'lambda:GetFunctionConfiguration': () => ({
          State: 'Failed',
          StateReason: 'the subnet is gone',
          LastUpdateStatus: 'Failed',
          Role: role,
        }),
      }),
    },
    link: 'function',
    evidence: /is Failed, its last update Failed: the subnet is gone/,
    fix: deploy,
  },
  {
    name: 'no invocations',
    broken: { aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, invocations: series(1, []) }) }) },
    link: 'runs',
    evidence: /vigil-function was not invoked in the last 1h/,
    fix: /link schedule/,
  },
  {
    name: 'a last run that failed',
    broken: { aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, errors: series(1) }) }) },
    link: 'runs',
    evidence: /10 invocations in the last 1h, 10 errors: the last run failed, at 2026-01-01T11:59Z/,
    fix: /aws logs tail vigil-log --since 15m --region eu-central-1/,
  },
  {
    name: 'throttles',
    broken: { aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, throttles: series(1) }) }) },
    link: 'runs',
    evidence: /vigil-function had 10 throttles in the last 1h/,
    fix: /aws lambda get-account-settings .*\naws service-quotas request-service-quota-increase --service-code lambda/,
  },
  {
    name: 'throttles with a reserved concurrency',
    broken: {
      config: { function: { reservedConcurrency: 1 } },
      aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, throttles: series(1) }) }),
    },
    link: 'runs',
    evidence: /10 throttles in the last 1h: more runs at once than function\.reservedConcurrency: 1$/,
    fix: /^raise function\.reservedConcurrency in \S+prod\.yaml, then npx cdk deploy/,
  },
  {
    name: 'a schedule that is disabled',
    broken: { aws: () => ({ 'scheduler:GetSchedule': () => ({ ...schedule, State: 'DISABLED' }) }) },
    link: 'schedule',
    evidence: /vigil-schedule is DISABLED/,
    fix: /aws scheduler update-schedule --name vigil-schedule --state ENABLED --schedule-expression 'cron\(\* \* \* \* \? \*\)' .*"Arn":/,
  },
  {
    name: 'no schedule',
    broken: {
      aws: () => ({ 'scheduler:GetSchedule': () => new AwsFailure('ResourceNotFoundException', 'not found', 404) }),
    },
    link: 'schedule',
    evidence: /the schedule vigil-schedule, which does not exist/,
    fix: deploy,
  },
  {
    name: 'a schedule of another function',
    broken: {
      aws: () => ({
        'scheduler:GetSchedule': () => ({
          ...schedule,
          Target: { ...schedule.Target, Arn: `${schedule.Target.Arn}-2` },
        }),
      }),
    },
    link: 'schedule',
    evidence: /but invokes .*vigil-function-2 in place of vigil-function/,
    fix: deploy,
  },
  {
    name: 'no metric',
    broken: { aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, values: series(1, []) }) }) },
    link: 'metric',
    evidence: /EksVigil ClusterHealth has no value in the last 1h/,
    fix: /aws logs tail vigil-log/,
  },
  {
    name: 'an old metric',
    broken: {
      aws: () => ({
        'cloudwatch:GetMetricData': metricData({ ...history, values: series(1, [(now - 12 * minute) / 1000]) }),
      }),
    },
    link: 'metric',
    evidence: /is 1 at 2026-01-01T11:48Z, 12m ago: nothing was published since/,
    fix: /aws logs tail vigil-log/,
  },
  {
    name: 'a second writer',
    broken: { aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, counts: series(2) }) }) },
    link: 'writers',
    evidence: /10 of 10 periods have more than one value: a second writer/,
    fix: /change metric\.name or metric\.dimensions/,
  },
  {
    name: 'a writer beside a dry run',
    broken: { config: { dryRun: true } },
    link: 'writers',
    evidence:
      /dryRun: true publishes nothing, but the metric has a value at 2026-01-01T11:59Z: something else publishes it/,
    fix: /stop the other writer/,
  },
  {
    name: 'values from before a dry run',
    broken: {
      config: { dryRun: true },
      aws: () => ({
        'cloudwatch:GetMetricData': metricData({ ...history, values: series(1, [(now - 12 * minute) / 1000]) }),
      }),
    },
    link: 'writers',
    state: 'unknown',
    evidence: /a value at 2026-01-01T11:48Z: from before the dry run, or of another writer/,
  },
];
