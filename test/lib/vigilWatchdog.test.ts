import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

const withoutBundling = { 'aws:cdk:bundling-stacks': [] };
const publisher = 'arn:aws:iam::111122223333:role/alertmanager';
const stackOf = (more: string, app = new App({ context: withoutBundling })) =>
  new VigilStack(app, {
    config: configFrom(`
cluster: { name: my_prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`),
  });
const templateOf = (more: string) => Template.fromStack(stackOf(more));
const topicName = 'eks-vigil-eu-central-1-my_prod-watchdog';
const topicRef = { Ref: Match.stringLikeRegexp('^WatchdogTopic') };
const tlsOnly = {
  Sid: 'AllowPublishThroughSSLOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: topicRef,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

test.each(['', 'watchdog: { topic: false }', `watchdog: { topic: false, publisher: "${publisher}" }`])(
  'without a Watchdog, there is no topic, no alarm and no output: %s',
  (more) => {
    const template = templateOf(more);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    expect(template.findOutputs('Watchdog*')).toEqual({});
  },
);

describe('the topic', () => {
  const template = templateOf('watchdog: { topic: true }');

  test('has a fixed name, no KMS key, and no subscriptions', () => {
    template.resourcePropertiesCountIs('AWS::SNS::Topic', { TopicName: topicName }, 1);
    const [topic] = Object.values(template.findResources('AWS::SNS::Topic'));
    expect(topic?.Properties).toEqual({ TopicName: topicName });
    template.resourceCountIs('AWS::SNS::Subscription', 0);
  });

  test('keeps its logical id, so that an update does not replace it', () => {
    expect(Object.keys(template.findResources('AWS::SNS::Topic'))).toEqual(['WatchdogTopic81C9B143']);
  });

  test('grants nothing by its policy, and denies requests without TLS', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [topicRef],
      PolicyDocument: { Version: '2012-10-17', Statement: [tlsOnly] },
    });
  });

  test('lets the publisher publish, and nobody else', () => {
    templateOf(`watchdog: { topic: true, publisher: "${publisher}" }`).hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [topicRef],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          tlsOnly,
          {
            Sid: 'Alertmanager',
            Effect: 'Allow',
            Principal: { AWS: publisher },
            Action: 'sns:Publish',
            Resource: topicRef,
          },
        ],
      },
    });
  });

  test('adds no permission to the role of the function', () => {
    const policies = (more: string) =>
      Object.values(templateOf(more).findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);
    expect(policies(`watchdog: { topic: true, publisher: "${publisher}" }`)).toEqual(policies(''));
  });
});

describe('the outputs', () => {
  test.each(['', 'dryRun: true'])('are the ARN of the topic and a link to the graph of its messages %s', (more) => {
    const template = templateOf(`watchdog: { topic: true }\n${more}`);
    template.hasOutput('WatchdogTopicArn', { Value: topicRef });
    template.hasOutput('WatchdogUrl', {
      Value: Match.stringLikeRegexp(
        `cloudwatch/home.region=eu-central-1#metricsV2:graph=.*'AWS\\*2fSNS~'NumberOfMessagesPublished~'TopicName~'${topicName}`,
      ),
    });
  });
});
