import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Metafile } from 'esbuild';
import { toScalingConfig } from '../../../lib/config/toScalingConfig';
import { VigilStack } from '../../../lib/vigilStack';
import { functionMetafile } from '../../support/bundle';
import { configFrom } from '../../support/configFrom';

const existing = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:queue-is-empty';
const scaling = `scaling:
  - target: { kind: Deployment, namespace: shop, name: web }
    min: 1
    max: 9
    up:
      alarm:
        metric: { namespace: AWS/SQS, name: Length, dimensions: [{ name: QueueName, value: orders }] }
        comparison: GreaterThanThreshold
        threshold: 100
      policies: [{ type: Pods, value: 2 }]
    down:
      alarm: { arn: "${existing}" }
      policies: [{ type: Pods, value: 1 }]`;

const configWith = (more: string) =>
  configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: prometheus }]
${more}`);
const stackOf = (more: string, app = new App()) => new VigilStack(app, { config: configWith(more) });
const templateOf = (more: string) => Template.fromStack(stackOf(more));

const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ScalingFailures'), 'Arn'] };
const upAlarm = 'eks-vigil-eu-central-1-prod-scaling/deployments.apps/shop/web/up';

test('the function that watches contains nothing of it', () => {
  const { inputs } = JSON.parse(readFileSync(functionMetafile, 'utf8')) as Metafile;
  expect(Object.keys(inputs)).toContain('lambda/handler.ts');
  expect(Object.keys(inputs).filter((file) => /scaling/i.test(file))).toEqual([]);
});

test('the function that watches sends no other request to the API server than GET', () => {
  const bundle = (name: string) => readFileSync(join(functionMetafile, '..', '..', name, 'index.js'), 'utf8');
  // The pseudo-header of HTTP/2 that a GET does without.
  expect(bundle('scaling')).toContain(':method');
  expect(bundle('function')).not.toContain(':method');
});

test('the function has a role of its own, which may read alarms and the cluster and send to its queue, and nothing else', () => {
  templateOf(scaling).hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'eks-vigil-eu-central-1-prod-scaling',
    Policies: [
      {
        PolicyName: 'Scaling',
        PolicyDocument: Match.objectLike({
          Statement: [
            Match.objectLike({ Action: 'eks:DescribeCluster', Effect: 'Allow' }),
            { Action: 'cloudwatch:DescribeAlarms', Effect: 'Allow', Resource: '*' },
            { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: queue },
            Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow' }),
          ],
        }),
      },
    ],
  });
});

test('the stack creates the alarm on a metric', () => {
  templateOf(scaling).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: upAlarm,
    Namespace: 'AWS/SQS',
    MetricName: 'Length',
    Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
    Statistic: 'Average',
    Period: 60,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 100,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    TreatMissingData: 'missing',
  });
});

test('the stack creates the alarm on a metric of podMetrics, with its namespace and dimensions', () => {
  const onPodMetric = `podMetrics: [{ preset: vpc-cni }]
${scaling.replace(/metric: \{.*\}\n/, 'podMetric: assignIPAddresses\n')}`;
  templateOf(onPodMetric).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: upAlarm,
    Namespace: 'Kubernetes',
    MetricName: 'assignIPAddresses',
    Dimensions: [{ Name: 'CLUSTER_ID', Value: 'prod' }],
  });
});

test('the periods of an alarm on a metric of podMetrics are as long as theirs', () => {
  const onPodMetric = `seconds: 300
