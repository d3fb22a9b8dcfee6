import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { pluralize } from '../../model/pluralize';
import type { AwsClients } from './awsClients';
import { readAws } from './awsRead';
import { type DeployedStack, readStack } from './deployedStack';
import { isScheduled, type Part } from './part';

type Clients = Pick<AwsClients, 'cloudFormation' | 'lambda' | 'scheduler'>;

/** A resource of a stack. */
interface Resource {
  readonly type: string | undefined;
  /** In the template: of the CDK, its path and a hash. */
  readonly id: string;
  /** Such as the name of a function, or the ARN of a state machine. */
  readonly name: string;
}

/** Outputs of a stack, and why others are missing. */
type Found = Required<Pick<DeployedStack, 'outputs' | 'lacks'>>;

/**
 * The stack of somebody's own app in which the construct is. It has no outputs of eks-vigil and maybe other functions, so what they
 * would say is found by the roles of the functions.
 *
 * @param parts - the vigil, and the sections of its configuration.
 * @returns undefined if there is no such stack.
 */
export async function readOwnStack(
  aws: Clients,
  name: string,
  parts: readonly Part[],
): Promise<DeployedStack | undefined> {
  const stack = await readStack(aws.cloudFormation, name);
  if (stack === undefined || stack.outputs.RbacHash !== undefined) return stack;
  const resources = await listResources(aws, name);
  const functions = await readFunctions(aws, namesOf(resources, 'AWS::Lambda::Function'));
  const schedules = await readSchedules(aws, namesOf(resources, 'AWS::Scheduler::Schedule'));
  const found = [...parts.map((part) => findFunction(functions, part, name)), findStateMachine(resources, name)];
  const scheduled: Readonly<Record<string, string>> = Object.assign({}, ...found.map(({ outputs }) => outputs));
  const all = [...found, ...parts.map((part) => findSchedule(schedules, part, scheduled[part.scheduled], name))];
  return {
    ...stack,
    outputs: Object.assign({}, ...all.map(({ outputs }) => outputs)),
    lacks: Object.assign({}, ...all.map(({ lacks }) => lacks)),
  };
}

async function listResources({ cloudFormation: client }: Clients, StackName: string): Promise<Resource[]> {
  const all: Resource[] = [];
  const pages = async () => {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
      all.push(
        ...StackResourceSummaries.map(
          ({ ResourceType: type, LogicalResourceId: id = '', PhysicalResourceId: physical = '' }) => ({
            type,
            id,
            name: physical,
          }),
        ),
      );
    }
  };
  await readAws('cloudformation:ListStackResources', pages());
  return all;
}

function namesOf(resources: readonly Resource[], wanted: string): string[] {
  return resources.filter(({ type }) => type === wanted).map(({ name }) => name);
}

interface DeployedFunction {
  readonly functionName: string;
  readonly exists: boolean;
  readonly role: string | undefined;
  readonly logGroup: string | undefined;
}

function readFunctions({ lambda }: Clients, names: readonly string[]): Promise<DeployedFunction[]> {
  return Promise.all(
    names.map(async (functionName) => {
      const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
      const found = await readAws('lambda:GetFunctionConfiguration', lambda.send(command));
      return { functionName, exists: found !== undefined, role: found?.Role, logGroup: found?.LoggingConfig?.LogGroup };
    }),
  );
}

/** The function with the role, or else one that was deleted by hand. */
function findFunction(all: readonly DeployedFunction[], { outputs: prefix, access }: Part, stack: string): Found {
  const { roleName } = access;
  const found = all.find(({ role }) => role?.endsWith(`/${roleName}`)) ?? all.find(({ exists }) => !exists);
  if (found === undefined) {
    const why = `none of the functions in the stack ${stack} has the role ${roleName}`;
    return { outputs: {}, lacks: { [`${prefix}FunctionName`]: why } };
  }
  const { functionName, logGroup } = found;
  return {
    outputs: {
      [`${prefix}FunctionName`]: functionName,
      ...(logGroup === undefined ? {} : { [`${prefix}LogGroupName`]: logGroup }),
    },
    lacks: {},
  };
}

interface DeployedSchedule {
  readonly name: string;
  readonly exists: boolean;
  /** ARN. */
  readonly target: string | undefined;
}

function readSchedules({ scheduler }: Clients, names: readonly string[]): Promise<DeployedSchedule[]> {
  return Promise.all(
    names.map(async (name) => {
      const found = await readAws('scheduler:GetSchedule', scheduler.send(new GetScheduleCommand({ Name: name })));
      return { name, exists: found !== undefined, target: found?.Target?.Arn };
    }),
  );
}

/**
 * The schedule of a part, or else one that was deleted by hand.
 *
 * @param scheduled - what it invokes. Undefined if that was not found.
 */
function findSchedule(
  all: readonly DeployedSchedule[],
  { outputs: prefix }: Part,
  scheduled: string | undefined,
  stack: string,
): Found {
  if (scheduled === undefined) return { outputs: {}, lacks: {} };
  const match = all.find(({ target }) => isScheduled(target, scheduled)) ?? all.find(({ exists }) => !exists);
  const output = `${prefix}ScheduleName`;
  return match === undefined
    ? { outputs: {}, lacks: { [output]: `the stack ${stack} has no schedule that invokes ${scheduled}` } }
    : { outputs: { [output]: match.name }, lacks: {} };
}

/** That of `zoneTraffic`, by its path in the CDK, because it has no name of its own. */
function findStateMachine(resources: readonly Resource[], stack: string): Found {
  const all = resources.filter(
    ({ type, id }) => type === 'AWS::StepFunctions::StateMachine' && id.includes('ZoneTrafficStateMachine'),
  );
  const [only, ...others] = all;
  return only === undefined || others.length > 0
    ? {
        outputs: {},
        lacks: {
          ZoneTrafficStateMachineArn: `the stack ${stack} has ${pluralize(all.length, 'state machine')} of zoneTraffic; expected one`,
        },
      }
    : { outputs: { ZoneTrafficStateMachineArn: only.name }, lacks: {} };
}
