import { DescribeKeyCommand, GetKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import { readAws } from './awsRead';
import type { CalledAction } from './calledActions';

/** An SNS topic that alarms call, or that the notifier publishes to. */
export interface Topic extends CalledAction {
  /** Undefined if there is no such topic. */
  readonly attributes: Readonly<Record<string, string>> | undefined;
}

export interface EncryptedTopic {
  readonly topic: Topic;
  /** Undefined if the topic is not encrypted, or its key does not exist. */
  readonly key: TopicKey | undefined;
}

/** The KMS key that encrypts a topic. */
export interface TopicKey {
  /** As the topic states it: an ID, an ARN or an alias. */
  readonly id: string;
  readonly arn: string;
  /** For example Enabled. */
  readonly state: string;
  /** AWS manages it, so that nobody can change its policy. */
  readonly isAwsManaged: boolean;
  readonly policy: string;
}

function isTopic(arn: string): boolean {
  return arn.split(':')[2] === 'sns';
}

/** What the alarms call and the notifier publishes to. */
export interface CalledTopics {
  readonly topics: readonly Topic[];
  /** ARNs of actions that are no topics, such as functions. */
  readonly others: readonly string[];
}

/** Reads each topic among the actions. */
export async function readTopics(client: SNSClient, called: readonly CalledAction[]): Promise<CalledTopics> {
  return {
    topics: await Promise.all(called.filter(({ arn }) => isTopic(arn)).map((one) => readTopic(client, one))),
    others: called.map(({ arn }) => arn).filter((arn) => !isTopic(arn)),
  };
}

async function readTopic(client: SNSClient, called: CalledAction): Promise<Topic> {
  const answer = await readAws(
    'sns:GetTopicAttributes',
    client.send(new GetTopicAttributesCommand({ TopicArn: called.arn })),
  );
  return { ...called, attributes: answer === undefined ? undefined : (answer.Attributes ?? {}) };
}

/** @returns undefined if there is no such key. */
export async function readKey(client: KMSClient, id: string): Promise<TopicKey | undefined> {
  const described = await readAws('kms:DescribeKey', client.send(new DescribeKeyCommand({ KeyId: id })));
  const { Arn: arn = '', KeyId, KeyState: state = '', KeyManager: manager } = described?.KeyMetadata ?? {};
  if (KeyId === undefined) return undefined;
  const isAwsManaged = manager === 'AWS';
  // GetKeyPolicy accepts no alias.
  const answer = isAwsManaged
    ? undefined
    : await readAws('kms:GetKeyPolicy', client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' })));
  return { id, arn, state, isAwsManaged, policy: answer?.Policy ?? '{}' };
}