podMetrics: [{ preset: vpc-cni }]
${scaling.replace(/metric: \{.*\}\n/, 'podMetric: assignIPAddresses\n')}`;
  const periodOf = (more: string) => {
    const found = templateOf(more).findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmName: upAlarm } });
    return Object.values(found).map(({ Properties }) => Properties.Period);
  };
  expect(periodOf(onPodMetric)).toEqual([300]);
  expect(periodOf(onPodMetric.replace('threshold', 'period: 600\n        threshold'))).toEqual([600]);
  // Others publish what they publish.
  expect(periodOf(`seconds: 300\n${scaling}`)).toEqual([60]);
});

test('an alarm for a ticket fires if the function fails or is not invoked, but not in a dry run', () => {
  const failing = { AlarmName: 'eks-vigil-eu-central-1-prod-scaling-failing' };
  const topic = 'arn:aws:sns:eu-central-1:111122223333:tickets';
  templateOf(`alarms: { ticket: { actions: ["${topic}"] } }\n${scaling}`).hasResourceProperties(
    'AWS::CloudWatch::Alarm',
    {
      ...failing,
      AlarmActions: [topic],
      OKActions: [topic],
      DatapointsToAlarm: 5,
      EvaluationPeriods: 10,
      TreatMissingData: 'breaching',
    },
  );
  templateOf(`dryRun: true\n${scaling}`).resourcePropertiesCountIs('AWS::CloudWatch::Alarm', failing, 0);
});

test('an event whose run fails, or that Lambda drops, goes to the same queue', () => {
  templateOf(scaling).hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: Match.stringLikeRegexp('^Scaling') },
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: queue } },
  });
});

test('EventBridge invokes the function for these alarms only, with retries and a dead-letter queue, and the Scheduler every minute', () => {
  const template = templateOf(scaling);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Scaling'), 'Arn'] }, existing],
      detail: { state: { value: ['ALARM'] } },
    },
    Targets: [
      Match.objectLike({
        DeadLetterConfig: { Arn: queue },
        RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
      }),
    ],
  });
  template.resourcePropertiesCountIs('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(* * * * ? *)' }, 2);
});

test('a rule has at most five alarms, because a longer pattern is rejected', () => {
  const entry = (index: number) => `
  - target: { kind: Deployment, namespace: shop, name: web-${index} }
    min: 1
    max: 9
    up: { alarm: { arn: "${existing}-${index}" }, policies: [{ type: Pods, value: 2 }] }`;
  const template = templateOf(`scaling:${Array.from({ length: 11 }, (_, index) => entry(index)).join('')}`);
  template.resourceCountIs('AWS::Events::Rule', 3);
});

test('the role is mapped with an access entry before the first run, or by the command in the outputs', () => {
  const withEntry = templateOf(`access: accessEntry\n${scaling}`);
  withEntry.hasResourceProperties('AWS::EKS::AccessEntry', {
    Username: 'eks-vigil-scaling',
    KubernetesGroups: ['eks-vigil-scaling'],
  });
  withEntry.hasResource('AWS::Scheduler::Schedule', { DependsOn: [Match.stringLikeRegexp('^ScalingAccessEntry')] });
  const { Outputs: outputs } = templateOf(scaling).toJSON();
  expect(Object.keys(outputs).filter((name) => name.startsWith('Scaling'))).toEqual([
    'ScalingRoleArn',
    'ScalingMapRole',
    'ScalingFunctionName',
    'ScalingLogGroupName',
    'ScalingScheduleName',
    'ScalingFailuresUrl',
  ]);
  expect(JSON.stringify(outputs.ScalingMapRole.Value)).toContain(
    ':iam::111122223333:role/eks-vigil-eu-central-1-prod-scaling --username eks-vigil-scaling --group eks-vigil-scaling',
  );
});

test('the configuration of the function', () => {
  expect(toScalingConfig(configWith(scaling), 'prod.yaml')).toEqual({
    cluster: { name: 'prod', region: 'eu-central-1', account: '111122223333' },
    access: { type: 'eksctl', roleName: 'eks-vigil-eu-central-1-prod-scaling', group: 'eks-vigil-scaling' },
    inVpc: false,
    logging: { level: 'info', format: 'json' },
    rules: [
      {
        target: {
          kind: 'Deployment',
          group: 'apps',
          version: 'v1',
          resource: 'deployments',
          namespace: 'shop',
          name: 'web',
        },
        lease: 'eks-vigil-scaling.deployments.apps.web',
        min: 1,
        max: 9,
        up: { alarm: upAlarm, policies: [{ type: 'Pods', value: 2 }], select: 'Max', coolDown: 300 },
        down: { alarm: 'queue-is-empty', policies: [{ type: 'Pods', value: 1 }], select: 'Max', coolDown: 300 },
        dryRun: false,
      },
    ],
    rbacHash: expect.stringMatching(/^[0-9a-f]{12}$/),
    file: 'prod.yaml',
  });
});

const entryOf = (target: string) =>
  `  - { target: ${target}, min: 1, max: 9, up: { alarm: { metric: { namespace: A, name: B }, comparison: GreaterThanThreshold, threshold: 1 }, policies: [{ type: Pods, value: 1 }] } }`;
const namesOf = (...targets: string[]) =>
  toScalingConfig(configWith(`scaling:\n${targets.map(entryOf).join('\n')}`)).rules.map(({ up }) => up?.alarm ?? '');

test.each([
  [
    'a hyphen in the namespace or in the name',
    '{ kind: Deployment, namespace: shop, name: eu-web }',
    '{ kind: Deployment, namespace: shop-eu, name: web }',
  ],
  [
    'a hyphen in the group or in the namespace',
    '{ kind: A, resource: rollouts, apiVersion: a/v1, namespace: b-c, name: web }',
    '{ kind: A, resource: rollouts, apiVersion: a-b/v1, namespace: c, name: web }',
  ],
  [
    'they differ in what is cut off',
    `{ kind: Deployment, namespace: shop, name: ${'w'.repeat(252)}a }`,
    `{ kind: Deployment, namespace: shop, name: ${'w'.repeat(252)}b }`,
  ],
])('two targets have alarms of different names within the limit of CloudWatch: %s', (_, ...targets) => {
  const names = namesOf(...targets);
  expect(new Set(names).size).toBe(2);
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(255);
});

test('a dry run of the file is one of every entry', () => {
  const { rules } = toScalingConfig(configWith(`dryRun: true\n${scaling}`));
  expect(rules.map(({ dryRun }) => dryRun)).toEqual([true]);
});

test('cdk-nag has no finding', () => {
  const app = new App();
  const network = 'network: { subnets: [subnet-0123456789abcdef0], securityGroups: [sg-0123456789abcdef0] }';
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  stackOf(`${network}\n${scaling}`, app);
  expect(() => app.synth()).not.toThrow();
});
