import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, ContextAttribute } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { schedulerPrincipal } from './schedulerPrincipal';

export interface VigilScheduleProps {
  /** The function to invoke. */
  readonly function: IFunction;
  /** The period: a multiple of 60, at most a day. */
  readonly seconds: number;
  readonly description: string;
}

/**
 * The EventBridge Scheduler schedule of the function, with a role that can only invoke this function.
 * Source: Amazon EventBridge Scheduler User Guide, "Schedule types" (a target is invoked within the 60 seconds after the
 * scheduled time) and "Adding context attributes".
 */
export class VigilSchedule extends Construct {
  /** Name of the schedule. */
  readonly scheduleName: string;

  constructor(scope: Construct, id: string, { function: target, seconds, description }: VigilScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: `Lets EventBridge Scheduler invoke the function. ${description}`,
      assumedBy: schedulerPrincipal(Stack.of(this)),
      inlinePolicies: {
        Invoke: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] })],
        }),
      },
    });
    const schedule = new CfnSchedule(this, 'Runs', {
      description,
      scheduleExpression: toScheduleExpression(seconds),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ time: ContextAttribute.scheduledTime }),
        // The next run follows in any case, and a late one would publish nothing. 60 is the lowest age that the service accepts.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
    this.scheduleName = schedule.ref;
  }
}

const hour = 60;
const day = 24 * hour;

/**
 * The schedule of a period. Where the period divides an hour or a day, it is a cron expression: its times are full minutes,
 * whereas those of a rate expression begin at the second in which the schedule was created.
 *
 * @param seconds - a multiple of 60, at most a day.
 */
export function toScheduleExpression(seconds: number): string {
  const minutes = seconds / 60;
  if (hour % minutes === 0) return `cron(${every(minutes, hour)} * * * ? *)`;
  if (minutes % hour === 0 && day % minutes === 0) return `cron(0 ${every(minutes / hour, 24)} * * ? *)`;
  return `rate(${minutes} minutes)`;
}

/** A field of a cron expression: each `step` of `length`. */
function every(step: number, length: number): string {
  return step === 1 ? '*' : step === length ? '0' : `0/${step}`;
}
