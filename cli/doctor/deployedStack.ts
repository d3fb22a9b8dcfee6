import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { readAws } from './awsRead';
import { CannotCheck } from './finding';

/** The deployed stack of a vigil. */
export interface DeployedStack {
  readonly name: string;
  /** For example UPDATE_COMPLETE. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Why an output is missing, by its name. @default - the stack does not have it */
  readonly lacks?: Readonly<Record<string, string>>;
}

/** @returns undefined if there is no such stack. */
export async function readStack(client: CloudFormationClient, name: string): Promise<DeployedStack | undefined> {
  const described = await readAws(
    'cloudformation:DescribeStacks',
    client.send(new DescribeStacksCommand({ StackName: name })),
    // Source: AWS CloudFormation API Reference, DescribeStacks: a ValidationError if the stack does not exist.
    (error) => error.name === 'ValidationError' && error.message.includes('does not exist'),
  );
  const stack = described?.Stacks?.[0];
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') return undefined;
  const outputs = (stack.Outputs ?? []).map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  );
  return { name, status: stack.StackStatus ?? 'UNKNOWN', outputs: Object.fromEntries(outputs) };
}

/** @throws CannotCheck if the stack has no such output. */
export function outputOf(stack: DeployedStack | undefined, name: string): string {
  const value = stack?.outputs[name];
  if (value === undefined) throw new CannotCheck(stack?.lacks?.[name] ?? `the stack has no output ${name}`);
  return value;
}
