import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { folders, tables } from '../../model/zoneTraffic';
import { acknowledgeWildcard } from '../wildcardFinding';
import type { FlowLogSource } from './flowLogSource';
import type { TrafficBucket } from './trafficBucket';

export interface StateMachineRoleProps {
  readonly functionArn: string;
  readonly bucket: TrafficBucket;
  readonly database: string;
  readonly workGroup: string;
  readonly source: FlowLogSource;
  /** ARN of the key of the flow logs. @default - none */
  readonly kmsKey?: string | undefined;
}

/**
 * The role of the state machine. Athena reads and writes with it, too.
 * Source: AWS Step Functions Developer Guide, "Call Athena with Step Functions"; Amazon Athena User Guide, "Control access to Amazon
 * S3 from Athena" and "Configure access to databases and tables in the AWS Glue Data Catalog".
 */
export class StateMachineRole extends Role {
  constructor(scope: Construct, id: string, props: StateMachineRoleProps) {
    const stack = Stack.of(scope);
    const { functionArn, bucket, database, workGroup, source, kmsKey } = props;
    const glue = (resource: string) => stack.formatArn({ service: 'glue', resource });
    const flowLogBucket = `arn:${stack.partition}:s3:::${source.bucket}`;
    const objects = {
      read: [
        bucket.arnForObjects(`${folders.inventory}/*`),
        bucket.arnForObjects(`${folders.results}/*`),
        `${flowLogBucket}/${source.path}*`,
      ],
      results: bucket.arnForObjects(`${folders.results}/*`),
      traffic: bucket.arnForObjects(`${folders.traffic}/*`),
    };
    const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
    // The bucket may have more than these flow logs.
    const listFlowLogs = [
      allow(['s3:GetBucketLocation'], [flowLogBucket]),
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [flowLogBucket],
        conditions: { StringLike: { 's3:prefix': `${source.path}*` } },
      }),
    ];
    super(scope, id, {
      description: 'Runs the state machine of the zone traffic of eks-vigil',
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      inlinePolicies: {
        ZoneTraffic: new PolicyDocument({
          statements: [
            allow(['lambda:InvokeFunction'], [functionArn]),
            allow(
              [
                'athena:StartQueryExecution',
                'athena:StopQueryExecution',
                'athena:GetQueryExecution',
                'athena:GetQueryResults',
              ],
              [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup })],
            ),
            allow(
              ['athena:GetDataCatalog'],
              [stack.formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' })],
            ),
            allow(
              ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions'],
              [
                glue('catalog'),
                glue(`database/${database}`),
                ...[tables.inventory, tables.flowLogs].map((table) => glue(`table/${database}/${table}`)),
              ],
            ),
            // Athena looks at it whatever the query reads. Source: Amazon Athena User Guide, "Configure AWS Glue access to your catalog
            // and database per AWS Region".
            allow(['glue:GetDatabase'], [glue('database/default')]),
            allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]),
            ...(source.bucket === bucket.bucketName ? [] : listFlowLogs),
            allow(['s3:GetObject'], objects.read),
            allow(['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [objects.results]),
            allow(['s3:PutObject'], [objects.traffic]),
            ...(kmsKey === undefined ? [] : [allow(['kms:Decrypt'], [kmsKey])]),
          ],
        }),
      },
    });
    for (const resource of [...objects.read, objects.traffic]) {
      acknowledgeWildcard(
        this,
        resource,
        'The names of the files in this folder are those of Athena, of VPC and of each run',
      );
    }
  }
}
