import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EKSClient } from '@aws-sdk/client-eks';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { awsSettings } from '../awsSettings';

/** The AWS APIs that the links read. */
export interface AwsClients {
  readonly sts: STSClient;
  readonly eks: EKSClient;
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly cloudWatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly kms: KMSClient;
}

/** Clients with the AWS credentials of the person, as the AWS CLI resolves them. */
export function createAwsClients(region: string): AwsClients {
  const aws = awsSettings(region);
  return {
    sts: new STSClient(aws),
    eks: new EKSClient({ ...aws, maxAttempts: 1 }),
    cloudFormation: new CloudFormationClient(aws),
    lambda: new LambdaClient(aws),
    scheduler: new SchedulerClient(aws),
    cloudWatch: new CloudWatchClient(aws),
    sns: new SNSClient(aws),
    kms: new KMSClient(aws),
  };
}
