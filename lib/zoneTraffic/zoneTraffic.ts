import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, ContextAttribute } from 'aws-cdk-lib/aws-scheduler';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RuntimeAccess } from '../../model/runtimeConfig';
import { folders } from '../../model/zoneTraffic';
import { zoneTrafficNames } from '../config/names';
import type { Config } from '../config/schema/schema';
import { toZoneTrafficConfig } from '../config/toZoneTrafficConfig';
import { EksFunction } from '../eksFunction';
import { schedulerPrincipal } from '../schedulerPrincipal';
import type { VigilSection } from '../vigilSection';
import { acknowledgeWildcard } from '../wildcardFinding';
import { createDefinition } from './definition';
import { type FlowLogSource, flowLogSource } from './flowLogSource';
import { StateMachineRole } from './stateMachineRole';
import { flowLogTable, inventoryTable, trafficTable } from './tableInputs';
import { createTrafficAlarms } from './trafficAlarms';
import { TrafficBucket } from './trafficBucket';

export interface ZoneTrafficProps {
  /** One validated configuration with `zoneTraffic`. */
  readonly config: Config;
  readonly zoneTraffic: NonNullable<Config['zoneTraffic']>;
  /** What the alarms call. */
  readonly ticket: Config['alarms']['ticket'];
  /** A token for the name of the cluster. @default - the name in the configuration */
  readonly clusterName?: string | undefined;
  /** Path of the configuration file, for commands in the descriptions of the alarms. @default - none */
  readonly file?: string | undefined;
}

/** Lists of 40,000 pods arrive in a minute. */
const timeout = 120;
const memorySize = 512;
const gibibyte = 1024 ** 3;

/** Each hour, who sent how many bytes to whom, and in which zones they were: an inventory of the pods, joined with VPC flow logs. */
export class ZoneTraffic extends Construct implements VigilSection {
  readonly id = 'zoneTraffic';
  readonly access: RuntimeAccess;
  readonly function: EksFunction;
  readonly scheduleName: string;
  readonly bucket: TrafficBucket;
  readonly ticketAlarms: VigilSection['ticketAlarms'];
  readonly outputs: NonNullable<VigilSection['outputs']>;

  constructor(scope: Construct, id: string, props: ZoneTrafficProps) {
    super(scope, id);
    const { config, zoneTraffic, ticket, clusterName, file } = props;
    const cluster = clusterName ?? config.cluster.name;
    const { account, region } = Stack.of(this);
    const names = zoneTrafficNames(config);
    this.bucket = new TrafficBucket(this, 'Bucket', zoneTraffic);
    const source = flowLogSource(zoneTraffic.flowLogs, { ownBucket: this.bucket.bucketName, account, region });
    const { vpc } = zoneTraffic.flowLogs;
    // A dry run reads no flow logs, so that nobody pays for them.
    if (vpc !== undefined && !config.dryRun) this.bucket.logFlows(vpc, source);
    this.function = this.#createFunction(props);
    this.access = toZoneTrafficConfig(config, zoneTraffic).access;
    const database = this.#createTables(names.database, source, zoneTraffic.retentionDays);
    const workGroup = this.#createWorkGroup(names.workGroup, zoneTraffic.scanLimitGiB, cluster);
    const machine = this.#createStateMachine(source, names, props);
    machine.node.addDependency(workGroup, ...database);
    const schedule = this.#createSchedule(machine.attrArn, cluster);
    this.scheduleName = schedule.ref;
    if (config.access === 'accessEntry') schedule.node.addDependency(this.function.mapRole(this, cluster));
    this.ticketAlarms = config.dryRun
      ? []
      : createTrafficAlarms(this, { names: names.alarms, cluster, ticket, file, stateMachineArn: machine.attrArn });
    for (const alarm of this.ticketAlarms) alarm.node.addDependency(schedule);
    this.outputs = {
      ZoneTrafficBucketName: [this.bucket.bucketName, 'S3 bucket of the inventories and of the traffic between zones'],
      ZoneTrafficDatabase: [names.database, 'Glue database with the tables inventory, flow_logs and traffic'],
      ZoneTrafficWorkGroup: [names.workGroup, 'Athena workgroup for your queries of the traffic between zones'],
      ZoneTrafficStateMachineArn: [machine.attrArn, 'Step Functions state machine of the traffic between zones'],
    };
  }

