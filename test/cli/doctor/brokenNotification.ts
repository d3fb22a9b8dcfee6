import { type AwsAnswers, AwsFailure } from '../../support/servers/awsOperations';
import type { BrokenLink } from './brokenLink';
import {
  account,
  alarm,
  history,
  keyMetadata,
  keyPolicy,
  metricData,
  policy,
  role,
  series,
  topic,
  topicAttributes,
} from './chain';

const deploy = /npx cdk deploy -c config=\S+prod\.yaml/;
const attributes = (more: object) => () => ({ Attributes: new Map(Object.entries({ ...topicAttributes, ...more })) });
const ownTopic = `arn:aws:sns:eu-central-1:${account}:eks-vigil-eu-central-1-prod-page`;
const noAction = { alarms: { page: { actions: [] }, ticket: { actions: [topic] } } };

const opsItem = `arn:aws:ssm:eu-central-1:${account}:opsitem:1`;

/** ListAlarmMuteRules: a rule for the alarm `health`. */
export function muteRules(Status: string, name = 'maintenance') {
  const AlarmMuteRuleArn = `arn:aws:cloudwatch:eu-central-1:${account}:alarm-mute-rule:${name}`;
  return ({ AlarmName }: Readonly<Record<string, unknown>>) => ({
    AlarmMuteRuleSummaries: String(AlarmName).endsWith('-health') ? [{ AlarmMuteRuleArn, Status }] : [],
  });
}

export const messages = `arn:aws:sns:eu-central-1:${account}:messages`;

/** GetTopicAttributes: the topic of the alarms works, and that of the messages, which is not encrypted, has these attributes. */
export const messagesWith =
  (more: object) =>
  ({ TopicArn }: Readonly<Record<string, unknown>>) => {
    const { KmsMasterKeyId: _, ...plain } = topicAttributes;
    return { Attributes: new Map(Object.entries(TopicArn === topic ? topicAttributes : { ...plain, ...more })) };
  };
/** A topic for the messages of the notifier. */
const notifying = (more: object, arn = messages): BrokenLink['broken'] => ({
  config: { notify: { topics: [arn] } },
  aws: () => ({ 'sns:GetTopicAttributes': messagesWith(more) }),
});
const ofOther = messages.replace(account, '444455556666');

const kmsKey = `arn:aws:kms:eu-central-1:${account}:key/of-the-heartbeat`;

/** DescribeParameters: all parameters exist, with these fields. */
export const parameters =
  (more: object = {}) =>
  ({ ParameterFilters: filters }: Readonly<Record<string, unknown>>) => ({
    Parameters: (filters as { Values: string[] }[]).flatMap(({ Values }) =>
      Values.map((Name) => ({ Name, Type: 'SecureString', KeyId: 'alias/aws/ssm', ...more })),
    ),
  });
/** A heartbeat whose parameters have these fields. */
const beating = (more: object | undefined, aws: AwsAnswers = {}): BrokenLink['broken'] => ({
  config: { heartbeat: { url: 'ssm:/eks-vigil/heartbeat' } },
  aws: () => ({ 'ssm:DescribeParameters': more === undefined ? () => ({ Parameters: [] }) : parameters(more), ...aws }),
});

const brokenHeartbeat: readonly BrokenLink[] = [
  {
    name: 'a parameter of the heartbeat that does not exist',
    broken: beating(undefined),
    link: 'heartbeat',
    evidence: /^the parameter \/eks-vigil\/heartbeat does not exist$/,
    fix: /^aws ssm put-parameter --type SecureString --name \/eks-vigil\/heartbeat --value ADDRESS --region eu-central-1$/,
  },
  {
    name: 'a parameter of the heartbeat that is not encrypted',
    broken: beating({ Type: 'String', KeyId: undefined }),
    link: 'heartbeat',
    evidence: /^the parameter \/eks-vigil\/heartbeat is a String, which does not encrypt the address$/,
    fix: /^aws ssm delete-parameter --name \/eks-vigil\/heartbeat --region eu-central-1\naws ssm put-parameter /,
  },
  {
    name: 'a parameter of the heartbeat with a key that the role may not use',
    broken: beating(
      { KeyId: 'alias/mine' },
      { 'kms:DescribeKey': () => ({ KeyMetadata: { KeyId: '1', Arn: kmsKey } }) },
    ),
    link: 'heartbeat',
    evidence: /is a SecureString with the key arn:aws:kms:\S+, which the role of the function may not use$/,
    fix: /^set heartbeat\.kmsKey: arn:aws:kms:\S+ in \S+, then npx cdk deploy/,
  },
  {
    name: 'a parameter of the heartbeat with a key that does not exist',
    broken: beating({ KeyId: 'alias/gone' }, { 'kms:DescribeKey': () => new AwsFailure('NotFoundException', 'gone') }),
    link: 'heartbeat',
    evidence: /with the key alias\/gone, which does not exist$/,
    fix: /put-parameter .* --overwrite$/,
  },
  {
    name: 'a parameter of the heartbeat that you may not describe',
    broken: { config: { heartbeat: { url: 'ssm:/eks-vigil/heartbeat' } }, aws: () => ({}) },
    link: 'heartbeat',
    state: 'unknown',
    evidence: /^your AWS credentials do not allow ssm:DescribeParameters$/,
  },
];

