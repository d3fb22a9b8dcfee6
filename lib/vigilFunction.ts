import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, type CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { RuntimeConfig } from '../model/runtimeConfig';
import type { Config } from './config/schema/schema';
import { createEksStatements } from './eksPermissions';
import { stageFunction } from './functionAsset';
import { createHeartbeatStatements } from './heartbeatPermissions';
import { VigilNetwork } from './vigilNetwork';
import { acknowledgeWildcard } from './wildcardFinding';

export interface VigilFunctionProps {
  /** Configuration of the function, part of its asset as `config.json`. */
  readonly config: RuntimeConfig;
  /** A token for the name of the cluster. @default - the name in the configuration */
  readonly clusterName?: string | undefined;
  readonly options: Config['function'];
  readonly logging: Config['logging'];
  /** @default - none */
  readonly heartbeat?: Config['heartbeat'];
  /** @default - it runs outside of a VPC */
  readonly network?: Config['network'];
}

/** The Lambda function, its role, which has only the permissions that this configuration needs, and its log group. */
export class VigilFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: VigilFunctionProps) {
    super(scope, id);
    const { config: given, clusterName, options, network } = props;
    const config = clusterName === undefined ? given : { ...given, cluster: { ...given.cluster, name: clusterName } };
    this.logGroup = this.#createLogGroup(props.logging);
    this.role = new Role(this, 'Role', {
      // Without a path, because aws-auth cannot match a role with a path.
      roleName: config.access.roleName,
      description: `Role of eks-vigil for the EKS cluster ${config.cluster.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Vigil: this.#createPolicy(config, props.heartbeat) },
    });
    this.#acknowledgeFindings(config);
    this.function = new LambdaFunction(this, 'Function', {
      description: `Watches the EKS cluster ${config.cluster.name} from outside the cluster`,
      code: Code.fromAsset(stageFunction(this, given)),
      handler: 'index.handler',
      // A token has its value at deployment only, but the file is written before.
      ...(clusterName === undefined ? {} : { environment: { CLUSTER_NAME: clusterName } }),
      runtime: Runtime.NODEJS_24_X,
      architecture: options.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: options.memorySize,
      timeout: Duration.seconds(options.timeout),
      ...(options.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: options.reservedConcurrency }),
      // A late run would publish the current verdict for an earlier minute.
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
    });
    if (network !== undefined) this.#joinVpc(network, config.cluster.name);
  }

  #createLogGroup({ retentionDays, kmsKey, keepWithoutStack }: Config['logging']): LogGroup {
    return new LogGroup(this, 'Logs', {
      retention: retentionDays,
      removalPolicy: keepWithoutStack ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(kmsKey === undefined ? {} : { encryptionKey: Key.fromKeyArn(this, 'LogKey', kmsKey) }),
    });
  }

  #joinVpc(network: NonNullable<Config['network']>, cluster: string): void {
    const vigilNetwork = new VigilNetwork(this, 'Network', { network, role: this.role, cluster });
    // The construct of the CDK would need the VPC, and would look up what its ID does not tell.
    const resource = this.function.node.defaultChild as CfnFunction;
    resource.vpcConfig = vigilNetwork.vpcConfig;
    resource.node.addDependency(vigilNetwork);
  }

  #acknowledgeFindings(config: RuntimeConfig): void {
    acknowledgeWildcard(
      this.role,
      '*',
      'PutMetricData has no resource types; the condition on the namespace limits it',
    );
    const resources = createEksStatements(Stack.of(this), config).flatMap((statement) => statement.resources);
    for (const resource of resources.filter((one) => one.endsWith('*'))) {
      acknowledgeWildcard(
        this.role,
        resource,
        'The ARN of a node group and of an add-on ends in an ID that only EKS knows',
      );
    }
  }

  #createPolicy(config: RuntimeConfig, heartbeat: Config['heartbeat']): PolicyDocument {
    return new PolicyDocument({
      statements: [
        ...createEksStatements(Stack.of(this), config),
        ...createHeartbeatStatements(Stack.of(this), heartbeat),
        new PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          // PutMetricData has no resource types; the condition on the namespace limits it.
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': config.metric.namespace } },
        }),
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.logGroup.logGroupArn],
        }),
      ],
    });
  }
}
