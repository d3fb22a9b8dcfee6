import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { askAws } from '../../askAws';
import { UserError } from '../../io';

/**
 * The log group of the function, by the outputs of the stack.
 *
 * @throws UserError if there is no such stack, or it cannot be read.
 */
export async function findLogGroup(client: CloudFormationClient, stack: string): Promise<string> {
  const described = await askAws({
    action: 'cloudformation:DescribeStacks',
    policyIn: 'docs/history.md',
    send: () =>
      client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: Error) => {
        // Source: AWS CloudFormation API Reference, DescribeStacks: a ValidationError if the stack does not exist.
        if (error.name === 'ValidationError' && error.message.includes('does not exist')) return undefined;
        throw error;
      }),
  });
  const outputs = described?.Stacks?.[0]?.Outputs ?? [];
  const name = outputs.find(({ OutputKey: key }) => key === 'LogGroupName')?.OutputValue;
  if (name !== undefined) return name;
  throw new UserError(
    described === undefined
      ? `there is no stack ${stack} in this account and region; select the account with AWS_PROFILE, or specify --log-group if the vigil is a construct in another stack`
      : `the stack ${stack} has no output LogGroupName; specify --log-group`,
  );
}
