import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import type { AwsClients } from './awsClients';
import { readAws } from './awsRead';
import { type DeployedStack, readStack } from './deployedStack';

type Clients = Pick<AwsClients, 'cloudFormation' | 'lambda' | 'scheduler'>;

/**
 * The stack of somebody's own app in which the construct is. It has no outputs of eks-vigil and maybe other functions, so what they
 * would say is found by the role of the function.
 *
 * @param roleName - name of the role of the function.
 * @returns undefined if there is no such stack.
 */
export async function readOwnStack(aws: Clients, name: string, roleName: string): Promise<DeployedStack | undefined> {
  const stack = await readStack(aws.cloudFormation, name);
  if (stack === undefined || stack.outputs.RbacHash !== undefined) return stack;
  const { functions, schedules } = await listResources(aws, name);
  const found = await findFunction(aws, functions, roleName);
  if (found === undefined) {
    return { ...stack, outputs: {}, lacks: `none of the functions in the stack ${name} has the role ${roleName}` };
  }
  const schedule = await findSchedule(aws, schedules, found.functionName);
  return {
    ...stack,
    outputs: {
      FunctionName: found.functionName,
      ...(found.logGroup === undefined ? {} : { LogGroupName: found.logGroup }),
      ...(schedule === undefined ? {} : { ScheduleName: schedule }),
    },
    lacks: `the stack ${name} has no schedule that invokes ${found.functionName}`,
  };
}

async function listResources(
  { cloudFormation: client }: Clients,
  StackName: string,
): Promise<Record<'functions' | 'schedules', string[]>> {
  const all: { readonly type: string | undefined; readonly name: string }[] = [];
  const pages = async () => {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
      all.push(
        ...StackResourceSummaries.map(({ ResourceType: type, PhysicalResourceId: name = '' }) => ({ type, name })),
      );
    }
  };
  await readAws('cloudformation:ListStackResources', pages());
  const named = (wanted: string) => all.filter(({ type }) => type === wanted).map(({ name }) => name);
  return { functions: named('AWS::Lambda::Function'), schedules: named('AWS::Scheduler::Schedule') };
}

/** The function with the role, or else one that was deleted by hand. */
async function findFunction({ lambda }: Clients, names: readonly string[], roleName: string) {
  const read = names.map(async (functionName) => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const found = await readAws('lambda:GetFunctionConfiguration', lambda.send(command));
    return { functionName, exists: found !== undefined, role: found?.Role, logGroup: found?.LoggingConfig?.LogGroup };
  });
  const all = await Promise.all(read);
  return all.find(({ role }) => role?.endsWith(`/${roleName}`)) ?? all.find(({ exists }) => !exists);
}

/** The schedule that invokes the function, or else one that was deleted by hand. */
async function findSchedule({ scheduler }: Clients, names: readonly string[], functionName: string) {
  const read = names.map(async (name) => {
    const found = await readAws('scheduler:GetSchedule', scheduler.send(new GetScheduleCommand({ Name: name })));
    return { name, exists: found !== undefined, target: found?.Target?.Arn };
  });
  const all = await Promise.all(read);
  const match =
    all.find(({ target }) => target?.endsWith(`:function:${functionName}`)) ?? all.find(({ exists }) => !exists);
  return match?.name;
}
