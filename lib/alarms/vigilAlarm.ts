import { CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, type CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { isLambdaAction } from '../config/alarms/actions';
import type { Evaluation } from '../config/alarms/evaluation';
import { alarmLink } from './consoleLinks';
import { type AlarmDescription, describeAlarm } from './description';

export interface VigilAlarmProps
  extends Pick<AlarmProps, 'metric' | 'threshold' | 'comparisonOperator' | 'treatMissingData'> {
  /** Name of the alarm. */
  readonly alarmName: string;
  readonly description: AlarmDescription;
  /** M out of N. */
  readonly evaluation: Evaluation;
  /** Minutes for which the new alarm waits before it is evaluated for the first time. */
  readonly warmUpMinutes: number;
  /** ARNs of the actions when it fires. */
  readonly actions: readonly string[];
  /** ARNs of the actions when it returns to OK. */
  readonly okActions: readonly string[];
}

/** An alarm that waits until there is something to evaluate, with the permissions that its actions need. */
export class VigilAlarm extends Construct {
  readonly alarm: Alarm;
  readonly alarmName: string;
  /** URL of the alarm in the AWS console. */
  readonly consoleUrl: string;

  constructor(scope: Construct, id: string, props: VigilAlarmProps) {
    super(scope, id);
    const { alarmName, description, evaluation, warmUpMinutes, actions, okActions, ...rest } = props;
    const alarm = new Alarm(this, 'Alarm', {
      ...rest,
      alarmName,
      alarmDescription: describeAlarm(description),
      ...evaluation,
    });
    for (const arn of actions) alarm.addAlarmAction({ bind: () => ({ alarmActionArn: arn }) });
    for (const arn of okActions) alarm.addOkAction({ bind: () => ({ alarmActionArn: arn }) });
    // A full warm-up, so that it does not fire on the time before the first runs.
    (alarm.node.defaultChild as CfnAlarm).warmUpConfiguration = {
      warmUpPeriodDurationInMinutes: warmUpMinutes,
      onlyStartEvaluatingAfterWarmUpPeriodEnds: true,
    };
    const functions = [...new Set([...actions, ...okActions])].filter(isLambdaAction);
    functions.forEach((arn, index) => void this.#allowInvocation(`Invoke${index + 1}`, arn, alarm));
    this.alarm = alarm;
    this.alarmName = alarmName;
    this.consoleUrl = alarmLink(Stack.of(this).region, alarmName);
  }

  /**
   * Lets this alarm invoke a function of this account; only the owner of another account can.
   * Source: Amazon CloudWatch User Guide, "Invoke a Lambda function from an alarm".
   */
  #allowInvocation(id: string, functionArn: string, alarm: Alarm): void {
    const { account } = Stack.of(this);
    const owner = functionArn.split(':')[4];
    const isKnown = !Token.isUnresolved(account);
    if (isKnown && account !== owner) return;
    const permission = new CfnPermission(this, id, {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      sourceAccount: account,
      sourceArn: alarm.alarmArn,
    });
    if (isKnown) return;
    permission.cfnOptions.condition = new CfnCondition(this, `${id}IsOwn`, {
      expression: Fn.conditionEquals(account, owner),
    });
  }
}
