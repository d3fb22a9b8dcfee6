import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { quoteArgument } from '../../../model/shell';
import { readAws } from '../awsRead';
import type { CheckedVigil } from '../checkedVigil';
import { aws, deploy } from '../commands';
import { combine, type Finding, failing, ok } from '../finding';
import { defineLink } from '../link';
import type { Parameter } from '../parameters';

interface KeyedParameter extends Parameter {
  /** Undefined if it is the key of AWS, or if there is no such key. */
  readonly keyArn: string | undefined;
}

/** The key that each role of the account may use through the Parameter Store. */
const awsKey = 'alias/aws/ssm';

/** Whether the policy of the role is that of the file is what the link `stack` is about. */
export const heartbeat = defineLink<readonly KeyedParameter[]>({
  id: 'heartbeat',
  title: 'the parameters of the heartbeat are SecureStrings that the function may read',
  needs: ['credentials'],
  read: async ({ parameters, aws: { kms } }) => {
    const keyed = (await parameters()).map(async (one) => {
      if (one.keyId === undefined || one.keyId === awsKey) return { ...one, keyArn: undefined };
      const described = await readAws('kms:DescribeKey', kms.send(new DescribeKeyCommand({ KeyId: one.keyId })));
      return { ...one, keyArn: described?.KeyMetadata?.Arn };
    });
    return Promise.all(keyed);
  },
  judge: (found, vigil) => {
    if (vigil.runtime.heartbeat === undefined) return ok('no heartbeat is configured');
    const dryRun = vigil.runtime.dryRun ? [ok('dryRun: true: it is not called')] : [];
    return combine([...dryRun, ...found.map((one) => judge(one, vigil))]);
  },
});

function judge({ name, type, keyId, keyArn }: KeyedParameter, vigil: CheckedVigil): Finding {
  const kmsKey = vigil.config.heartbeat?.kmsKey;
  const key = kmsKey === undefined ? '' : ` --key-id ${kmsKey}`;
  const put = aws(vigil, `ssm put-parameter --type SecureString --name ${quoteArgument(name)}${key} --value ADDRESS`);
  if (type === undefined) return failing(`the parameter ${name} does not exist`, put);
  if (type !== 'SecureString') {
    const remove = aws(vigil, `ssm delete-parameter --name ${quoteArgument(name)}`);
    return failing(`the parameter ${name} is a ${type}, which does not encrypt the address`, `${remove}\n${put}`);
  }
  const evidence = `${name} is a SecureString`;
  if (keyId === undefined || keyId === awsKey) return ok(evidence);
  if (keyArn === undefined)
    return failing(`${evidence} with the key ${keyId}, which does not exist`, `${put} --overwrite`);
  return keyArn === kmsKey
    ? ok(`${evidence} with the key of heartbeat.kmsKey`)
    : failing(
        `${evidence} with the key ${keyArn}, which the role of the function may not use`,
        `set heartbeat.kmsKey: ${keyArn} in ${vigil.file}, then ${deploy(vigil)}`,
      );
}
