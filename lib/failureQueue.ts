import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Where events go that could not be delivered or handled: a dead-letter queue, which keeps them for 14 days. */
export class FailureQueue extends Queue {
  /** @param reason - whose dead-letter queue it is, as a sentence. */
  constructor(scope: Construct, id: string, reason: string) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this).acknowledge({ id: 'AwsSolutions::AwsSolutions-SQS3', reason });
  }
}
