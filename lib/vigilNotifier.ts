import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AlarmRole, NotifyAlarm, NotifyConfig } from '../model/notifyConfig';
import { alarmLink } from './alarms/consoleLinks';
import type { VigilAlarm } from './alarms/vigilAlarm';
import type { Config } from './config/schema/schema';
import { FailureQueue } from './failureQueue';
import { notifierBundle } from './functionAsset';
import { acknowledgeWildcard } from './wildcardFinding';

export interface VigilNotifierProps {
  /** One validated configuration. */
  readonly config: Config;
  /** Path of the configuration file. Undefined if there is none. */
  readonly file: string | undefined;
  /** ARNs of the topics that are notified. */
  readonly topics: readonly string[];
  readonly alarms: Readonly<Partial<Record<AlarmRole, VigilAlarm | undefined>>>;
  /** Of the function that watches the cluster. */
  readonly logGroup: ILogGroup;
  /** URL of the query of failing runs in the AWS console. */
  readonly logLink: string;
}

/** How long an event may wait while the notifier fails: after that, the message would be outdated. */
const maxEventAge = Duration.hours(1);

/**
 * Tells topics of its own why an alarm changed: a function that EventBridge invokes, which reads the newest line of the log. It has a role,
 * a log and a bundle of its own, so that it never touches the function that watches the cluster. Events that it could not
 * handle go to a queue.
 */
export class VigilNotifier extends Construct {
  /** Where events go that could not be handled. */
  readonly failures: FailureQueue;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: VigilNotifierProps) {
    super(scope, id);
    const { config, alarms } = props;
    const { cluster, logging, function: options } = config;
    const known = Object.entries(alarms).flatMap(([role, alarm]) =>
      alarm === undefined ? [] : [{ role: role as AlarmRole, alarm }],
    );
    this.failures = new FailureQueue(this, 'Failures', 'It is the dead-letter queue of the function and of the rule.');
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: logging.retentionDays,
      removalPolicy: logging.keepWithoutStack ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(logging.kmsKey === undefined ? {} : { encryptionKey: Key.fromKeyArn(this, 'LogKey', logging.kmsKey) }),
    });
    const notifier = new LambdaFunction(this, 'Function', {
      description: `Reports why the alarms of the EKS cluster ${cluster.name} change`,
      code: Code.fromAsset(notifierBundle(), { exclude: ['meta.json'] }),
      handler: 'index.handler',
      environment: {
        NOTIFY: Stack.of(this).toJsonString(
          this.#configOf(
            props,
            known.map(({ role, alarm }) => ({ role, name: alarm.alarmName })),
          ),
        ),
      },
      runtime: Runtime.NODEJS_24_X,
      architecture: options.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: 256,
      timeout: Duration.seconds(60),
      retryAttempts: 2,
      maxEventAge,
      onFailure: new SqsDestination(this.failures),
      role: this.#createRole(props).withoutPolicyUpdates(),
      logGroup: this.logGroup,
    });
    new Rule(this, 'Rule', {
      description: `State changes of the alarms of eks-vigil for the EKS cluster ${cluster.name}`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: known.map(({ alarm }) => alarm.alarm.alarmArn),
        detail: { state: { value: ['ALARM', 'OK'] } },
      },
      targets: [new FunctionTarget(notifier, { deadLetterQueue: this.failures, retryAttempts: 10, maxEventAge })],
    });
  }

  #configOf(
    { config, file, topics, logGroup, logLink }: VigilNotifierProps,
    alarms: readonly NotifyAlarm[],
  ): NotifyConfig {
    const { cluster, name, logging, seconds } = config;
    return {
      label: name === undefined ? cluster.name : `${cluster.name}/${name}`,
      region: cluster.region,
      ...(file === undefined ? {} : { file }),
      logGroup: logGroup.logGroupName,
      format: logging.format,
      seconds,
      log: logLink,
      alarm: alarmLink(cluster.region, ''),
      runbooks: { page: config.alarms.page.runbook, ticket: config.alarms.ticket.runbook },
      alarms,
      topics,
    };
  }

  #createRole({ config, topics, logGroup }: VigilNotifierProps): Role {
    const resources = [...topics];
    const allowKeys = this.#allowKeys(config.cluster.region, resources);
    const role = new Role(this, 'Role', {
      description: `Role of the notifier of eks-vigil for the EKS cluster ${config.cluster.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Notifier: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['logs:FilterLogEvents'], resources: [logGroup.logGroupArn] }),
            ...this.#allowLogKey(config),
            new PolicyStatement({ actions: ['cloudwatch:ListAlarmMuteRules'], resources: ['*'] }),
            new PolicyStatement({ actions: ['sns:Publish'], resources }),
            allowKeys,
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [this.logGroup.logGroupArn],
            }),
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
          ],
        }),
      },
    });
    acknowledgeWildcard(
      role,
      '*',
      'ListAlarmMuteRules has no resource types, and returns only the names and states of mute rules.',
    );
    const reason = 'Only the topics know their keys. Conditions limit the use to SNS and to these topics.';
    for (const key of allowKeys.resources) acknowledgeWildcard(role, key, reason);
    return role;
  }

  /**
   * Who reads an encrypted log needs its key, too. Source: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using
   * AWS Key Management Service".
   */
  #allowLogKey({ cluster, logging: { kmsKey } }: Config): PolicyStatement[] {
    if (kmsKey === undefined) return [];
    const conditions = { StringEquals: { 'kms:ViaService': `logs.${cluster.region}.${Stack.of(this).urlSuffix}` } };
    return [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [kmsKey], conditions })];
  }

  /**
   * The keys of encrypted topics, which only SNS may use, and only for these topics. The policy of a key has to allow it, too.
   * Source: Amazon Simple Notification Service Developer Guide, "Configuring AWS KMS permissions".
   */
  #allowKeys(region: string, topics: string[]): PolicyStatement {
    const key = Stack.of(this).formatArn({
      service: 'kms',
      account: '*',
      resource: 'key',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key],
      conditions: {
        StringEquals: {
          'kms:ViaService': `sns.${region}.${Stack.of(this).urlSuffix}`,
          'kms:EncryptionContext:aws:sns:topicArn': topics,
        },
      },
    });
  }
}