/** From the alarms to whom they notify. */
export const brokenNotification: readonly BrokenLink[] = [
  ...brokenHeartbeat,
  {
    name: 'an alarm that is missing',
    broken: {
      aws: () => ({ 'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: [alarm('health'), alarm('blind')] }) }),
    },
    link: 'alarms',
    evidence: /there is no alarm eks-vigil-eu-central-1-prod-chronic$/,
    fix: deploy,
  },
  {
    name: 'an alarm of the Watchdog that is missing',
    broken: { config: { watchdog: { topic: true } } },
    link: 'alarms',
    evidence: /there is no alarm eks-vigil-eu-central-1-prod-watchdog$/,
    fix: deploy,
  },
  {
    name: 'alarm actions that are disabled',
    broken: {
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [alarm('health', { ActionsEnabled: false }), alarm('blind'), alarm('chronic')],
        }),
      }),
    },
    link: 'alarms',
    evidence: /the actions of eks-vigil-eu-central-1-prod-health are disabled/,
    fix: /aws cloudwatch enable-alarm-actions --alarm-names eks-vigil-eu-central-1-prod-health --region eu-central-1/,
  },
  {
    name: 'a mute rule that is active',
    broken: { aws: () => ({ 'cloudwatch:ListAlarmMuteRules': muteRules('ACTIVE') }) },
    link: 'alarms',
    evidence: /^the mute rule maintenance suppresses the actions of eks-vigil-eu-central-1-prod-health now$/,
    fix: /aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name maintenance --region eu-central-1/,
  },
  {
    name: 'a rule of the command mute that is active',
    broken: {
      aws: () => ({
        'cloudwatch:ListAlarmMuteRules': muteRules('ACTIVE', 'eks-vigil-eu-central-1-prod-mute-all-20260101T120020000'),
      }),
    },
    link: 'alarms',
    evidence: /^the mute rule \S+-mute-all-20260101T120020000 suppresses the actions of \S+-health now$/,
    fix: /^wait until it ends, or npx --no-install eks-vigil unmute --config \S+prod\.yaml$/,
  },
  {
    name: 'an active rule of a planned window that is no longer in the file',
    broken: {
      aws: () => ({
        'cloudwatch:ListAlarmMuteRules': muteRules('ACTIVE', 'eks-vigil-eu-central-1-prod-maintenance-nodes'),
      }),
    },
    link: 'alarms',
    evidence: /suppresses the actions of \S+-health now, and \S+prod\.yaml no longer has its window$/,
    fix: deploy,
  },
  {
    name: 'the topic of the stack in a dry run, whose addresses nobody has confirmed',
    broken: {
      config: { dryRun: true, alarms: { page: { email: ['a@example.com'] } } },
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: [] }),
        'cloudwatch:GetMetricData': metricData({ ...history, values: series(1, []), counts: series(1, []) }),
        'sns:GetTopicAttributes': attributes({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' }),
      }),
    },
    link: 'topics',
    evidence: /^\S+:eks-vigil-eu-central-1-prod-page has 0 confirmed subscriptions, but 1 pending/,
    fix: /confirm it with the link/,
  },
  {
    name: 'mute rules that may not be read',
    broken: { aws: () => ({ 'cloudwatch:ListAlarmMuteRules': () => new AwsFailure('AccessDenied', 'no', 403) }) },
    link: 'alarms',
    state: 'unknown',
    evidence: /^whether a mute rule suppresses their actions: your AWS credentials do not allow cloudwatch:ListAlarm/,
    fix: /allow cloudwatch:ListAlarmMuteRules/,
  },
  {
    name: 'actions of which none is a topic',
    broken: {
      config: { alarms: { page: { actions: [opsItem] }, ticket: { actions: [opsItem] } } },
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: ['health', 'blind', 'chronic'].map((one) =>
            alarm(one, { AlarmActions: [opsItem], OKActions: [] }),
          ),
        }),
      }),
    },
    link: 'topics',
    state: 'unknown',
    evidence: /^no action is an SNS topic; cannot be checked: arn:aws:ssm:\S+$/,
  },
  {
    name: 'an alarm without actions',
    broken: {
      config: noAction,
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [alarm('health', { AlarmActions: [] }), alarm('blind'), alarm('chronic')],
        }),
      }),
    },
    link: 'alarms',
    evidence: /eks-vigil-eu-central-1-prod-health has no action: nobody is notified/,
    fix: /add alarms\.page\.actions/,
  },
  {
    name: 'addresses that are not deployed yet',
    broken: { config: { alarms: { page: { email: ['a@example.com'] }, ticket: { actions: [topic] } } } },
    link: 'alarms',
    evidence: /prod-health does not call the SNS topic eks-vigil-eu-central-1-prod-page$/,
    fix: deploy,
  },
  {
    name: 'the topic of the stack, which is not called on OK',
    broken: {
      config: { alarms: { page: { email: ['a@example.com'] }, ticket: { actions: [topic] } } },
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [alarm('health', { AlarmActions: [ownTopic] }), alarm('blind'), alarm('chronic')],
        }),
      }),
    },
    link: 'alarms',
    evidence: /prod-health does not call the SNS topic eks-vigil-eu-central-1-prod-page when it is OK again$/,
    fix: deploy,
  },
  {
    name: 'an action that was removed by hand',
    broken: {
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [alarm('health', { AlarmActions: [] }), alarm('blind'), alarm('chronic')],
        }),
      }),
    },
    link: 'alarms',
    evidence: /prod-health does not call arn:aws:sns:.*:on-call/,
    fix: deploy,
  },
  {
    name: 'an action for the state OK that was removed by hand',
    broken: {
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [alarm('health', { OKActions: [] }), alarm('blind'), alarm('chronic')],
        }),
      }),
    },
    link: 'alarms',
    evidence: /prod-health does not call arn:aws:sns:.*:on-call when it is OK again/,
    fix: deploy,
  },
  {
    name: 'a topic that an alarm calls, but the file does not name',
    broken: {
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [alarm('health', { OKActions: [topic, `${topic}-2`] }), alarm('blind'), alarm('chronic')],
        }),
        'sns:GetTopicAttributes': ({ TopicArn }) =>
          TopicArn === topic ? attributes({})() : new AwsFailure('NotFound', 'no topic', 404),
      }),
    },
    link: 'topics',
    evidence: /^the topic arn:aws:sns:.*:on-call-2 does not exist$/,
    fix: /aws sns create-topic --name on-call-2/,
  },
  {
    name: 'a topic that does not exist',
    broken: { aws: () => ({ 'sns:GetTopicAttributes': () => new AwsFailure('NotFound', 'no topic', 404) }) },
    link: 'topics',
    evidence: /the topic arn:aws:sns:.*:on-call does not exist/,
    fix: /aws sns create-topic --name on-call/,
  },
  {
    name: 'a topic without a subscription',
    broken: { aws: () => ({ 'sns:GetTopicAttributes': attributes({ SubscriptionsConfirmed: '0' }) }) },
    link: 'topics',
    evidence: /has 0 confirmed subscriptions: nobody is notified/,
    fix: /aws sns subscribe --topic-arn arn:aws:sns:.*:on-call/,
  },
  {
    name: 'a subscription that is not confirmed',
    broken: {
      aws: () => ({
        'sns:GetTopicAttributes': attributes({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' }),
      }),
    },
    link: 'topics',
    evidence: /has 0 confirmed subscriptions, but 1 pending/,
    fix: /confirm it/,
  },
  {
    name: 'a topic that may not be read',
    broken: { aws: () => ({ 'sns:GetTopicAttributes': () => new AwsFailure('AuthorizationError', 'no', 403) }) },
    link: 'topics',
    state: 'unknown',
    evidence: /do not allow sns:GetTopicAttributes/,
    fix: /allow sns:GetTopicAttributes/,
  },
  {
    name: 'a topic policy without CloudWatch',
    broken: {
      aws: () => ({
        'sns:GetTopicAttributes': attributes({
          Policy: policy({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' }),
        }),
      }),
    },
    link: 'publishing',
    evidence: /the policy of arn:aws:sns:.* does not let CloudWatch sns:Publish/,
    fix: /aws sns set-topic-attributes .* --attribute-name Policy .*"Service":"cloudwatch\.amazonaws\.com"/,
  },
  {
    name: 'a topic policy for one of the alarms',
    broken: {
      aws: () => ({
        'sns:GetTopicAttributes': attributes({
          Policy: policy({
            Action: 'sns:Publish',
            Condition: {
              ArnEquals: {
                'aws:SourceArn':
                  'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:eks-vigil-eu-central-1-prod-health',
              },
            },
          }),
        }),
      }),
    },
    link: 'publishing',
    evidence:
      /does not let CloudWatch sns:Publish for eks-vigil-eu-central-1-prod-blind, eks-vigil-eu-central-1-prod-chronic:/,
    fix: /"aws:SourceAccount":"111122223333"/,
  },
  {
    name: 'a topic policy for the account of the topic, which is not that of the alarms',
    broken: {
      aws: () => ({
        'cloudwatch:DescribeAlarms': () => ({
          MetricAlarms: [
            alarm('health', { OKActions: [topic, topic.replace(account, '444455556666')] }),
            alarm('blind'),
            alarm('chronic'),
          ],
        }),
        'sns:GetTopicAttributes': attributes({
          Policy: policy({
            Action: 'sns:Publish',
            Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } },
          }),
        }),
      }),
    },
    link: 'publishing',
    evidence:
      /the policy of arn:aws:sns:eu-central-1:444455556666:on-call does not let CloudWatch sns:Publish for \S+-health:/,
    fix: /"aws:SourceAccount":"111122223333"/,
  },
  {
    name: 'a key of AWS',
    broken: { aws: () => ({ 'kms:DescribeKey': () => ({ KeyMetadata: { ...keyMetadata, KeyManager: 'AWS' } }) }) },
    link: 'publishing',
    evidence: /which CloudWatch may not use, and whose policy cannot be changed/,
    fix: /--attribute-name KmsMasterKeyId/,
  },
  {
    name: 'a key policy without CloudWatch',
    broken: {
      aws: () => ({ 'kms:GetKeyPolicy': () => ({ Policy: policy({ Principal: { AWS: role }, Action: 'kms:*' }) }) }),
    },
    link: 'publishing',
    evidence: /the policy of the key .* does not let CloudWatch kms:Decrypt/,
    fix: /aws kms put-key-policy --key-id arn:aws:kms:.*kms:GenerateDataKey\*/,
  },
  {
    name: 'a key policy with a condition',
    broken: {
      aws: () => ({
        'kms:GetKeyPolicy': () => ({
          Policy: policy({ Action: 'kms:*', Condition: { StringEquals: { 'kms:ViaService': 'sns' } } }),
        }),
      }),
    },
    link: 'publishing',
    state: 'unknown',
    evidence: /the policy of the key .* has conditions that are not evaluated here/,
    fix: /aws kms get-key-policy/,
  },
  {
    name: 'a key policy for the alarms of another account',
    broken: {
      aws: () => ({
        'kms:GetKeyPolicy': () => ({
          Policy: policy({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } },
          }),
        }),
      }),
    },
    link: 'publishing',
    evidence: /the policy of the key .* does not let CloudWatch kms:Decrypt and kms:GenerateDataKey/,
    fix: /aws kms put-key-policy/,
  },
  {
    name: 'a key that is disabled',
    broken: {
      aws: () => ({
        'kms:GetKeyPolicy': () => keyPolicy,
        'kms:DescribeKey': () => ({ KeyMetadata: { ...keyMetadata, KeyState: 'Disabled' } }),
      }),
    },
    link: 'publishing',
    evidence: /the key .* is Disabled/,
    fix: /aws kms enable-key --key-id/,
  },
  {
    name: 'a topic of the notifier without a subscription',
    broken: notifying({ SubscriptionsConfirmed: '0' }),
    link: 'topics',
    evidence: /^arn:aws:sns:\S+:messages has 0 confirmed subscriptions: nobody is notified$/,
    fix: /aws sns subscribe --topic-arn \S+:messages/,
  },
  {
    name: 'a topic of the notifier whose policy denies everybody',
    broken: notifying({ Policy: policy({ Effect: 'Deny', Principal: '*', Action: 'sns:Publish' }) }),
    link: 'publishing',
    evidence: /^the policy of \S+:messages denies the notifier sns:Publish/,
    fix: /aws sns get-topic-attributes --topic-arn \S+:messages/,
  },
  {
    name: 'a topic of the notifier in another account, which does not allow this one',
    broken: notifying({}, ofOther),
    link: 'publishing',
    evidence: /^the policy of \S+:444455556666:messages does not let the notifier sns:Publish/,
    fix: /aws sns set-topic-attributes .*"AWS":"arn:aws:iam::111122223333:root"/,
  },
  {
    name: 'a topic of the notifier in another account, which allows a role',
    broken: notifying({ Policy: policy({ Principal: { AWS: role }, Action: 'sns:Publish' }) }, ofOther),
    link: 'publishing',
    state: 'unknown',
    evidence: /^the policy of \S+:messages has conditions that are not evaluated here, for sns:Publish$/,
  },
  {
    name: 'a topic of the notifier with a key for CloudWatch only',
    broken: notifying({ KmsMasterKeyId: '1' }),
    link: 'publishing',
    evidence: /^the policy of the key 1 does not let the notifier kms:Decrypt and kms:GenerateDataKey/,
    fix: /aws kms put-key-policy .*"AWS":"arn:aws:iam::111122223333:root"/,
  },
];
