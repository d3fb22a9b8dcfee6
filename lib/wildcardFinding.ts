import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges what cdk-nag's pack AwsSolutions finds in a policy that allows something on a resource with a wildcard. It stands where
 * the policy is made, so that it also holds in an app of somebody else that runs cdk-nag; nothing else needs cdk-nag for it.
 *
 * @param construct - the role or the policy.
 * @param resource - as in the statement.
 * @param reason - why it cannot be narrower.
 */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  const id = `AwsSolutions::AwsSolutions-IAM5[Resource::${flatten(Stack.of(construct).resolve(resource))}]`;
  Validations.of(construct).acknowledge({ id, reason });
}

/** A resolved value as cdk-nag writes it: references in angle brackets. */
function flatten(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = []] = Object.entries(value);
  if (name === 'Fn::Join' && Array.isArray(argument)) return argument[1].map(flatten).join(argument[0]);
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.map(flatten).join('.')}>`;
  return name === 'Ref' ? `<${flatten(argument)}>` : JSON.stringify(value);
}
