import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { VigilNames } from './config/names';
import type { Config } from './config/schema/schema';

export interface VigilTopicsProps {
  /** One validated configuration. */
  readonly config: Pick<Config, 'alarms' | 'cluster'>;
  readonly names: Pick<VigilNames, 'emailTopics'>;
}

/**
 * The SNS topics that notify by email, encrypted with one KMS key of their own: CloudWatch may not use the key of AWS for SNS. Only
 * the alarms of this account may publish and use the key.
 * Source: Amazon Simple Notification Service Developer Guide, "Managing Amazon SNS encryption keys and costs", "Enable compatibility
 * between event sources from AWS services and encrypted topics": it lists cloudwatch.amazonaws.com, advises to add `aws:SourceAccount` to
 * the policy of the key, and excepts EventBridge only.
 */
export class VigilTopics extends Construct {
  /** Undefined without `alarms.page.email`. */
  readonly page: Topic | undefined;
  /** Undefined without `alarms.ticket.email`. */
  readonly ticket: Topic | undefined;

  constructor(scope: Construct, id: string, { config, names }: VigilTopicsProps) {
    super(scope, id);
    const { page, ticket } = config.alarms;
    if (page.email === undefined && ticket.email === undefined) return;
    const key = this.#createKey(config.cluster.name);
    this.page = page.email && this.#createTopic('Page', names.emailTopics.page, page.email, key);
    this.ticket = ticket.email && this.#createTopic('Ticket', names.emailTopics.ticket, ticket.email, key);
  }

  /** Nothing that is encrypted with it is kept, so it is deleted with the stack. */
  #createKey(cluster: string): Key {
    const key = new Key(this, 'Key', {
      description: `Encrypts what eks-vigil sends by email about the EKS cluster ${cluster}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(this.#allowAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    return key;
  }

  #createTopic(id: string, topicName: string, addresses: readonly string[], masterKey: Key): Topic {
    const topic = new Topic(this, id, { topicName, masterKey, enforceSSL: true });
    topic.addToResourcePolicy(this.#allowAlarms(['sns:Publish'], topic.topicArn));
    for (const address of addresses) topic.addSubscription(new EmailSubscription(address));
    return topic;
  }

  #allowAlarms(actions: string[], resource: string): PolicyStatement {
    return new PolicyStatement({
      sid: 'CloudWatchAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
  }
}
