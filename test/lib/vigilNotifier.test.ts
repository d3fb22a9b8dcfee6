import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { VigilStack } from '../../lib/vigilStack';
import type { NotifyConfig } from '../../model/notifyConfig';
import { bundledPackages, notifierMetafile } from '../support/bundle';
import { configFrom } from '../support/configFrom';

const topic = 'arn:aws:sns:eu-central-1:111122223333:eks-vigil-messages';
const notify = `notify: { topics: ["${topic}"] }`;

function stackOf(more: string, app = new App(), file?: string): VigilStack {
  const config = configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets:
  - { kind: Deployment, namespace: monitoring, name: prometheus }
  - { kind: Deployment, namespace: monitoring, name: grafana, severity: ticket }
${more}`);
  return new VigilStack(app, { config, ...(file === undefined ? {} : { file }) });
}

const templateOf = (more: string) => Template.fromStack(stackOf(more));
const isNotifier = { Properties: { Environment: Match.anyValue() } };

/** The configuration of the function, with the names of tokens in place of their values. */
function environmentOf(template: Template): NotifyConfig {
  const [found] = Object.values(template.findResources('AWS::Lambda::Function', isNotifier));
  const value: unknown = found?.Properties.Environment.Variables.NOTIFY;
  const parts = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts
    .map((part) => (typeof part === 'string' ? part : ((part as { Ref?: string }).Ref ?? 'token')))
    .join('');
  return JSON.parse(text) as NotifyConfig;
}

test.each(['', `dryRun: true\n${notify}`])('there is no notifier with %j', (more) => {
  const template = templateOf(more);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::Events::Rule', 0);
  template.resourceCountIs('AWS::SQS::Queue', 0);
});

test.each([
  ['', 'Delete'],
  ['logging: { keepWithoutStack: true }', 'Retain'],
])('its log group goes the way of the others with %j', (logging, policy) => {
  const groups = templateOf(`${notify}\n${logging}`).findResources('AWS::Logs::LogGroup');
  expect(Object.values(groups).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([policy, policy]);
});

test('it changes nothing of what is there without it', () => {
  const [without, withIt] = ['', notify].map((more) => templateOf(more).toJSON());
  for (const [id, resource] of Object.entries(without?.Resources)) expect(withIt?.Resources[id]).toEqual(resource);
});

test('EventBridge invokes it for the alarms of this vigil only, and keeps what it cannot deliver', () => {
  const template = templateOf(`${notify}\nwatchdog: { topic: true }`);
  const alarm = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}Alarm`), 'Arn'] });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: [alarm('Health'), alarm('Ticket'), alarm('Blind'), alarm('Chronic'), alarm('Watchdog')],
      detail: { state: { value: ['ALARM', 'OK'] } },
    },
    Targets: [
      Match.objectLike({
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NotifierFailures'), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      }),
    ],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
  });
});

