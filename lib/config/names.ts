import { createHash } from 'node:crypto';
import type { Config } from './schema/schema';

const maxRoleName = 64;

/**
 * The name of the function's IAM role. It is fixed, so that the role can be mapped before it exists, and the mapping stays
 * valid after a redeployment. Names over 64 characters (the IAM limit) are truncated, with a hash that keeps them unique.
 */
export function roleName({ name, region }: Config['cluster']): string {
  const full = `eks-vigil-${region}-${name}`;
  if (full.length <= maxRoleName) return full;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return `${full.slice(0, maxRoleName - hash.length - 1)}-${hash}`;
}

/**
 * The command that maps the role to the RBAC group.
 *
 * @param arn - the ARN of the role.
 */
export function mappingCommand({ name, region }: Config['cluster'], group: string, arn: string): string {
  return `eksctl create iamidentitymapping --cluster ${name} --region ${region} --arn ${arn} --username ${group} --group ${group}`;
}

/** The name of the second metric: how many targets are short of what they need. */
export function shortTargetsName({ name }: Pick<Config['metric'], 'name'>): string {
  return `${name}ShortTargets`;
}
