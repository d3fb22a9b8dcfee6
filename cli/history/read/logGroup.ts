import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readStackOutput } from '../../stackOutput';

/**
 * The log group of the function, by the outputs of the stack.
 *
 * @throws UserError if there is no such stack, or it cannot be read.
 */
export function findLogGroup(client: CloudFormationClient, stack: string): Promise<string> {
  return readStackOutput(client, {
    stack,
    output: 'LogGroupName',
    option: '--log-group',
    policyIn: 'docs/history.md',
  });
}