test('it knows the log of the function, the alarms and the topics', () => {
  const yaml = `${notify}\nname: team-b\nalarms: { page: { runbook: "https://wiki/page" } }\nlogging: { format: logfmt }`;
  const environment = environmentOf(templateOf(yaml));
  expect(environment).toMatchObject({
    label: 'prod/team-b',
    region: 'eu-central-1',
    logGroup: expect.stringMatching(/^VigilLogs/),
    format: 'logfmt',
    seconds: 60,
    topics: [topic],
  });
  const name = (role: string) => `eks-vigil-team-b-eu-central-1-prod-${role}`;
  expect(environment.alarms.map((alarm) => [alarm.role, alarm.name])).toEqual(
    ['health', 'ticket', 'blind', 'chronic'].map((role) => [role, name(role)]),
  );
  expect(environment).toMatchObject({
    runbooks: { page: 'https://wiki/page' },
    alarm: expect.stringMatching(/#alarmsV2:alarm\/$/),
  });
});

test('it knows the name of the configuration file, for commands', () => {
  const template = Template.fromStack(stackOf(notify, new App(), 'config/prod.yaml'));
  expect(environmentOf(template)).toMatchObject({ file: 'config/prod.yaml' });
  expect(environmentOf(templateOf(notify))).not.toHaveProperty('file');
});

test('the environment is at most 4 KB, whatever the names are', () => {
  const config = configFrom(`
cluster: { name: ${'c'.repeat(100)}, region: us-gov-west-1 }
metric: { namespace: ${'n'.repeat(255)}, name: ${'m'.repeat(240)}, dimensions: [{ name: Cluster, value: ${'v'.repeat(255)} }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }, { kind: Deployment, namespace: monitoring, name: a, severity: ticket }]
alarms: { page: { runbook: "https://wiki/${'r'.repeat(280)}" }, ticket: { runbook: "https://wiki/${'r'.repeat(280)}" } }
watchdog: { topic: true }
notify: { topics: [${Array.from({ length: 5 }, (_, index) => `"arn:aws-us-gov:sns:us-gov-west-1:111122223333:${'t'.repeat(200)}${index}"`).join(', ')}] }`);
  const environment = environmentOf(Template.fromStack(new VigilStack(new App(), { config })));
  // The real name of the log group is at most 100 characters longer than its logical id, twice.
  expect(JSON.stringify(environment).length).toBeLessThan(4096 - 200);
});

test('its role may read this log and the names of mute rules, tell these topics, use their keys through SNS, and write its own log', () => {
  const template = templateOf(notify);
  const [role] = Object.values(
    template.findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('notifier') } }),
  );
  const [policy] = role?.Properties.Policies ?? [];
  expect(policy.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'logs:FilterLogEvents',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^VigilLogs/), 'Arn'] },
    },
    { Effect: 'Allow', Action: 'cloudwatch:ListAlarmMuteRules', Resource: '*' },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: topic },
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: expect.anything(),
      Condition: {
        StringEquals: {
          'kms:ViaService': expect.anything(),
          'kms:EncryptionContext:aws:sns:topicArn': [topic],
        },
      },
    },
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^NotifierLogs/), 'Arn'] },
    },
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^NotifierFailures/), 'Arn'] },
    },
  ]);
  expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

test('its outputs are its log and its queue', () => {
  const outputs = (more: string) => Object.keys(templateOf(more).findOutputs('*'));
  expect(outputs(notify).filter((name) => !outputs('').includes(name))).toEqual([
    'NotifyLogGroupName',
    'NotifyFailuresUrl',
  ]);
});

test('its bundle has only the clients that it needs', () => {
  const packages = bundledPackages(notifierMetafile).map(({ name }) => name);
  expect(packages.filter((name) => name.startsWith('@aws-sdk/client-')).sort()).toEqual([
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-sns',
  ]);
  for (const name of ['zod', 'yaml', 'aws-cdk-lib', '@kubernetes/client-node']) expect(packages).not.toContain(name);
});

test('cdk-nag reports only the findings that are acknowledged here', () => {
  const app = new App();
  const stack = stackOf(notify, app);
  const reasons = {
    'AwsSolutions-IAM5[Resource::*]': 'PutMetricData has no resource types; the condition on the namespace limits it',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:eu-central-1:*:key/*]':
      'The keys of the topics are unknown; the conditions allow SNS to use them for these topics only',
    'AwsSolutions-SQS3': 'It is the queue of the events that could not be handled',
  };
  for (const [id, reason] of Object.entries(reasons)) {
    Validations.of(stack).acknowledge({ id: `AwsSolutions::${id}`, reason });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test('with a key for the logs, its role may also use that key, through CloudWatch Logs only', () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const roles = templateOf(`${notify}\nlogging: { kmsKey: "${key}" }`).findResources('AWS::IAM::Role', {
    Properties: { Description: Match.stringLikeRegexp('notifier') },
  });
  const [role] = Object.values(roles);
  expect(role?.Properties.Policies[0].PolicyDocument.Statement).toContainEqual({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: key,
    Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['logs.eu-central-1.', expect.anything()]] } } },
  });
});
