import type { CallerIdentity } from './callerIdentity';
import type { CheckedVigil } from './checkedVigil';
import { aws, quote } from './commands';
import { type Finding, failing, ok } from './finding';
import { type Decision, decide, type PolicyRequest, withStatement } from './policy';
import { keyActions, replaceKey, toFinding, worstOf } from './publishingPolicy';
import type { EncryptedTopic } from './topic';

const who = 'the notifier';

/** Whether the function of `notify` may publish to a topic, and use its key. CloudFormation names its role, so that only the account is known. */
export function judgeNotifier(encrypted: EncryptedTopic, identity: CallerIdentity, vigil: CheckedVigil): Finding[] {
  return [judgeTopic(encrypted, identity, vigil), ...judgeKey(encrypted, identity, vigil)];
}

function judgeTopic(
  { topic: { arn, attributes } }: EncryptedTopic,
  identity: CallerIdentity,
  vigil: CheckedVigil,
): Finding {
  const action = 'sns:Publish';
  const policy = attributes?.Policy ?? '{}';
  const { account } = identity;
  const allow = { Effect: 'Allow', Principal: { AWS: rootOf(identity) }, Action: action, Resource: arn };
  const set = `sns set-topic-attributes --topic-arn ${arn} --attribute-name Policy --attribute-value ${quote(withStatement(policy, allow))}`;
  const decision = decideInAccount(accountOf(arn), policy, {
    requester: { account },
    action,
    resource: arn,
    context: contextOf(account),
  });
  return toFinding(decision, {
    who,
    what: `the policy of ${arn}`,
    action,
    show: aws(vigil, `sns get-topic-attributes --topic-arn ${arn}`),
    set: aws(vigil, set),
  });
}

function judgeKey(
  { topic: { arn, attributes }, key }: EncryptedTopic,
  identity: CallerIdentity,
  vigil: CheckedVigil,
): Finding[] {
  const id = attributes?.KmsMasterKeyId;
  if (id === undefined) return [];
  const { account } = identity;
  const replace = replaceKey(arn, vigil);
  if (key === undefined) return [failing(`the key ${id} of ${arn} does not exist`, replace)];
  // Source: AWS Key Management Service Developer Guide, "AWS managed keys": only for identities of its own account.
  if (key.isAwsManaged) {
    return accountOf(arn) === account
      ? [ok(`the key ${id} is for all of its account`)]
      : [failing(`${arn} is encrypted with ${id}, which ${who} of another account may not use`, replace)];
  }
  if (key.state !== 'Enabled') {
    return [failing(`the key ${id} of ${arn} is ${key.state}`, aws(vigil, `kms enable-key --key-id ${key.arn}`))];
  }
  const allow = { Effect: 'Allow', Principal: { AWS: rootOf(identity) }, Action: keyActions, Resource: '*' };
  const policy = quote(withStatement(key.policy, allow));
  const context = { ...contextOf(account), 'kms:encryptioncontext:aws:sns:topicarn': arn };
  const decisions = keyActions.map((action) =>
    decide(key.policy, { requester: { account }, action, resource: key.arn, context }),
  );
  return [
    toFinding(worstOf(decisions), {
      who,
      what: `the policy of the key ${id}`,
      action: keyActions.join(' and '),
      show: aws(vigil, `kms get-key-policy --key-id ${key.arn} --policy-name default`),
      set: aws(vigil, `kms put-key-policy --key-id ${key.arn} --policy-name default --policy ${policy}`),
    }),
  ];
}

/**
 * In its own account, the policy of the role is enough. Source: AWS Identity and Access Management User Guide, "Policy evaluation logic"
 * (within an account, an identity-based or a resource-based policy allows).
 */
function decideInAccount(
  owner: string,
  policy: string,
  request: PolicyRequest & { requester: { account: string } },
): Decision {
  const ofRole = { Effect: 'Allow', Principal: '*', Action: request.action, Resource: '*' };
  return decide(owner === request.requester.account ? withStatement(policy, ofRole) : policy, request);
}

function contextOf(account: string): Readonly<Record<string, string>> {
  return {
    'aws:securetransport': 'true',
    'aws:sourceowner': account,
    'aws:principalaccount': account,
    'kms:calleraccount': account,
  };
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function rootOf({ arn, account }: CallerIdentity): string {
  return `arn:${arn.split(':')[1]}:iam::${account}:root`;
}
