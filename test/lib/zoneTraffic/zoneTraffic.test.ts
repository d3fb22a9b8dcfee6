import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { zoneTrafficNames } from '../../../lib/config/names';
import { sectionOf } from '../../../lib/config/sections';
import { toZoneTrafficConfig } from '../../../lib/config/toZoneTrafficConfig';
import { VigilStack } from '../../../lib/vigilStack';
import { configFrom } from '../../support/configFrom';

const vpc = 'zoneTraffic: { flowLogs: { vpc: vpc-0123456789abcdef0 } }';
const fields = ['pkt-srcaddr', 'pkt-dstaddr', 'bytes', 'start', 'flow-direction']
  .map((field) => `\${${field}}`)
  .join(' ');
const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd';
const existing = `zoneTraffic: { flowLogs: { bucket: flow-logs, prefix: vpc/prod, logFormat: "${fields}", hive: true, kmsKey: "${key}" }, scanLimitGiB: 5, retentionDays: 30 }`;

const configWith = (more: string, name = 'prod') =>
  configFrom(`
cluster: { name: ${name}, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: shop, name: web }]
alarms: { page: { actions: ["arn:aws:sns:eu-central-1:111122223333:page"] }, ticket: { actions: ["arn:aws:sns:eu-central-1:111122223333:ticket"] } }
${more}`);
const stackOf = (more: string, app = new App()) => new VigilStack(app, { config: configWith(more) });
const templateOf = (more: string) => Template.fromStack(stackOf(more));

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

