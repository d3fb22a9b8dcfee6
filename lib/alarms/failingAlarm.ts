import { Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { failingEvaluation, failingWarmUpMinutes } from '../config/alarms/evaluation';
import type { SectionAlarmId } from '../config/names';
import type { Config } from '../config/schema/schema';
import { runbookOf } from './description';
import { VigilAlarm } from './vigilAlarm';
import { vigilCommand } from './vigilCommand';

export interface FailingAlarmProps {
  readonly alarmName: string;
  /** What it means that the function fails. */
  readonly meaning: string;
  /** Its section of docs/runbook.md. */
  readonly id: SectionAlarmId;
  /** Path of the configuration file, for commands in the description. */
  readonly file: string | undefined;
  /** How often the function is invoked, in seconds. */
  readonly seconds: number;
  readonly ticket: Config['alarms']['ticket'];
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
}

/** The alarm of a section's function, for a ticket: its runs fail, or it is not invoked. */
export function createFailingAlarm(scope: Construct, props: FailingAlarmProps): VigilAlarm {
  const { alarmName, id, meaning, file, seconds, ticket, function: lambda, logGroup } = props;
  const period = Duration.seconds(seconds);
  // Two runs at least.
  const tail = `aws logs tail ${logGroup.logGroupName} --since ${Math.max(15, seconds / 30)}m --region ${Stack.of(scope).region}`;
  return new VigilAlarm(scope, 'Failing', {
    alarmName,
    description: {
      meaning,
      first: `First: run \`${vigilCommand('doctor', file)}\`. The newest line of the log has the error: \`${tail}\`.`,
      links: [runbookOf(ticket, id)],
    },
    metric: new MathExpression({
      label: 'Errors',
      expression: 'FILL(errors, 1)',
      usingMetrics: { errors: lambda.metricErrors({ statistic: Stats.SUM, period }) },
      period,
    }),
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    // FILL does not apply to a metric that was never published.
    treatMissingData: TreatMissingData.BREACHING,
    evaluation: failingEvaluation(seconds),
    warmUpMinutes: failingWarmUpMinutes(seconds),
    actions: ticket.actions,
    okActions: ticket.okActions,
  });
}
