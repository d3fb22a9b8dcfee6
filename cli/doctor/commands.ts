import { type RoleMapping, roleArnIn } from '../../model/roleMapping';
import { quoteArgument as quote } from '../../model/shell';
import type { CheckedVigil } from './checkedVigil';

export { quote };

/** The commands that fix links, ready to be copied. */

const eksVigil = 'npx --no-install eks-vigil';

export function deploy({ file, ownStack }: Pick<CheckedVigil, 'file' | 'ownStack'>): string {
  if (ownStack !== undefined) return `in your CDK app: npx cdk deploy ${quote(ownStack)}`;
  return `npx cdk deploy -c config=${quote(file)}`;
}

export function applyManifest({ file }: Pick<CheckedVigil, 'file'>): string {
  return `${eksVigil} rbac --config ${quote(file)} | kubectl apply -f -`;
}

export function check({ file }: Pick<CheckedVigil, 'file'>): string {
  return `${eksVigil} check --config ${quote(file)}`;
}

export function unmute({ file }: Pick<CheckedVigil, 'file'>): string {
  return `${eksVigil} unmute --config ${quote(file)}`;
}

/** An AWS CLI command in the region of the cluster. */
export function aws({ config }: Pick<CheckedVigil, 'config'>, command: string): string {
  return `aws ${command} --region ${config.cluster.region}`;
}

/** CloudFormation does not notice that a resource was deleted by hand. */
export function redeploy(vigil: Pick<CheckedVigil, 'file' | 'ownStack'>): string {
  const destroy =
    vigil.ownStack === undefined
      ? `npx cdk destroy -c config=${quote(vigil.file)}`
      : 'delete the construct from its stack, deploy, and add it again';
  return `${destroy}\n${deploy(vigil)}`;
}

/** Shows the log of the function. */
export function tailLog(vigil: Pick<CheckedVigil, 'config'>, logGroup: string): string {
  return aws(vigil, `logs tail ${logGroup} --since 15m`);
}

/** Whose role is mapped to which group. */
export function mappingOf({ runtime, part }: Pick<CheckedVigil, 'runtime' | 'part'>, clusterArn: string): RoleMapping {
  const { cluster } = runtime;
  const { access } = part;
  return { cluster, roleArn: roleArnIn(clusterArn, access.roleName), group: access.group };
}
