import { isDeepStrictEqual } from 'node:util';
import type { DeployedStack } from './deployedStack';
import { type Ground, region } from './ground';

interface Schedule {
  readonly State: string;
  readonly ScheduleExpression: string;
  readonly Target: { readonly Arn: string; readonly RoleArn: string; readonly Input: string };
}

interface Policy {
  readonly Statement: readonly {
    readonly Action: unknown;
    readonly Resource?: unknown;
    readonly Principal?: { readonly Service?: string };
    readonly Condition?: unknown;
  }[];
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument: Policy;
  readonly Policies: readonly { readonly PolicyDocument: Policy }[];
}

/**
 * The payload with which EventBridge Scheduler invokes the function.
 * Source: Amazon EventBridge Scheduler User Guide, "Adding context attributes".
 *
 * @param at - the scheduled time: a full minute.
 * @param lambda - the function. Default: the one that watches.
 * @throws Error if the Scheduler would not or could not invoke the function of this stack.
 */
export async function scheduledEvent(
  ground: Ground,
  stack: DeployedStack,
  at: Date,
  lambda = stack.watcher,
): Promise<unknown> {
  const schedules = stack.resources.filter(
    ({ type, properties }) =>
      type === 'AWS::Scheduler::Schedule' && JSON.stringify(properties).includes(`:function:${lambda.name}"`),
  );
  const [{ physicalId: name } = { physicalId: '' }] = schedules;
  if (schedules.length !== 1) throw new Error(`${schedules.length} schedules invoke ${lambda.name}`);
  const { State, ScheduleExpression, Target } = await ground.aws<Schedule>(
    `scheduler get-schedule --name ${name}`,
    stack.env,
  );
  if (State !== 'ENABLED') throw new Error(`the schedule ${name} is ${State}`);
  if (ScheduleExpression !== 'cron(* * * * ? *)') throw new Error(`not each minute: ${ScheduleExpression}`);
  const functionArn = `arn:aws:lambda:${region}:${stack.account}:function:${lambda.name}`;
  if (Target.Arn !== functionArn) throw new Error(`the schedule invokes ${Target.Arn}, not ${functionArn}`);
  requireInvocation(stack, Target.RoleArn, functionArn);
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  return JSON.parse(Target.Input.replaceAll('<aws.scheduler.scheduled-time>', time));
}

/** The Scheduler can assume the role on behalf of a schedule of the default group, and the role may invoke the function. */
function requireInvocation(stack: DeployedStack, roleArn: string, functionArn: string): void {
  const { properties } = stack.one('AWS::IAM::Role', roleArn.split('/').at(-1));
  const { AssumeRolePolicyDocument: trust, Policies: policies } = properties as unknown as RoleProperties;
  const caller = {
    'aws:SourceAccount': stack.account,
    'aws:SourceArn': `arn:aws:scheduler:${region}:${stack.account}:schedule-group/default`,
  };
  const canAssume = trust.Statement.some(
    ({ Action, Principal, Condition }) =>
      Action === 'sts:AssumeRole' &&
      Principal?.Service === 'scheduler.amazonaws.com' &&
      isDeepStrictEqual(Condition, { StringEquals: caller }),
  );
  const mayInvoke = policies.some(({ PolicyDocument }) =>
    PolicyDocument.Statement.some(
      ({ Action, Resource }) => Action === 'lambda:InvokeFunction' && Resource === functionArn,
    ),
  );
  if (!canAssume || !mayInvoke) {
    throw new Error(`the Scheduler cannot invoke the function with the role ${roleArn}: ${JSON.stringify(properties)}`);
  }
}
