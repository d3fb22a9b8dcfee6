import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  Code,
  type EventInvokeConfigOptions,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EksFunctionConfig } from '../model/runtimeConfig';
import type { Config } from './config/schema/schema';
import { createEksStatements } from './eksPermissions';
import { type BundleName, stageFunction } from './functionAsset';
import { VigilNetwork } from './vigilNetwork';
import { acknowledgeWildcard } from './wildcardFinding';

export interface EksFunctionProps {
  readonly bundle: BundleName;
  /** Configuration of the function, part of its asset as `config.json`. */
  readonly config: EksFunctionConfig;
  /** A token for the name of the cluster. @default - the name in the configuration */
  readonly clusterName?: string | undefined;
  /** Descriptions; each ends in the name of the cluster. */
  readonly descriptions: Readonly<Record<'function' | 'role', (cluster: string) => string>>;
  /** Name of the inline policy of the role. */
  readonly policyName: string;
  /** What the role may do beside describing what it reads of EKS, and writing the log. */
  readonly statements: readonly PolicyStatement[];
  readonly options: Pick<Config['function'], 'architecture' | 'memorySize' | 'timeout' | 'reservedConcurrency'>;
  readonly logging: Pick<Config['logging'], 'retentionDays' | 'kmsKey' | 'keepWithoutStack'>;
  /** @default - it runs outside of a VPC */
  readonly network?: Config['network'];
  /** What is known at deployment only. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How often Lambda tries an asynchronous event again, for how long, and where it goes then. */
  readonly invocations: EventInvokeConfigOptions;
}

/**
 * A Lambda function that reads from the API server of the cluster, with a role of its own, which has only the permissions that this
 * function needs, and a log group.
 */
export class EksFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly #group: string;

  constructor(scope: Construct, id: string, props: EksFunctionProps) {
    super(scope, id);
    const { config, clusterName, descriptions, options, network, environment } = props;
    const cluster = { ...config.cluster, name: clusterName ?? config.cluster.name };
    const eksStatements = createEksStatements(Stack.of(this), { ...config, cluster });
    this.#group = config.access.group;
    this.logGroup = this.#createLogGroup(props.logging);
    this.role = new Role(this, 'Role', {
      // Without a path, because aws-auth cannot match a role with a path.
      roleName: config.access.roleName,
      description: descriptions.role(cluster.name),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [props.policyName]: this.#createPolicy([...eksStatements, ...props.statements]) },
    });
    this.#acknowledgeFindings(eksStatements);
    const variables = { ...(clusterName === undefined ? {} : { CLUSTER_NAME: clusterName }), ...environment };
    this.function = new LambdaFunction(this, 'Function', {
      description: descriptions.function(cluster.name),
      code: Code.fromAsset(stageFunction(this, props.bundle, config)),
      handler: 'index.handler',
      // A token has its value at deployment only, but the file is written before.
      ...(Object.keys(variables).length === 0 ? {} : { environment: variables }),
      runtime: Runtime.NODEJS_24_X,
      architecture: options.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: options.memorySize,
      timeout: Duration.seconds(options.timeout),
      ...(options.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: options.reservedConcurrency }),
      ...props.invocations,
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
    });
    if (network !== undefined) this.#joinVpc(network, cluster.name);
  }

  /**
   * Maps the role to its group with an access entry. It is created after the role, whose unique ID EKS stores with it, and deleted
   * before the role.
   *
   * @param scope - in which the access entry has the id `AccessEntry`.
   */
  mapRole(scope: Construct, clusterName: string): CfnAccessEntry {
    const entry = new CfnAccessEntry(scope, 'AccessEntry', {
      clusterName,
      principalArn: this.role.roleArn,
      type: 'STANDARD',
      username: this.#group,
      kubernetesGroups: [this.#group],
    });
    // EKS rejects a role that IAM does not return everywhere yet. Lambda waits for it, so the function comes first.
    entry.node.addDependency(this.function);
    return entry;
  }

  #createLogGroup({ retentionDays, kmsKey, keepWithoutStack }: EksFunctionProps['logging']): LogGroup {
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

  #acknowledgeFindings(statements: readonly PolicyStatement[]): void {
    const resources = statements.flatMap((statement) => statement.resources);
    for (const resource of resources.filter((one) => one.endsWith('*'))) {
      acknowledgeWildcard(
        this.role,
        resource,
        'The ARN of a node group and of an add-on ends in an ID that only EKS knows',
      );
    }
  }

  #createPolicy(statements: readonly PolicyStatement[]): PolicyDocument {
    return new PolicyDocument({
      statements: [
        ...statements,
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.logGroup.logGroupArn],
        }),
      ],
    });
  }
}
