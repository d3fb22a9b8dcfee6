import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { formatDuration } from '../../model/duration';
import { watchdogEvaluation, watchdogPeriod, watchdogWarmUpMinutes } from '../config/alarms/evaluation';
import type { VigilNames } from '../config/names';
import type { Config } from '../config/schema/schema';
import { runbookOf } from './description';
import { VigilAlarm } from './vigilAlarm';
import { watchdogMetric } from './vigilLinks';

export interface WatchdogAlarmProps {
  /** One validated configuration file. */
  readonly config: Pick<Config, 'cluster' | 'alarms'>;
  readonly names: Pick<VigilNames, 'alarms' | 'topic'>;
  /** Link to the graph of the messages. */
  readonly messages: string;
}

/** Fires if Alertmanager sends no Watchdog. It reads what SNS itself counts, so it needs no run of the function. */
export function createWatchdogAlarm(scope: Construct, { config, names, messages }: WatchdogAlarmProps): VigilAlarm {
  const { cluster, alarms } = config;
  const { namespace, name, dimensions } = watchdogMetric(names.topic);
  const period = Duration.seconds(watchdogPeriod);
  const silence = formatDuration(watchdogEvaluation.evaluationPeriods * watchdogPeriod);
  return new VigilAlarm(scope, 'Watchdog', {
    alarmName: names.alarms.watchdog,
    description: {
      meaning: `Alertmanager in the EKS cluster ${cluster.name} sends no Watchdog to the SNS topic ${names.topic}: none arrived for ${silence}. Its other alerts may reach nobody either.`,
      first: `First: if ${names.alarms.health} fires too, start there. If not, run: kubectl get pods -A -l app.kubernetes.io/name=alertmanager, and search the logs of these pods for "sns".`,
      links: [runbookOf(alarms.page, 'watchdog'), ['Messages', messages]],
    },
    metric: new MathExpression({
      label: name,
      expression: 'FILL(messages, 0)',
      usingMetrics: {
        messages: new Metric({
          namespace,
          metricName: name,
          dimensionsMap: Object.fromEntries(dimensions.map((dimension) => [dimension.name, dimension.value])),
          statistic: Stats.SUM,
          period,
        }),
      },
      period,
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    // FILL does not apply to a metric that was never published, and SNS publishes none for a topic without activity for six hours.
    treatMissingData: TreatMissingData.BREACHING,
    evaluation: watchdogEvaluation,
    warmUpMinutes: watchdogWarmUpMinutes,
    actions: alarms.page.actions,
    okActions: alarms.page.okActions,
  });
}
