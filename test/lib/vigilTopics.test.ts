import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';
import { diagnose, topic } from './config/input';

const withoutBundling = { 'aws:cdk:bundling-stacks': [] };
const email = 'alarms: { page: { email: [a@example.com, b@example.com] }, ticket: { email: [c@example.com] } }';
const stackOf = (more: string, app = new App({ context: withoutBundling })) =>
  new VigilStack(app, {
    config: configFrom(`
cluster: { name: my_prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`),
  });
const templateOf = (more: string) => Template.fromStack(stackOf(more));
const ref = (id: string) => ({ Ref: Match.stringLikeRegexp(`^Topics${id}`) });
const ofThisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const alarms = { Principal: { Service: 'cloudwatch.amazonaws.com' }, Effect: 'Allow', Condition: ofThisAccount };
const base = 'eks-vigil-eu-central-1-my_prod';

test('without addresses, there is no topic, no key and no output', () => {
  const template = templateOf(`alarms: { page: { actions: ["${topic}"] } }`);
  template.resourceCountIs('AWS::SNS::Topic', 0);
  template.resourceCountIs('AWS::KMS::Key', 0);
  expect(template.findOutputs('*TopicArn')).toEqual({});
});

describe('with addresses', () => {
  const template = templateOf(email);

  test('one key encrypts both topics; it is rotated, and the alarms of this account may use it', () => {
    template.resourcePropertiesCountIs('AWS::KMS::Key', { EnableKeyRotation: true }, 1);
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: [
          Match.objectLike({ Action: 'kms:*', Principal: { AWS: Match.anyValue() } }),
          { Sid: 'CloudWatchAlarms', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*', ...alarms },
        ],
      },
    });
    for (const TopicName of [`${base}-page`, `${base}-ticket`]) {
      template.hasResourceProperties('AWS::SNS::Topic', {
        TopicName,
        KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TopicsKey'), 'Arn'] },
      });
    }
  });

  test.each(['Page', 'Ticket'])('the topic %s is for the alarms of this account, over TLS', (id) => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [ref(id)],
      PolicyDocument: {
        Statement: [
          {
            Sid: 'AllowPublishThroughSSLOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: ref(id),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          { Sid: 'CloudWatchAlarms', Action: 'sns:Publish', Resource: ref(id), ...alarms },
        ],
      },
    });
  });

  test('each address is subscribed', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription')).map(
      ({ Properties: { Protocol, Endpoint, TopicArn } }) => [Protocol, Endpoint, TopicArn.Ref.slice(0, 10)],
    );
    expect(subscriptions.sort()).toEqual([
      ['email', 'a@example.com', 'TopicsPage'],
      ['email', 'b@example.com', 'TopicsPage'],
      ['email', 'c@example.com', 'TopicsTick'],
    ]);
  });

  test.each([
    ['health', 'Page'],
    ['blind', 'Ticket'],
    ['chronic', 'Ticket'],
  ])('the alarm %s calls the topic %s, also on OK', (name, id) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${base}-${name}`,
      AlarmActions: [ref(id)],
      OKActions: [ref(id)],
    });
  });

  test('the outputs are the ARNs', () => {
    template.hasOutput('PageTopicArn', { Value: ref('Page') });
    template.hasOutput('TicketTopicArn', { Value: ref('Ticket') });
  });
});

test('the topic is called beside configured actions, and by the alarm of the Watchdog', () => {
  const template = templateOf(
    `watchdog: { topic: true }\nalarms: { page: { actions: ["${topic}"], okActions: [], email: [a@example.com] } }`,
  );
  for (const name of ['health', 'watchdog']) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${base}-${name}`,
      AlarmActions: [topic, ref('Page')],
      OKActions: [ref('Page')],
    });
  }
});

test('a dry run has the topics, so that the addresses can be confirmed', () => {
  const template = templateOf(`dryRun: true\n${email}`);
  template.resourceCountIs('AWS::SNS::Subscription', 3);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
});

test('cdk-nag reports only the findings that are acknowledged here', () => {
  const app = new App({ context: withoutBundling });
  const stack = stackOf(email, app);
  Validations.of(stack).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'PutMetricData has no resource types; the condition on the namespace limits it',
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

describe('addresses', () => {
  test('are enough to notify somebody', () => {
    expect(diagnose(['alarms', { page: { email: ['a@example.com'] }, ticket: { email: ['b@example.com'] } }])).toEqual(
      [],
    );
  });

  test.each<[string, unknown, string]>([
    [
      'of one text',
      'a@example.com',
      ': got "a@example.com", expected a list of 1 to 10 email addresses, such as [on-call@example.com].',
    ],
    ['of none', [], ': got an empty list, expected a list of 1 to 10 email addresses, such as [on-call@example.com].'],
    ['without a domain', ['on-call'], '[0]: got "on-call", expected an email address such as on-call@example.com.'],
    [
      'with a name',
      ['Ada <a@example.com>'],
      '[0]: got "Ada <a@example.com>", expected an email address such as on-call@example.com.',
    ],
    ['twice', ['a@example.com', 'a@example.com'], '[1]: is listed twice; remove one of them.'],
  ])('are rejected %s', (_, value, message) => {
    expect(diagnose(['alarms.page', { email: value }])).toEqual([`error alarms.page.email${message}`]);
  });

  test('are one of the five actions', () => {
    const actions = [1, 2, 3, 4, 5].map((index) => `${topic}-${index}`);
    expect(diagnose(['alarms.ticket', { actions, email: ['a@example.com'] }])).toEqual([
      'error alarms.ticket.actions: got a list of 5, but with email at most 4 are allowed, because the topic for the addresses is one of the 5 that CloudWatch calls.',
    ]);
    expect(diagnose(['alarms.ticket', { actions: actions.slice(1), email: ['a@example.com'] }])).toEqual([]);
  });
});
