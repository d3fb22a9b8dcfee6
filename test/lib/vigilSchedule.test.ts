import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { toScheduleExpression } from '../../lib/vigilSchedule';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

function templateOf(more = ''): Template {
  const config = configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`);
  return Template.fromStack(new VigilStack(new App(), { config }));
}

const functionArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^VigilFunction'), 'Arn'] };

test('invokes the function at its time, with this time, once', () => {
  templateOf().hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(* * * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: Match.absent(),
    Target: {
      Arn: functionArn,
      RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ScheduleRole'), 'Arn'] },
      Input: '{"time":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: Match.absent(),
    },
  });
});

test('its role can only be used by the Scheduler of this account, and can only invoke the function', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::IAM::Role', 2);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.resourceCountIs('AWS::Lambda::Permission', 0);
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: Match.absent(),
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '111122223333',
              'aws:SourceArn': {
                'Fn::Join': [
                  '',
                  ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:eu-central-1:111122223333:schedule-group/default'],
                ],
              },
            },
          },
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'Invoke',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn }],
        },
      },
    ],
  });
});

test('is not an update of the scheduled rule that earlier versions had: CloudFormation cannot change the type', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::Events::Rule', 0);
  expect(Object.keys(template.toJSON().Resources)).not.toContain('Schedule83A77FD1');
});

describe('its expression', () => {
  test.each([
    [60, 'cron(* * * * ? *)'],
    [120, 'cron(0/2 * * * ? *)'],
    [300, 'cron(0/5 * * * ? *)'],
    [1800, 'cron(0/30 * * * ? *)'],
    [420, 'rate(7 minutes)'],
    [5400, 'rate(90 minutes)'],
    [3600, 'cron(0 * * * ? *)'],
    [43_200, 'cron(0 0/12 * * ? *)'],
    [18_000, 'rate(300 minutes)'],
    [86_400, 'cron(0 0 * * ? *)'],
  ])('of %d s is %s', (seconds, expression) => {
    expect(toScheduleExpression(seconds)).toBe(expression);
    templateOf(`seconds: ${seconds}`).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
    });
  });
});
