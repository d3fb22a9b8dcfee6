import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from './config/schema/schema';

export interface HealthAlarmProps {
  /** One validated configuration file. */
  readonly config: Config;
  /** Name of the alarm. */
  readonly alarmName: string;
}

/** The alarm for on-call notifications. It fires if the metric is 0 or missing. */
export class HealthAlarm extends Construct {
  readonly alarm: Alarm;
  /** URL of the alarm in the AWS console. */
  readonly consoleUrl: string;

  constructor(scope: Construct, id: string, { config, alarmName }: HealthAlarmProps) {
    super(scope, id);
    const { cluster, alarm, dryRun } = config;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName,
      alarmDescription: `A workload of the EKS cluster ${cluster.name} is unhealthy, or its health is unknown. The log of the function shows the target and the reason.`,
      // Missing points become 0: CloudWatch otherwise evaluates older points, and one good point would hide the gap after it.
      metric: new MathExpression({
        label: config.metric.name,
        expression: 'FILL(health, 0)',
        usingMetrics: { health: this.metricHealth(config) },
        period: Duration.seconds(config.seconds),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: alarm.evaluationPeriods,
      datapointsToAlarm: alarm.datapointsToAlarm,
      // FILL does not apply to a metric that was never published.
      treatMissingData: TreatMissingData.BREACHING,
      actionsEnabled: !dryRun,
    });
    for (const arn of alarm.actions) this.alarm.addAlarmAction({ bind: () => ({ alarmActionArn: arn }) });
    for (const arn of alarm.okActions ?? alarm.actions) {
      this.alarm.addOkAction({ bind: () => ({ alarmActionArn: arn }) });
    }
    this.consoleUrl = getConsoleUrl(Stack.of(this).region, alarmName);
  }

  /** The published cluster health. Minimum, because a duplicate event can add a 1 and a 0 to one period. */
  metricHealth({ metric, seconds }: Config): Metric {
    return new Metric({
      namespace: metric.namespace,
      metricName: metric.name,
      dimensionsMap: Object.fromEntries(metric.dimensions.map(({ name, value }) => [name, value])),
      statistic: Stats.MINIMUM,
      period: Duration.seconds(seconds),
    });
  }
}

const consoleHosts: readonly (readonly [RegExp, (region: string) => string])[] = [
  [/^cn-/, (region) => `${region}.console.amazonaws.cn`],
  [/^us-gov-/, (region) => `${region}.console.amazonaws-us-gov.com`],
  [/^/, (region) => `${region}.console.aws.amazon.com`],
];

function getConsoleUrl(region: string, alarmName: string): string {
  const host = consoleHosts.find(([regions]) => regions.test(region))?.[1](region);
  return `https://${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(alarmName)}`;
}
