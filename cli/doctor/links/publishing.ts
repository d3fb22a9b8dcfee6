import type { CallerIdentity } from '../callerIdentity';
import type { CheckedVigil } from '../checkedVigil';
import { aws, quote } from '../commands';
import { combine, type Finding, failing, ok } from '../finding';
import { defineLink } from '../link';
import { judgeNotifier } from '../notifierPublishing';
import { decide, withStatement } from '../policy';
import { keyActions, replaceKey, toFinding, worstOf } from '../publishingPolicy';
import { type EncryptedTopic, readKey, type Topic } from '../topic';

interface PublishingFacts {
  readonly found: readonly EncryptedTopic[];
  /** In whose account the alarms are. */
  readonly identity: CallerIdentity;
}

const service = 'cloudwatch.amazonaws.com';

export const publishing = defineLink<PublishingFacts>({
  id: 'publishing',
  title: 'CloudWatch and the notifier may publish to the SNS topics, and use their keys',
  needs: ['topics'],
  read: async (sources) => {
    const [{ topics }, identity] = await Promise.all([sources.topics(), sources.identity()]);
    const found = topics.map(async (topic) => {
      const id = topic.attributes?.KmsMasterKeyId;
      return { topic, key: id === undefined ? undefined : await readKey(sources.aws.kms, id) };
    });
    return { found: await Promise.all(found), identity };
  },
  judge: ({ found, identity }, vigil) =>
    found.length === 0
      ? ok('no alarm has an action')
      : combine(
          found.flatMap((one) => [
            ...(one.topic.alarms.length === 0
              ? []
              : [judgeTopic(one.topic, identity, vigil), ...judgeKey(one, identity, vigil)]),
            ...(one.topic.isOfNotifier ? judgeNotifier(one, identity, vigil) : []),
          ]),
        ),
});

/** What CloudWatch sends with a request for an alarm. The topic may be in another account. */
function contextOf(
  alarm: string,
  { arn, account }: CallerIdentity,
  { config }: CheckedVigil,
): Readonly<Record<string, string>> {
  const [, partition] = arn.split(':');
  return {
    'aws:securetransport': 'true',
    'aws:sourceaccount': account,
    'aws:sourceowner': account,
    'aws:sourcearn': `arn:${partition}:cloudwatch:${config.cluster.region}:${account}:alarm:${alarm}`,
  };
}

function judgeTopic({ arn, alarms, attributes }: Topic, identity: CallerIdentity, vigil: CheckedVigil): Finding {
  const action = 'sns:Publish';
  const decisions = alarms.map((alarm) => ({
    alarm,
    decision: decide(attributes?.Policy, {
      requester: { service },
      action,
      resource: arn,
      context: contextOf(alarm, identity, vigil),
    }),
  }));
  const worst = worstOf(decisions.map(({ decision }) => decision));
  const concerned = decisions.filter(({ decision }) => decision === worst).map(({ alarm }) => alarm);
  const policy = withStatement(attributes?.Policy ?? '{}', {
    Sid: 'CloudWatchAlarms',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: arn,
    Condition: { StringEquals: { 'aws:SourceAccount': identity.account } },
  });
  const show = aws(vigil, `sns get-topic-attributes --topic-arn ${arn}`);
  const set = `sns set-topic-attributes --topic-arn ${arn} --attribute-name Policy --attribute-value ${quote(policy)}`;
  return toFinding(worst, {
    who: 'CloudWatch',
    what: `the policy of ${arn}`,
    action: `${action} for ${concerned.join(', ')}`,
    show,
    set: aws(vigil, set),
  });
}

function judgeKey(
  { topic: { arn, alarms, attributes }, key }: EncryptedTopic,
  identity: CallerIdentity,
  vigil: CheckedVigil,
): Finding[] {
  const id = attributes?.KmsMasterKeyId;
  if (id === undefined) return [];
  const replace = replaceKey(arn, vigil);
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
  const decisions = alarms.flatMap((alarm) => {
    const context = { ...contextOf(alarm, identity, vigil), 'kms:encryptioncontext:aws:sns:topicarn': arn };
    return keyActions.map((action) =>
      decide(key.policy, { requester: { service }, action, resource: key.arn, context }),
    );
  });
  return [
    toFinding(worstOf(decisions), {
      who: 'CloudWatch',
      what: `the policy of the key ${id}`,
      action: keyActions.join(' and '),
      show,
      set,
    }),
  ];
}
