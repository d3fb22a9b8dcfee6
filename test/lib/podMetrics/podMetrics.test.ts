import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Metafile } from 'esbuild';
import { sectionOf } from '../../../lib/config/sections';
import { VigilStack } from '../../../lib/vigilStack';
import { functionMetafile } from '../../support/bundle';
import { configFrom } from '../../support/configFrom';

const podMetrics =
  'podMetrics: [{ preset: vpc-cni }, { namespace: shop, selector: app=web, port: 9090, metrics: [{ name: queue }] }]';
const configWith = (more: string) =>
  configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: prometheus }]
${more}`);
const templateOf = (more: string) => Template.fromStack(new VigilStack(new App(), { config: configWith(more) }));

test('the function that watches contains nothing of it', () => {
  const { inputs } = JSON.parse(readFileSync(functionMetafile, 'utf8')) as Metafile;
  expect(Object.keys(inputs)).toContain('lambda/handler.ts');
  expect(Object.keys(inputs).filter((file) => /podMetrics/i.test(file))).toEqual([]);
});

test('the role may describe the cluster and publish into the configured namespaces, never that of the health, and nothing else', () => {
  templateOf(podMetrics).hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'eks-vigil-eu-central-1-prod-pod-metrics',
    Policies: [
      {
        PolicyName: 'PodMetrics',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            Match.objectLike({ Action: 'eks:DescribeCluster', Effect: 'Allow' }),
            {
              Action: 'cloudwatch:PutMetricData',
              Effect: 'Allow',
              Resource: '*',
              Condition: { StringEquals: { 'cloudwatch:namespace': ['EksVigil/PodMetrics', 'Kubernetes'] } },
            },
            Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow' }),
          ],
        },
      },
    ],
  });
});

test('the schedule has the period of the file, and no late run', () => {
  const template = templateOf(`${podMetrics}\nseconds: 300`);
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0/5 * * * ? *)',
    Target: Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PodMetrics'), 'Arn'] } }),
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: Match.stringLikeRegexp('^PodMetrics') },
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
});

test.each([
  ['the default', '', 512],
  ['less', 'function: { memorySize: 256, reservedConcurrency: 2 }', 512],
  ['more', 'function: { memorySize: 1024 }', 1024],
])('memory: %s', (_, options, MemorySize) => {
  const [found] = Object.values(
    templateOf(`${podMetrics}\n${options}`).findResources('AWS::Lambda::Function', {
      Properties: { Description: Match.stringLikeRegexp('^Publishes metrics that pods') },
    }),
  );
  expect(found?.Properties).toMatchObject({ MemorySize, Timeout: 30 });
  // That of the configuration is for the function that watches.
  expect(found?.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

test('with access entries, the stack maps the role to its group before the first run', () => {
  const template = templateOf(`${podMetrics}\naccess: accessEntry`);
  template.hasResourceProperties('AWS::EKS::AccessEntry', {
    KubernetesGroups: ['eks-vigil-pod-metrics'],
    Username: 'eks-vigil-pod-metrics',
  });
  const [entry] = Object.keys(
    template.findResources('AWS::EKS::AccessEntry', { Properties: { Username: 'eks-vigil-pod-metrics' } }),
  );
  template.hasResource('AWS::Scheduler::Schedule', { DependsOn: [entry], Properties: Match.anyValue() });
});

describe('the alarm', () => {
  const AlarmName = 'eks-vigil-eu-central-1-prod-pod-metrics-failing';
  const topic = 'arn:aws:sns:eu-central-1:111122223333:tickets';

  test.each([
    ['', 60, 5, 10, 15],
    ['seconds: 300', 300, 3, 3, 15],
    ['seconds: 86400', 86_400, 2, 2, 2880],
  ])('for a ticket if the function fails or is not invoked: %s', (more, Period, M, N, warmUp) => {
    const template = templateOf(`${podMetrics}\nalarms: { ticket: { actions: ["${topic}"] } }\n${more}`);
    const errors = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName' }] };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName,
      AlarmActions: [topic],
      OKActions: [topic],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      DatapointsToAlarm: M,
      EvaluationPeriods: N,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: warmUp },
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(errors, 1)', ReturnData: true }),
        Match.objectLike({ MetricStat: { Metric: errors, Period, Stat: 'Sum' }, ReturnData: false }),
      ]),
    });
    const [alarm] = Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmName } }));
    const metrics = JSON.stringify(alarm?.Properties.Metrics);
    expect(metrics).toMatch(/"Ref":"PodMetrics/);
    expect(alarm?.DependsOn).toContainEqual(expect.stringMatching(/^PodMetricsScheduleRuns/));
  });

  test('none in a dry run', () => {
    templateOf(`${podMetrics}\ndryRun: true`).resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmName }, 0);
  });
});

test('the outputs have its role, the command that maps it, its function, its log and its schedule', () => {
  const outputs = Object.keys(templateOf(podMetrics).findOutputs('*')).filter((name) => name.startsWith('PodMetrics'));
  expect(outputs.sort()).toEqual([
    'PodMetricsFunctionName',
    'PodMetricsLogGroupName',
    'PodMetricsMapRole',
    'PodMetricsRoleArn',
    'PodMetricsScheduleName',
  ]);
});

test('RBAC: the group may list pods and read them through the proxy, in their namespaces only', () => {
  const { manifest } = sectionOf(configWith(podMetrics), 'podMetrics');
  expect(manifest.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
    'Role kube-system/eks-vigil-pod-metrics',
    'RoleBinding kube-system/eks-vigil-pod-metrics',
    'Role shop/eks-vigil-pod-metrics',
    'RoleBinding shop/eks-vigil-pod-metrics',
  ]);
  for (const { rules } of manifest.filter(({ kind }) => kind === 'Role'))
    expect(rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'] },
    ]);
});
