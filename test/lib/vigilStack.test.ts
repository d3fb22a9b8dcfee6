import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { configHash } from '../../lib/config/configHash';
import type { Vigil } from '../../lib/vigil';
import { VigilStack } from '../../lib/vigilStack';
import { createStacks } from '../../lib/vigilStacks';
import { configFrom } from '../support/configFrom';

function configYaml(more = '', cluster = '{ name: prod, region: eu-central-1 }'): string {
  return `
cluster: ${cluster}
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`;
}

function stackOf(yaml: string): VigilStack {
  return new VigilStack(new App(), { config: configFrom(yaml) });
}

test('the function knows the file of its configuration', () => {
  const config = configFrom(configYaml());
  const [stack] = createStacks(new App(), [config], new Map([[config, 'config/prod.yaml']]));
  const vigil = stack?.node.findChild('Default');
  expect((vigil as Vigil).runtime.file).toBe('config/prod.yaml');
});

function templateOf(yaml: string): Template {
  return Template.fromStack(stackOf(yaml));
}

describe('the function', () => {
  test('uses the tested runtime, and has no retries and no late events', () => {
    const template = templateOf(configYaml());
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 30,
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  test('has no environment variables, and keeps its logs for one month', () => {
    const template = templateOf(configYaml());
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: Match.absent() });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });
});

describe('the role', () => {
  test('can only describe the cluster, publish to the metric namespace, and write its log', () => {
    const template = templateOf(configYaml('', '{ name: prod, region: eu-central-1, account: "111122223333" }'));
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'eks-vigil-eu-central-1-prod',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      ManagedPolicyArns: Match.absent(),
      Path: Match.absent(),
      Policies: [
        {
          PolicyName: 'Vigil',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'eks:DescribeCluster',
                Resource: {
                  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':eks:eu-central-1:111122223333:cluster/prod']],
                },
              },
              {
                Effect: 'Allow',
                Action: 'cloudwatch:PutMetricData',
                Resource: '*',
                Condition: { StringEquals: { 'cloudwatch:namespace': 'EksVigil' } },
              },
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VigilLogs'), 'Arn'] },
              },
            ],
          },
        },
      ],
    });
  });

  test.each([
    ['eks-vigil-eu-central-1-prod', 'prod', 'eu-central-1'],
    ['eks-vigil-us-gov-west-1-Prod_2', 'Prod_2', 'us-gov-west-1'],
  ])('is named %s', (name, cluster, region) => {
    const template = templateOf(configYaml('', `{ name: ${cluster}, region: ${region} }`));
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: name });
  });
});

describe('the outputs', () => {
  const yaml = configYaml('', '{ name: prod, region: eu-central-1, account: "111122223333" }');

  test('contain the command that maps the role', () => {
    const arn = ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:role/eks-vigil-eu-central-1-prod'];
    templateOf(yaml).hasOutput('MapRole', {
      Value: {
        'Fn::Join': [
          '',
          [
            `eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn ${arn[0]}`,
            arn[1],
            `${String(arn[2])} --username eks-vigil --group eks-vigil --no-duplicate-arns`,
          ],
        ],
      },
    });
  });

  test('contain the hashes of the configuration and of the RBAC manifest, and the role', () => {
    const template = templateOf(yaml);
    template.hasOutput('ConfigHash', { Value: configHash(configFrom(yaml)) });
    template.hasOutput('RbacHash', { Value: Match.stringLikeRegexp('^[0-9a-f]{12}$') });
    template.hasOutput('RoleArn', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VigilRole'), 'Arn'] } });
  });

  const token = (start: string) => ({ Ref: Match.stringLikeRegexp(`^${start}`) });

  test('contain the names of the log group, the function and the schedule', () => {
    const template = templateOf(yaml);
    template.hasOutput('LogGroupName', { Value: token('VigilLogs') });
    template.hasOutput('FunctionName', { Value: token('VigilFunction') });
    template.hasOutput('ScheduleName', { Value: token('Schedule') });
    template.hasResource('AWS::Scheduler::Schedule', {});
  });

  test.each([
    ['eu-central-1', 'https://eu-central-1.console.aws.amazon.com/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('contain links to the console of %s', (region, console) => {
    const template = templateOf(configYaml('', `{ name: prod, region: ${region} }`));
    const home = `${console}cloudwatch/home?region=${region}`;
    template.hasOutput('AlarmUrl', { Value: `${home}#alarmsV2:alarm/eks-vigil-${region}-prod-health` });
    const start = `^${home.replace('?', '.')}`;
    template.hasOutput('MetricUrl', { Value: Match.stringLikeRegexp(`${start}#metricsV2:graph=.*'ClusterHealth~`) });
    template.hasOutput('ShortTargetsUrl', {
      Value: Match.stringLikeRegexp(`${start}#metricsV2:graph=.*'ClusterHealthShortTargets~`),
    });
    for (const [output, query] of [
      ['LogQueryUrl', 'level\\*3d\\*22error'],
      ['RunsQueryUrl', 'message\\*3d\\*22run'],
    ]) {
      template.hasOutput(output as string, {
        Value: {
          'Fn::Join': ['', [Match.stringLikeRegexp(`${start}#logsV2:.*${query}`), token('VigilLogs'), '))']],
        },
      });
    }
  });

  test('contain the command after which the alarm notifies again, without an action of its own', () => {
    templateOf(yaml).hasOutput('NotifyAgain', {
      Value:
        'aws cloudwatch set-alarm-state --region eu-central-1 --alarm-name eks-vigil-eu-central-1-prod-health --state-value INSUFFICIENT_DATA --state-reason "notify again"',
    });
    templateOf(yaml).allResourcesProperties('AWS::CloudWatch::Alarm', { InsufficientDataActions: Match.absent() });
  });
});

test('the stack is in the region of the cluster, and in its account if configured', () => {
  const stack = stackOf(configYaml('', '{ name: my_cluster, region: eu-west-1, account: "111122223333" }'));
  expect([stack.stackName, stack.region, stack.account]).toEqual([
    'eks-vigil-eu-west-1-my-cluster',
    'eu-west-1',
    '111122223333',
  ]);
});

describe('with a name', () => {
  const stack = stackOf(configYaml('name: team-b'));
  const template = Template.fromStack(stack);

  test('the stack, the role and the alarms contain it', () => {
    expect(stack.stackName).toBe('eks-vigil-team-b-eu-central-1-prod');
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'eks-vigil-team-b-eu-central-1-prod' });
    for (const alarm of ['health', 'blind', 'chronic']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `eks-vigil-team-b-eu-central-1-prod-${alarm}`,
      });
    }
  });

  test('the names of the function, the schedule and the log group come from the stack', () => {
    const generated: Readonly<Record<string, string>> = {
      'AWS::Lambda::Function': 'FunctionName',
      'AWS::Scheduler::Schedule': 'Name',
      'AWS::Logs::LogGroup': 'LogGroupName',
    };
    for (const [type, property] of Object.entries(generated)) {
      template.hasResourceProperties(type, { [property]: Match.absent() });
    }
  });

  test('the role is mapped to a group of its own', () => {
    const { Value } = template.findOutputs('MapRole').MapRole ?? {};
    expect(JSON.stringify(Value)).toContain(
      ':role/eks-vigil-team-b-eu-central-1-prod --username eks-vigil-team-b --group eks-vigil-team-b',
    );
  });

  test('the hash is that of its manifest', () => {
    const hashOf = (one: Template) => one.findOutputs('RbacHash').RbacHash?.Value;
    expect(hashOf(template)).not.toBe(hashOf(templateOf(configYaml())));
  });
});
