import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { askAws } from './askAws';
import { UserError } from './io';

export interface StackOutput {
  /** Name of the stack. */
  readonly stack: string;
  /** Key of the output. */
  readonly output: string;
  /** The option that says the same, for a vigil that is a construct in another stack. */
  readonly option: string;
  /** The document that has an IAM policy with `cloudformation:DescribeStacks`. */
  readonly policyIn: string;
}

/**
 * The value of an output of a stack.
 *
 * @throws UserError if there is no such stack or output, or it cannot be read.
 */
export async function readStackOutput(
  client: CloudFormationClient,
  { stack, output, option, policyIn }: StackOutput,
): Promise<string> {
  const described = await askAws({
    action: 'cloudformation:DescribeStacks',
    policyIn,
    send: () =>
      client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: Error) => {
        // Source: AWS CloudFormation API Reference, DescribeStacks: a ValidationError if the stack does not exist.
        if (error.name === 'ValidationError' && error.message.includes('does not exist')) return undefined;
        throw error;
      }),
  });
  const outputs = described?.Stacks?.[0]?.Outputs ?? [];
  const value = outputs.find(({ OutputKey: key }) => key === output)?.OutputValue;
  if (value !== undefined) return value;
  throw new UserError(
    described === undefined
      ? `there is no stack ${stack} in this account and region; select the account with AWS_PROFILE, or specify ${option} if the vigil is a construct in another stack`
      : `the stack ${stack} has no output ${output}; specify ${option}`,
  );
}