/** A value with references in place of tokens. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', '']] = Object.entries(value as object);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(flat).join('');
  return `<${Array.isArray(argument) ? argument.join('.') : argument}>`.replace(/[0-9A-F]{8}(?=[.>])/, '');
}

test('the bucket is encrypted, versioned, private and reached by TLS only, and everything in it ends', () => {
  const template = templateOf(existing);
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketName: Match.absent(),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [
          ...[
            ['inventory/', 30],
            ['traffic/', 30],
            ['results/', 7],
            ['flow-logs/', 7],
          ].map(([Prefix, ExpirationInDays]) => ({
            Prefix,
            ExpirationInDays,
            NoncurrentVersionExpiration: { NoncurrentDays: 7 },
            Status: 'Enabled',
          })),
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        ],
      },
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    },
  });
});

test('for a VPC, the stack creates the flow log, which may write where the table reads', () => {
  const template = templateOf(vpc);
  template.hasResource('AWS::EC2::FlowLog', {
    DependsOn: [Match.stringLikeRegexp('Policy')],
    Properties: {
      ResourceId: 'vpc-0123456789abcdef0',
      ResourceType: 'VPC',
      TrafficType: 'ACCEPT',
      LogDestinationType: 's3',
      LogFormat: Match.stringLikeRegexp('pkt-srcaddr.*pkt-dstaddr.*flow-direction.*vpc-id'),
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: false, PerHourPartition: true },
    },
  });
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'));
  const statements: { Principal: { Service?: string }; Action: string; Resource: unknown; Condition: object }[] =
    policy?.Properties.PolicyDocument.Statement;
  const delivery = statements.filter(({ Principal }) => Principal.Service === 'delivery.logs.amazonaws.com');
  const origin = { 'aws:SourceAccount': '111122223333' };
  expect(delivery.map(({ Action, Resource }) => [Action, flat(Resource)])).toEqual([
    ['s3:PutObject', '<ZoneTrafficBucket.Arn>/flow-logs/AWSLogs/111122223333/*'],
    ['s3:GetBucketAcl', '<ZoneTrafficBucket.Arn>'],
  ]);
  expect(delivery.map(({ Condition }) => Condition)).toEqual([
    expect.objectContaining({ StringEquals: { ...origin, 's3:x-amz-acl': 'bucket-owner-full-control' } }),
    expect.objectContaining({ StringEquals: origin }),
  ]);
  templateOf(existing).resourceCountIs('AWS::EC2::FlowLog', 0);
  // It would write, and cost.
  templateOf(`${vpc}\ndryRun: true`).resourceCountIs('AWS::EC2::FlowLog', 0);
});

function tableOf(more: string, name: string) {
  const found = templateOf(more).findResources('AWS::Glue::Table', { Properties: { TableInput: { Name: name } } });
  const [table] = Object.values(found);
  const { TableInput: input, DatabaseName: database } = table?.Properties ?? {};
  const { 'storage.location.template': template, ...parameters } = input.Parameters;
  return { ...input, database, parameters, template: flat(template), location: flat(input.StorageDescriptor.Location) };
}

test('the tables find their partitions by themselves', () => {
  expect(tableOf(vpc, 'inventory')).toMatchObject({
    database: 'eks_vigil_eu_central_1_prod_zones',
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [{ Name: 'hour', Type: 'string' }],
    template: `s3://<ZoneTrafficBucket>/inventory/hour=$\{hour}/`,
    parameters: {
      'projection.enabled': 'true',
      'projection.hour.format': 'yyyy-MM-dd-HH',
      'projection.hour.range': 'NOW-90DAYS,NOW+1HOURS',
      'skip.header.line.count': '1',
    },
    StorageDescriptor: { SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde' } },
  });
  expect(tableOf(existing, 'traffic')).toMatchObject({
    template: expect.stringMatching(/\/traffic\/hour=/),
    parameters: { 'projection.hour.range': 'NOW-30DAYS,NOW+1HOURS' },
  });
});

test('the table of the flow log of the stack has the columns of the query, in Parquet', () => {
  const table = tableOf(vpc, 'flow_logs');
  expect(table.location).toBe('s3://<ZoneTrafficBucket>/flow-logs/AWSLogs/111122223333/vpcflowlogs/eu-central-1/');
  expect(table.template).toBe(`${table.location}$\{partition_path}/`);
  expect(table.parameters).toMatchObject({
    'projection.partition_path.format': 'yyyy/MM/dd/HH',
    'projection.partition_path.interval.unit': 'HOURS',
  });
  expect(table.StorageDescriptor.Columns).toContainEqual({ Name: 'pkt_srcaddr', Type: 'string' });
  expect(table.StorageDescriptor.Columns).toContainEqual({ Name: 'start', Type: 'bigint' });
  expect(table.StorageDescriptor.SerdeInfo.SerializationLibrary).toMatch(/ParquetHiveSerDe$/);
});

test('the table of an existing flow log has all columns in their order, as text', () => {
  const table = tableOf(existing, 'flow_logs');
  expect(table.location).toBe(
    's3://flow-logs/vpc/prod/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-central-1/',
  );
  expect(table.template).toBe(`${table.location}year=$\{year}/month=$\{month}/day=$\{day}/`);
  expect(table.PartitionKeys.map(({ Name }: { Name: string }) => Name)).toEqual(['year', 'month', 'day']);
  expect(table.parameters).toMatchObject({
    'projection.month.type': 'integer',
    'projection.month.digits': '2',
    'skip.header.line.count': '1',
  });
  expect(table.StorageDescriptor.Columns).toEqual(
    ['pkt_srcaddr', 'pkt_dstaddr', 'bytes', 'start', 'flow_direction'].map((Name) => ({ Name, Type: 'string' })),
  );
});

test('the function may write inventories and read the cluster, and nothing else', () => {
  const template = templateOf(vpc);
  const [role] = Object.values(
    template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-vigil-eu-central-1-prod-zones' } }),
  );
  const [policy] = role?.Properties.Policies ?? [];
  expect(
    policy.PolicyDocument.Statement.map(({ Action, Resource }: { Action: string; Resource: unknown }) => [
      Action,
      flat(Resource),
    ]),
  ).toEqual([
    ['eks:DescribeCluster', 'arn:<AWS::Partition>:eks:eu-central-1:111122223333:cluster/prod'],
    ['s3:PutObject', '<ZoneTrafficBucket.Arn>/inventory/*'],
    [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.stringContaining('Logs')],
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Timeout: 120,
    MemorySize: 512,
    Environment: { Variables: { BUCKET: Match.anyValue() } },
  });
});

test('what the function knows', () => {
  const config = configWith(existing);
  expect(
    toZoneTrafficConfig(config, config.zoneTraffic ?? { flowLogs: {}, scanLimitGiB: 0, retentionDays: 0 }),
  ).toEqual({
    cluster: { name: 'prod', region: 'eu-central-1', account: '111122223333' },
    access: { type: 'eksctl', roleName: 'eks-vigil-eu-central-1-prod-zones', group: 'eks-vigil-zones' },
    inVpc: false,
    dryRun: false,
    logging: { level: 'info', format: 'json' },
    database: 'eks_vigil_eu_central_1_prod_zones',
    flowLogs: {
      layout: { partitions: 'daily', hive: true },
      fields: ['bytes', 'start', 'pkt-srcaddr', 'pkt-dstaddr', 'flow-direction'],
    },
  });
});

test('the workgroup limits what a query may read, and no query of it can write elsewhere', () => {
  templateOf(existing).hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'eks-vigil-eu-central-1-prod-zones',
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 5 * 1024 ** 3,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    },
  });
});

test.each([
  ['', ['Inventory', 'Query', 'Totals', 'HasFlowLogs', 'NoFlowLogs', 'Result']],
  ['dryRun: true', ['Inventory']],
])('the deployed definition has its steps, with %j', (more, steps) => {
  const [machine] = Object.values(templateOf(`${vpc}\n${more}`).findResources('AWS::StepFunctions::StateMachine'));
  const { StartAt, States } = JSON.parse(flat(machine?.Properties.DefinitionString));
  expect([StartAt, Object.keys(States).sort()]).toEqual(['Inventory', [...steps].sort()]);
});

function ofStateMachine(more: string): readonly Statement[] {
  const [role] = Object.values(
    templateOf(more).findResources('AWS::IAM::Role', {
      Properties: { Description: Match.stringLikeRegexp('state machine of the zone') },
    }),
  );
  const [policy] = role?.Properties.Policies ?? [];
  return policy.PolicyDocument.Statement;
}

test('the state machine may read with Athena what it needs, decrypt what is encrypted, and write results only', () => {
  const statements = ofStateMachine(existing);
  const allowing = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
  const resourcesOf = (action: string) =>
    allowing(action).flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]).map(flat));
  expect(resourcesOf('s3:PutObject')).toEqual([
    '<ZoneTrafficBucket.Arn>/results/*',
    '<ZoneTrafficBucket.Arn>/traffic/*',
  ]);
  expect(resourcesOf('s3:GetObject')).toEqual([
    '<ZoneTrafficBucket.Arn>/inventory/*',
    '<ZoneTrafficBucket.Arn>/results/*',
    'arn:<AWS::Partition>:s3:::flow-logs/vpc/prod/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-central-1/*',
  ]);
  expect(resourcesOf('kms:Decrypt')).toEqual([key]);
  expect(resourcesOf('athena:StartQueryExecution')).toEqual([
    'arn:<AWS::Partition>:athena:eu-central-1:111122223333:workgroup/eks-vigil-eu-central-1-prod-zones',
  ]);
  const glue = 'arn:<AWS::Partition>:glue:eu-central-1:111122223333:';
  expect(resourcesOf('glue:GetTable')).toEqual([
    `${glue}catalog`,
    `${glue}database/eks_vigil_eu_central_1_prod_zones`,
    `${glue}table/eks_vigil_eu_central_1_prod_zones/inventory`,
    `${glue}table/eks_vigil_eu_central_1_prod_zones/flow_logs`,
  ]);
  // Athena also looks at the database that it uses by default, and at nothing in it.
  expect(resourcesOf('glue:GetDatabase')).toEqual([...resourcesOf('glue:GetTable'), `${glue}database/default`]);
  const foreign = 'arn:<AWS::Partition>:s3:::flow-logs';
  expect(resourcesOf('s3:GetBucketLocation')).toEqual(['<ZoneTrafficBucket.Arn>', foreign]);
  // Of a bucket that others use, too, only the folder of these flow logs.
  expect(allowing('s3:ListBucket').map(({ Resource, Condition }) => [flat(Resource), Condition])).toEqual([
    ['<ZoneTrafficBucket.Arn>', undefined],
    [
      foreign,
      {
        StringLike: {
          's3:prefix': 'vpc/prod/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-central-1/*',
        },
      },
    ],
  ]);
  expect(resourcesOf('s3:ListBucketMultipartUploads')).toEqual(['<ZoneTrafficBucket.Arn>']);
  expect(statements.flatMap(({ Action }) => Action).filter((action) => /\*|Delete|Create|Policy/.test(action))).toEqual(
    [],
  );
});

test('with a flow log of the stack, the state machine lists no other bucket', () => {
  const listed = ofStateMachine(vpc).filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));
  expect(listed.map(({ Resource }) => flat(Resource))).toEqual(['<ZoneTrafficBucket.Arn>']);
});

test('it runs half past each hour, with the time for which it was scheduled', () => {
  templateOf(vpc).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 * * * ? *)',
    Target: {
      Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('StateMachine'), 'Arn'] },
      Input: '{"time":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
    },
  });
});

test('a step that fails, and hours without a result, call the actions for tickets', () => {
  const template = templateOf(vpc);
  const actions = ['arn:aws:sns:eu-central-1:111122223333:ticket'];
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'eks-vigil-eu-central-1-prod-zones-failed',
    AlarmActions: actions,
    OKActions: actions,
    Threshold: 0,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    Metrics: Match.arrayWith([
      // A metric that was never published, such as of a time-out, does not hide the others.
      Match.objectLike({ Expression: 'SUM(FILL(METRICS(), 0))', ReturnData: true }),
      Match.objectLike({
        MetricStat: Match.objectLike({
          Metric: Match.objectLike({ MetricName: 'ExecutionsTimedOut', Namespace: 'AWS/States' }),
          Period: 3600,
        }),
      }),
    ]),
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'eks-vigil-eu-central-1-prod-zones-late',
    AlarmActions: actions,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    TreatMissingData: 'breaching',
    ComparisonOperator: 'LessThanThreshold',
  });
  const ofDryRun = Object.values(templateOf(`${vpc}\ndryRun: true`).findResources('AWS::CloudWatch::Alarm'));
  expect(ofDryRun).toEqual([]);
});

test('two installations in one account share no name', () => {
  const all = ['prod', 'test', 'Prod', 'pr_od', 'pr-od'].map((name) => zoneTrafficNames(configWith('', name)));
  for (const names of [
    all.map(({ database }) => database),
    all.map(({ workGroup }) => workGroup),
    all.map(({ alarms }) => alarms.late),
  ]) {
    expect(new Set(names).size).toBe(all.length);
  }
  for (const { database } of all) expect(database).toMatch(/^[a-z0-9_]+$/);
});

test('the group may list pods and nodes, and nothing else', () => {
  expect(sectionOf(configWith(vpc), 'zoneTraffic').manifest).toMatchObject([
    {
      kind: 'ClusterRole',
      metadata: { name: 'eks-vigil-zones' },
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      ],
    },
    { kind: 'ClusterRoleBinding', subjects: [{ kind: 'Group', name: 'eks-vigil-zones' }] },
  ]);
});

test('with access entries, the first run comes after the mapping', () => {
  const template = templateOf(`${vpc}\naccess: accessEntry`);
  template.hasResource('AWS::Scheduler::Schedule', {
    Properties: { ScheduleExpression: 'cron(30 * * * ? *)' },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('ZoneTraffic.*AccessEntry')]),
  });
});

test.each([vpc, existing, `${vpc}\ndryRun: true\naccess: accessEntry`])(
  'cdk-nag finds nothing that is not acknowledged: %s',
  (more) => {
    const app = new App();
    stackOf(more, app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  },
);
