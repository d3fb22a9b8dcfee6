import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { RuntimeAccess } from '../../model/runtimeConfig';
import { createFailingAlarm } from '../alarms/failingAlarm';
import { sectionNames } from '../config/names';
import { scalingSeconds } from '../config/scalingRules';
import type { Config } from '../config/schema/schema';
import { toScalingConfig } from '../config/toScalingConfig';
import { EksFunction } from '../eksFunction';
import { FailureQueue } from '../failureQueue';
import { VigilSchedule } from '../vigilSchedule';
import type { Outputs, VigilSection } from '../vigilSection';
import { acknowledgeWildcard } from '../wildcardFinding';
import { createScalingAlarms } from './scalingAlarms';

export interface ScalingProps {
  /** One validated configuration with `scaling`. */
  readonly config: Config;
  /** A token for the name of the cluster. @default - the name in the configuration */
  readonly clusterName?: string | undefined;
  /** What the alarm calls that fires if the function fails. */
  readonly ticket: Config['alarms']['ticket'];
  /** Path of the configuration file, for commands in messages of the function. @default - none */
  readonly file?: string | undefined;
}

/** EventBridge rejects a pattern of more than 2048 characters, and an ARN has up to 330. Source: Amazon EventBridge User Guide, "Quotas". */
const alarmsOfRule = 5;

/**
 * Alarms that change the number of replicas: EventBridge invokes the function when an alarm changes to ALARM, and the Scheduler every
 * minute, so that it acts again while the alarm stays there, and after an event that was lost or failed.
 */
export class Scaling extends Construct implements VigilSection {
  readonly id = 'scaling';
  readonly access: RuntimeAccess;
  readonly function: EksFunction;
  readonly scheduleName: string;
  readonly ticketAlarms: VigilSection['ticketAlarms'];
  readonly outputs: Outputs;

  constructor(scope: Construct, id: string, { config, clusterName, ticket, file }: ScalingProps) {
    super(scope, id);
    const runtime = toScalingConfig(config, file);
    const cluster = clusterName ?? config.cluster.name;
    this.access = runtime.access;
    const failures = new FailureQueue(
      this,
      'Failures',
      'It is the dead-letter queue of the function and of the rules.',
    );
    this.function = new EksFunction(this, 'Scaling', {
      bundle: 'scaling',
      config: runtime,
      clusterName,
      descriptions: {
        function: (name) => `Changes the number of replicas in the EKS cluster ${name} while alarms are in ALARM`,
        role: (name) => `Role of the scaling function of eks-vigil for the EKS cluster ${name}`,
      },
      policyName: 'Scaling',
      statements: [
        // Without a name, because CloudWatch returns composite alarms only to a permission on all alarms.
        // Source: Amazon CloudWatch API Reference, DescribeAlarms.
        new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
        // Lambda sends with the role of the function. Source: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failures.queueArn] }),
      ],
      options: {
        architecture: config.function.architecture,
        memorySize: 256,
        timeout: config.function.timeout,
        reservedConcurrency: undefined,
      },
      logging: config.logging,
      network: config.network,
      // The schedule tries again every minute, with what is true then.
      invocations: { retryAttempts: 0, maxEventAge: Duration.seconds(60), onFailure: new SqsDestination(failures) },
    });
    acknowledgeWildcard(
      this.function.role,
      '*',
      'CloudWatch returns composite alarms only to a permission on all alarms',
    );
    const arns = createScalingAlarms(this, { ...config, cluster: { ...config.cluster, name: cluster } }, runtime.rules);
    for (let first = 0; first < arns.length; first += alarmsOfRule) {
      new Rule(this, `Rule${first / alarmsOfRule + 1}`, {
        description: `Alarms that change the number of replicas in the EKS cluster ${cluster}`,
        eventPattern: {
          source: ['aws.cloudwatch'],
          detailType: ['CloudWatch Alarm State Change'],
          resources: arns.slice(first, first + alarmsOfRule),
          detail: { state: { value: ['ALARM'] } },
        },
        targets: [
          new FunctionTarget(this.function.function, {
            deadLetterQueue: failures,
            retryAttempts: 10,
            maxEventAge: Duration.hours(1),
          }),
        ],
      });
    }
    const schedule = new VigilSchedule(this, 'Schedule', {
      function: this.function.function,
      seconds: scalingSeconds,
      description: `Acts again on alarms that stay in ALARM, for the EKS cluster ${cluster}`,
    });
    this.scheduleName = schedule.scheduleName;
    if (config.access === 'accessEntry') schedule.node.addDependency(this.function.mapRole(this, cluster));
    this.ticketAlarms = config.dryRun
      ? []
      : [
          createFailingAlarm(this, {
            alarmName: `${sectionNames(config, 'scaling').alarms}-failing`,
            meaning: `The scaling function of the EKS cluster ${cluster} fails, or is not invoked: alarms may not change the number of replicas.`,
            id: 'scaling-failing',
            file,
            seconds: scalingSeconds,
            ticket,
            function: this.function.function,
            logGroup: this.function.logGroup,
          }),
        ];
    // An alarm waits for the first runs, which come after the schedule.
    for (const alarm of this.ticketAlarms) alarm.node.addDependency(schedule);
    this.outputs = {
      ScalingFailuresUrl: [
        failures.queueUrl,
        'SQS queue of the events of the scaling function that could not be delivered, or whose run failed',
      ],
    };
  }
}
