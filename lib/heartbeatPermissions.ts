import { ArnFormat, Fn, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { parameterName } from './config/schema/heartbeatSchema';
import type { Config } from './config/schema/schema';

/**
 * What the function may read for the heartbeat: its parameters, and their key if it is not that of AWS, which lets the principals of
 * the account decrypt what they may read.
 *
 * Source: AWS Systems Manager User Guide, "Restricting decryption of SecureString parameter values".
 */
export function createHeartbeatStatements(stack: Stack, heartbeat: Config['heartbeat']): PolicyStatement[] {
  if (heartbeat === undefined) return [];
  const { url, failureUrl = url, kmsKey } = heartbeat;
  const arns = [...new Set([url, failureUrl])].map((each) =>
    stack.formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: parameterName(each).slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
  );
  const read = new PolicyStatement({ actions: ['ssm:GetParameter'], resources: arns });
  if (kmsKey === undefined) return [read];
  const viaService = Fn.join('.', ['ssm', stack.region, stack.urlSuffix]);
  const decrypt = new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [kmsKey],
    conditions: { StringEquals: { 'kms:ViaService': viaService, 'kms:EncryptionContext:PARAMETER_ARN': arns } },
  });
  return [read, decrypt];
}