  #createFunction({ config, zoneTraffic, clusterName }: ZoneTrafficProps): EksFunction {
    const inventories = this.bucket.arnForObjects(`${folders.inventory}/*`);
    const created = new EksFunction(this, 'Inventory', {
      bundle: 'zoneInventory',
      config: toZoneTrafficConfig(config, zoneTraffic),
      clusterName,
      descriptions: {
        function: (name) => `Writes where each pod of the EKS cluster ${name} is`,
        role: (name) => `Role of the zone inventory function of eks-vigil for the EKS cluster ${name}`,
      },
      policyName: 'ZoneInventory',
      statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: [inventories] })],
      options: { architecture: config.function.architecture, memorySize, timeout, reservedConcurrency: undefined },
      logging: config.logging,
      network: config.network,
      environment: { BUCKET: this.bucket.bucketName },
      // The state machine waits for the function, and tries again itself.
      invocations: { retryAttempts: 0, maxEventAge: Duration.seconds(60) },
    });
    acknowledgeWildcard(created.role, inventories, 'The name of each inventory is its time');
    return created;
  }

  #createTables(name: string, source: FlowLogSource, retentionDays: number): Construct[] {
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name, description: 'Traffic between zones, of eks-vigil' },
    });
    const { bucketName } = this.bucket;
    const inputs = {
      InventoryTable: inventoryTable(bucketName, retentionDays),
      FlowLogTable: flowLogTable(source),
      TrafficTable: trafficTable(bucketName, retentionDays),
    };
    const created = Object.entries(inputs).map(([id, tableInput]) => {
      const table = new CfnTable(this, id, { catalogId, databaseName: name, tableInput });
      table.addResourceDependency(database);
      return table;
    });
    return [database, ...created];
  }

  #createWorkGroup(name: string, scanLimitGiB: number, cluster: string): CfnWorkGroup {
    return new CfnWorkGroup(this, 'WorkGroup', {
      name,
      description: `Traffic between the zones of the EKS cluster ${cluster}`,
      // With the history of its queries; the results are in the bucket.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimitGiB * gibibyte,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${this.bucket.bucketName}/${folders.results}/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  #createStateMachine(
    source: FlowLogSource,
    { database, workGroup }: { readonly database: string; readonly workGroup: string },
    { config, zoneTraffic }: ZoneTrafficProps,
  ): CfnStateMachine {
    const stack = Stack.of(this);
    const { functionArn } = this.function.function;
    const role = new StateMachineRole(this, 'StateMachineRole', {
      functionArn,
      bucket: this.bucket,
      database,
      workGroup,
      source,
      kmsKey: zoneTraffic.flowLogs.kmsKey,
    });
    const definition = createDefinition({
      functionArn,
      workGroup,
      database,
      bucket: this.bucket.bucketName,
      partition: stack.partition,
      functionTimeout: timeout,
      dryRun: config.dryRun,
    });
    const machine = new CfnStateMachine(this, 'StateMachine', {
      roleArn: role.roleArn,
      stateMachineType: 'STANDARD',
      definitionString: stack.toJsonString(definition),
    });
    machine.node.addDependency(role);
    const findings = Validations.of(machine);
    const history = 'Step Functions keeps the history of each execution for 90 days';
    findings.acknowledge({
      id: 'AwsSolutions::AwsSolutions-SF1',
      reason: `${history}; a log needs a permission to change the resource policies of the account.`,
    });
    findings.acknowledge({ id: 'AwsSolutions::AwsSolutions-SF2', reason: `${history}, with the time of each step.` });
    return machine;
  }

  /** Half an hour after the hour that is asked for, because flow logs are late. */
  #createSchedule(stateMachineArn: string, cluster: string): CfnSchedule {
    const description = `Traffic between the zones of the EKS cluster ${cluster}`;
    const role = new Role(this, 'ScheduleRole', {
      description: `Lets EventBridge Scheduler start the state machine. ${description}`,
      assumedBy: schedulerPrincipal(Stack.of(this)),
      inlinePolicies: {
        Start: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] })],
        }),
      },
    });
    return new CfnSchedule(this, 'Hourly', {
      description,
      scheduleExpression: 'cron(30 * * * ? *)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: stateMachineArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ time: ContextAttribute.scheduledTime }),
        // The result of an hour may be late: the event has its time.
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3600 },
      },
    });
  }
}
