import { aws, quote } from '../commands';
import { combine, type Finding, failing, ok, unknown } from '../finding';
import { defineLink, type Vigil } from '../link';
import { type Decision, decide, withStatement } from '../policy';
import { readKey, type Topic, type TopicKey } from '../topic';
import { readTopics, withoutTopic } from './topics';

interface PublishingFacts {
  readonly topic: Topic;
  /** Undefined if the topic is not encrypted, or its key does not exist. */
  readonly key: TopicKey | undefined;
}

const service = 'cloudwatch.amazonaws.com';

export const publishing = defineLink<readonly PublishingFacts[]>({
  id: 'publishing',
  title: 'CloudWatch may publish to the SNS topics, and use their keys',
  needs: ['topics'],
  read: async (sources, vigil) => {
    const topics = await readTopics(sources, vigil);
    return Promise.all(
      topics.map(async (topic) => {
        const id = topic.attributes?.KmsMasterKeyId;
        return { topic, key: id === undefined ? undefined : await readKey(sources.aws.kms, id) };
      }),
    );
  },
  judge: (found, vigil) =>
    found.length === 0
      ? withoutTopic(vigil)
      : combine(found.flatMap((facts) => [judgeTopic(facts, vigil), ...judgeKey(facts, vigil)])),
});

/** What CloudWatch sends with a request for an alarm. */
function contextOf(topicArn: string, { config, names }: Vigil): Readonly<Record<string, string>> {
  const [, partition, , region, account = ''] = topicArn.split(':');
  const owner = config.cluster.account ?? account;
  return {
    'aws:securetransport': 'true',
    'aws:sourceaccount': owner,
    'aws:sourceowner': owner,
    'aws:sourcearn': `arn:${partition}:cloudwatch:${region}:${owner}:alarm:${names.alarms.health}`,
  };
}

function judgeTopic({ topic: { arn, attributes } }: PublishingFacts, vigil: Vigil): Finding {
  const action = 'sns:Publish';
  const context = contextOf(arn, vigil);
  const decision = decide(attributes?.Policy, { service, action, resource: arn, context });
  const policy = withStatement(attributes?.Policy ?? '{}', {
    Sid: 'CloudWatchAlarms',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: arn,
    Condition: { StringEquals: { 'aws:SourceAccount': context['aws:sourceaccount'] } },
  });
  const show = aws(vigil, `sns get-topic-attributes --topic-arn ${arn}`);
  const set = `sns set-topic-attributes --topic-arn ${arn} --attribute-name Policy --attribute-value ${quote(policy)}`;
  return toFinding(decision, { what: `the policy of ${arn}`, action, show, set: aws(vigil, set) });
}

/** Source: Amazon SNS Developer Guide, "Configuring AWS KMS permissions" (what services need to publish to an encrypted topic). */
const keyActions = ['kms:Decrypt', 'kms:GenerateDataKey'];
const worstFirst: readonly Decision[] = ['denied', 'notAllowed', 'undecided', 'allowed'];

function judgeKey({ topic: { arn, attributes }, key }: PublishingFacts, vigil: Vigil): Finding[] {
  const id = attributes?.KmsMasterKeyId;
  if (id === undefined) return [];
  const replace = aws(
    vigil,
    `sns set-topic-attributes --topic-arn ${arn} --attribute-name KmsMasterKeyId --attribute-value KEY`,
  );
  if (key === undefined) return [failing(`the key ${id} of ${arn} does not exist`, replace)];
  if (key.isAwsManaged) {
    const evidence = `${arn} is encrypted with ${id}, which CloudWatch may not use, and whose policy cannot be changed`;
    return [failing(evidence, `${replace}, with a key of your own`)];
  }
  if (key.state !== 'Enabled') {
    return [failing(`the key ${id} of ${arn} is ${key.state}`, aws(vigil, `kms enable-key --key-id ${key.arn}`))];
  }
  const policy = withStatement(key.policy, {
    Sid: 'CloudWatchAlarms',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
  });
  const show = aws(vigil, `kms get-key-policy --key-id ${key.arn} --policy-name default`);
  const set = aws(vigil, `kms put-key-policy --key-id ${key.arn} --policy-name default --policy ${quote(policy)}`);
  const decisions = keyActions.map((action) => decide(key.policy, { service, action, resource: key.arn, context: {} }));
  const worst = worstFirst.find((decision) => decisions.includes(decision)) ?? 'undecided';
  return [toFinding(worst, { what: `the policy of the key ${id}`, action: keyActions.join(' and '), show, set })];
}

interface Decided {
  /** Whose policy it is. */
  readonly what: string;
  readonly action: string;
  /** The commands that print the policy, and that add what is missing. */
  readonly show: string;
  readonly set: string;
}

function toFinding(decision: Decision, { what, action, show, set }: Decided): Finding {
  switch (decision) {
    case 'allowed':
      return ok(`${what} lets CloudWatch ${action}`);
    case 'notAllowed':
      return failing(`${what} does not let CloudWatch ${action}: notifications are lost without an error`, set);
    case 'denied':
      return failing(
        `${what} denies CloudWatch ${action}: notifications are lost without an error`,
        `change the statement with Effect Deny: ${show}`,
      );
    case 'undecided':
      return unknown(`${what} has conditions that are not evaluated here, for ${action}`, show);
  }
}
