import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { runbookOf } from '../alarms/description';
import { VigilAlarm } from '../alarms/vigilAlarm';
import { vigilCommand } from '../alarms/vigilCommand';
import { lateHours } from '../config/alarms/evaluation';
import type { Config } from '../config/schema/schema';

export interface TrafficAlarmsProps {
  readonly names: Readonly<Record<'failed' | 'late', string>>;
  /** Name of the EKS cluster. */
  readonly cluster: string;
  readonly ticket: Config['alarms']['ticket'];
  readonly stateMachineArn: string;
  /** Path of the configuration file, for commands in the descriptions. */
  readonly file: string | undefined;
}

const period = Duration.hours(1);

/**
 * The alarms of the state machine, for a ticket: an execution failed, or none has succeeded for hours, also because none was started.
 * Source: AWS Step Functions Developer Guide, "Step Functions metrics in CloudWatch".
 */
export function createTrafficAlarms(
  scope: Construct,
  { names, cluster, ticket, stateMachineArn, file }: TrafficAlarmsProps,
): readonly VigilAlarm[] {
  const metric = (metricName: string) =>
    new Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: stateMachineArn },
      statistic: Stats.SUM,
      period,
    });
  const common = { actions: ticket.actions, okActions: ticket.okActions };
  const of = `--state-machine-arn ${stateMachineArn} --region ${Stack.of(scope).region}`;
  return [
    new VigilAlarm(scope, 'Failed', {
      ...common,
      alarmName: names.failed,
      description: {
        meaning: `An hour of the traffic between the zones of the EKS cluster ${cluster} has no result: a step of the state machine failed.`,
        // Not a redrive: it would enter the Fail state of an hour without flow logs again, and keep the query.
        first: `First: run \`aws stepfunctions list-executions ${of} --max-items 5\`; the failed execution has the error and the input. To ask for the hour again, start an execution with the same input: the runbook has the commands.`,
        links: [runbookOf(ticket, 'zones-failed')],
      },
      metric: new MathExpression({
        label: 'Failed executions',
        // SUM ignores a metric that was never published, as most of these; a sum with + would have no value.
        expression: 'SUM(FILL(METRICS(), 0))',
        usingMetrics: {
          failed: metric('ExecutionsFailed'),
          timedOut: metric('ExecutionsTimedOut'),
          aborted: metric('ExecutionsAborted'),
        },
        period,
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      evaluation: { datapointsToAlarm: 1, evaluationPeriods: 1 },
      warmUpMinutes: period.toMinutes(),
    }),
    new VigilAlarm(scope, 'Late', {
      ...common,
      alarmName: names.late,
      description: {
        meaning: `The traffic between the zones of the EKS cluster ${cluster} had no new result for ${lateHours} hours.`,
        first: `First: run \`${vigilCommand('doctor', file)}\`. It checks the executions and the schedule that starts them. The executions: \`aws stepfunctions list-executions ${of} --max-items 5\`.`,
        links: [runbookOf(ticket, 'zones-late')],
      },
      metric: new MathExpression({
        label: 'Results',
        expression: 'FILL(succeeded, 0)',
        usingMetrics: { succeeded: metric('ExecutionsSucceeded') },
        period,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // FILL does not apply to a metric that was never published.
      treatMissingData: TreatMissingData.BREACHING,
      evaluation: { datapointsToAlarm: lateHours, evaluationPeriods: lateHours },
      warmUpMinutes: lateHours * period.toMinutes(),
    }),
  ];
}
