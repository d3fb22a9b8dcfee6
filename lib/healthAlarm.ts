import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from './config/schema/schema';

export interface HealthAlarmProps {
  readonly config: Config;
  /** Name of the alarm in the console. */
  readonly alarmName: string;
}

/** The page: it rings when the metric is 0 and when it is missing alike. */
export class HealthAlarm extends Construct {
  readonly alarm: Alarm;
  /** Where the alarm is in the AWS console. */
  readonly consoleUrl: string;

  constructor(scope: Construct, id: string, { config, alarmName }: HealthAlarmProps) {
    super(scope, id);
    const { cluster, alarm, dryRun } = config;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName,
      alarmDescription: `A workload of the EKS cluster ${cluster.name} is not healthy, or nothing can be said of it. The function's log tells which and why.`,
      // A gap becomes a 0: CloudWatch looks past single missing points otherwise, and one good point would hide the gap after it.
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
      // FILL has nothing to fill for a metric that was never published at all.
      treatMissingData: TreatMissingData.BREACHING,
      actionsEnabled: !dryRun,
    });
    for (const arn of alarm.actions) this.alarm.addAlarmAction({ bind: () => ({ alarmActionArn: arn }) });
    for (const arn of alarm.okActions ?? alarm.actions) {
      this.alarm.addOkAction({ bind: () => ({ alarmActionArn: arn }) });
    }
    this.consoleUrl = consoleUrl(Stack.of(this).region, alarmName);
  }

  /** The cluster health as published. Minimum, because a duplicate delivery can put a 1 and a 0 into one period. */
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

const consoles: readonly (readonly [RegExp, (region: string) => string])[] = [
  [/^cn-/, (region) => `${region}.console.amazonaws.cn`],
  [/^us-gov-/, (region) => `${region}.console.amazonaws-us-gov.com`],
  [/^/, (region) => `${region}.console.aws.amazon.com`],
];

function consoleUrl(region: string, alarmName: string): string {
  const host = consoles.find(([regions]) => regions.test(region))?.[1](region);
  return `https://${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(alarmName)}`;
}
