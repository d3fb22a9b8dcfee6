import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RuntimeAccess } from '../../model/runtimeConfig';
import { createFailingAlarm } from '../alarms/failingAlarm';
import { sectionNames } from '../config/names';
import type { Config } from '../config/schema/schema';
import { toPodMetricsConfig } from '../config/toPodMetricsConfig';
import { EksFunction } from '../eksFunction';
import { VigilSchedule } from '../vigilSchedule';
import type { Outputs, VigilSection } from '../vigilSection';
import { acknowledgeWildcard } from '../wildcardFinding';

export interface PodMetricsProps {
  /** One validated configuration with `podMetrics`. */
  readonly config: Config;
  /** A token for the name of the cluster. @default - the name in the configuration */
  readonly clusterName?: string | undefined;
  /** What the alarm calls that fires if the function fails. */
  readonly ticket: Config['alarms']['ticket'];
  /** Path of the configuration file, for commands in messages of the function. @default - none */
  readonly file?: string | undefined;
}

/** Several responses are in memory at once, and parsing is faster with more of a processor. */
const minMemory = 512;

/** The function that reads what pods expose and publishes it, with a role, a log group and a schedule of its own. */
export class PodMetrics extends Construct implements VigilSection {
  readonly id = 'podMetrics';
  readonly access: RuntimeAccess;
  readonly function: EksFunction;
  readonly scheduleName: string;
  readonly ticketAlarms: VigilSection['ticketAlarms'];
  readonly outputs: Outputs = {};

  constructor(scope: Construct, id: string, { config, clusterName, ticket, file }: PodMetricsProps) {
    super(scope, id);
    const runtime = toPodMetricsConfig(config, file);
    const cluster = clusterName ?? config.cluster.name;
    const namespaces = [...new Set(runtime.groups.map(({ metricNamespace }) => metricNamespace))].sort();
    const { architecture, memorySize, timeout } = config.function;
    this.access = runtime.access;
    this.function = new EksFunction(this, 'PodMetrics', {
      bundle: 'podMetrics',
      config: runtime,
      clusterName,
      descriptions: {
        function: (name) => `Publishes metrics that pods of the EKS cluster ${name} expose`,
        role: (name) => `Role of the pod metrics function of eks-vigil for the EKS cluster ${name}`,
      },
      policyName: 'PodMetrics',
      statements: [
        new PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          // PutMetricData has no resource types; the condition on the namespaces limits it.
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': namespaces } },
        }),
      ],
      options: {
        architecture,
        memorySize: Math.max(minMemory, memorySize),
        timeout,
        reservedConcurrency: undefined,
      },
      logging: config.logging,
      network: config.network,
      // A late run would publish values of now for an earlier minute.
      invocations: { retryAttempts: 0, maxEventAge: Duration.seconds(60) },
    });
    acknowledgeWildcard(
      this.function.role,
      '*',
      'PutMetricData has no resource types; the condition on the namespaces limits it',
    );
    const schedule = new VigilSchedule(this, 'Schedule', {
      function: this.function.function,
      seconds: config.seconds,
      description: `Reads the metrics of pods of the EKS cluster ${cluster}`,
    });
    this.scheduleName = schedule.scheduleName;
    if (config.access === 'accessEntry') schedule.node.addDependency(this.function.mapRole(this, cluster));
    this.ticketAlarms = config.dryRun
      ? []
      : [
          createFailingAlarm(this, {
            alarmName: `${sectionNames(config, 'podMetrics').alarms}-failing`,
            meaning: `The pod metrics function of the EKS cluster ${cluster} fails, or is not invoked: metrics of pods are missing.`,
            id: 'pod-metrics-failing',
            file,
            seconds: config.seconds,
            ticket,
            function: this.function.function,
            logGroup: this.function.logGroup,
          }),
        ];
    // An alarm waits for the first runs, which come after the schedule.
    for (const alarm of this.ticketAlarms) alarm.node.addDependency(schedule);
  }
}
