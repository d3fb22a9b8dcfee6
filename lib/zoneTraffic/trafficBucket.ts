import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { folders } from '../../model/zoneTraffic';
import type { FlowLogSource } from './flowLogSource';

/** Days for which old versions, answers of Athena, and flow logs of the stack are kept. */
const shortDays = 7;

/** The bucket of the inventories and results. It stays when the stack is deleted, because a bucket with objects cannot be deleted. */
export class TrafficBucket extends Bucket {
  constructor(scope: Construct, id: string, { retentionDays }: { readonly retentionDays: number }) {
    const kept = { noncurrentVersionExpiration: Duration.days(shortDays) };
    const rule = (folder: string, days: number) => ({
      ...kept,
      prefix: `${folder}/`,
      expiration: Duration.days(days),
    });
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        rule(folders.inventory, retentionDays),
        rule(folders.traffic, retentionDays),
        rule(folders.results, shortDays),
        rule(folders.flowLogs, shortDays),
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Only the function, Athena and the flow log service write, once an hour; a log of it would be larger than the data.',
    });
  }

  /**
   * Creates a flow log of the VPC, which the policy of the bucket lets the flow log service write.
   * Source: Amazon VPC User Guide, "Amazon S3 bucket permissions for flow logs".
   */
  logFlows(vpc: string, { logFormat, layout, format }: FlowLogSource): void {
    const { account, region } = Stack.of(this);
    const principals = [new ServicePrincipal('delivery.logs.amazonaws.com')];
    const conditions = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': Stack.of(this).formatArn({ service: 'logs', region, account, resource: '*' }) },
    };
    this.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects(`${folders.flowLogs}/AWSLogs/${account}/*`)],
        conditions: {
          ...conditions,
          StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
    this.addToResourcePolicy(
      new PolicyStatement({ principals, actions: ['s3:GetBucketAcl'], resources: [this.bucketArn], conditions }),
    );
    const flowLog = new CfnFlowLog(this, 'FlowLog', {
      resourceId: vpc,
      resourceType: 'VPC',
      // What was refused is no traffic.
      trafficType: 'ACCEPT',
      logDestinationType: 's3',
      logDestination: `${this.bucketArn}/${folders.flowLogs}/`,
      logFormat,
      maxAggregationInterval: 600,
      destinationOptions: {
        FileFormat: format === 'parquet' ? 'parquet' : 'plain-text',
        HiveCompatiblePartitions: layout.hive,
        PerHourPartition: layout.partitions === 'hourly',
      },
    });
    if (this.policy !== undefined) flowLog.node.addDependency(this.policy);
  }
}
