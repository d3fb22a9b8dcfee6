import type { RoleMapping } from '../../model/roleMapping';
import type { Vigil } from './link';

/** The commands that fix links, ready to be copied. */

const eksVigil = 'npx --no-install eks-vigil';

export function deploy({ file }: Pick<Vigil, 'file'>): string {
  return `npx cdk deploy -c config=${quote(file)}`;
}

export function applyManifest({ file }: Pick<Vigil, 'file'>): string {
  return `${eksVigil} rbac --config ${quote(file)} | kubectl apply -f -`;
}

export function check({ file }: Pick<Vigil, 'file'>): string {
  return `${eksVigil} check --config ${quote(file)}`;
}

/** An AWS CLI command in the region of the cluster. */
export function aws({ config }: Pick<Vigil, 'config'>, command: string): string {
  return `aws ${command} --region ${config.cluster.region}`;
}

/** Shows the log of the function. */
export function tailLog(vigil: Pick<Vigil, 'config'>, logGroup: string): string {
  return aws(vigil, `logs tail ${logGroup} --since 15m`);
}

/** Whose role is mapped to which group. The role is in the account of the cluster. */
export function mappingOf({ runtime }: Pick<Vigil, 'runtime'>, clusterArn: string): RoleMapping {
  const { cluster, access } = runtime;
  const [, partition = 'aws', , , account = ''] = clusterArn.split(':');
  return { cluster, roleArn: `arn:${partition}:iam::${account}:role/${access.roleName}`, group: access.group };
}

/** An argument for a POSIX shell. */
export function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
