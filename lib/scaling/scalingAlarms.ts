import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, type MetricProps, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type ScalingDirectionName, type ScalingRule, scalingDirections } from '../../model/scalingConfig';
import { defaultPeriod } from '../config/checks/scalingAlarmCheck';
import { toPodGroups } from '../config/podGroups';
import type { ScalingAlarmConfig } from '../config/schema/scalingSchema';
import type { Config } from '../config/schema/schema';

/** Source: Amazon CloudWatch API Reference, PutMetricAlarm (`ComparisonOperator`, `TreatMissingData`). */
const operators: Readonly<Record<NonNullable<ScalingAlarmConfig['comparison']>, ComparisonOperator>> = {
  GreaterThanOrEqualToThreshold: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  GreaterThanThreshold: ComparisonOperator.GREATER_THAN_THRESHOLD,
  LessThanThreshold: ComparisonOperator.LESS_THAN_THRESHOLD,
  LessThanOrEqualToThreshold: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
};
const missing: Readonly<Record<NonNullable<ScalingAlarmConfig['missingData']>, TreatMissingData>> = {
  missing: TreatMissingData.MISSING,
  notBreaching: TreatMissingData.NOT_BREACHING,
  breaching: TreatMissingData.BREACHING,
  ignore: TreatMissingData.IGNORE,
};
const what: Readonly<Record<ScalingDirectionName, string>> = { up: 'Raises', down: 'Lowers' };

/**
 * The alarms of all entries: existing ones, and those that the stack creates on a metric.
 *
 * @param rules - of the entries, in their order.
 * @returns their ARNs, each once.
 */
export function createScalingAlarms(scope: Construct, config: Config, rules: readonly ScalingRule[]): string[] {
  const arns = rules.flatMap((rule, index) =>
    scalingDirections.flatMap((direction) => {
      const configured = config.scaling?.[index]?.[direction]?.alarm;
      const alarmName = rule[direction]?.alarm;
      if (configured === undefined || alarmName === undefined) return [];
      if (configured.arn !== undefined) return configured.arn;
      const metric = metricOf(configured, config);
      const period = configured.period ?? defaultPeriod(configured, config.seconds);
      return createAlarm(scope, { rule, direction, configured, alarmName, metric, period }).alarmArn;
    }),
  );
  return [...new Set(arns)];
}

interface NewAlarm {
  readonly rule: ScalingRule;
  readonly direction: ScalingDirectionName;
  readonly configured: ScalingAlarmConfig;
  readonly alarmName: string;
  readonly metric: Pick<MetricProps, 'namespace' | 'metricName' | 'dimensionsMap'>;
  /** Seconds of one data point. */
  readonly period: number;
}

/** The metric of CloudWatch, or the one that podMetrics publishes under this name. */
function metricOf({ metric, podMetric }: ScalingAlarmConfig, config: Config): NewAlarm['metric'] {
  const group = toPodGroups(config).find(({ metrics }) => metrics.some(({ as }) => as === podMetric));
  const dimensions = metric?.dimensions ?? group?.dimensions ?? [];
  return {
    namespace: metric?.namespace ?? group?.metricNamespace ?? '',
    metricName: metric?.name ?? podMetric ?? '',
    // The dimension of a preset without a value has the name of the cluster.
    dimensionsMap: Object.fromEntries(dimensions.map(({ name, value = config.cluster.name }) => [name, value])),
  };
}

function createAlarm(scope: Construct, { rule, direction, configured, alarmName, metric, period }: NewAlarm): Alarm {
  const { statistic = 'Average', evaluationPeriods = 3, missingData = 'missing' } = configured;
  const {
    comparison = 'GreaterThanOrEqualToThreshold',
    threshold = 0,
    datapointsToAlarm = evaluationPeriods,
  } = configured;
  const { kind, namespace, name } = rule.target;
  return new Alarm(scope, `${namespace}-${rule.lease}-${direction}`, {
    alarmName,
    alarmDescription: `${what[direction]} the number of replicas of ${kind} ${namespace}/${name} while it is in ALARM, within ${rule.min} and ${rule.max}. To pause it, disable its actions.`,
    metric: new Metric({ ...metric, statistic, period: Duration.seconds(period) }),
    threshold,
    comparisonOperator: operators[comparison],
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: missing[missingData],
  });
}
