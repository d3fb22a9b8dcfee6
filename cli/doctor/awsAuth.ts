import { parse } from 'yaml';
import { record, records, text } from '../../model/json';

/** One entry of `mapRoles` in the ConfigMap `aws-auth`. */
export interface MappedRole {
  readonly roleArn: string;
  readonly username: string | undefined;
  readonly groups: readonly string[];
}

/**
 * Reads `mapRoles` of the ConfigMap `kube-system/aws-auth`.
 *
 * @throws Error if it is not a list in YAML: then the authenticator maps no role at all.
 */
export function parseMapRoles(mapRoles: string): MappedRole[] {
  const list: unknown = parse(mapRoles);
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new Error('mapRoles is not a list');
  return records(list).map((entry) => ({
    roleArn: text(entry.rolearn) ?? '',
    username: text(entry.username),
    groups: Array.isArray(entry.groups) ? entry.groups.map(String) : [],
  }));
}

/** `mapRoles` of the ConfigMap. */
export function mapRolesOf(configMap: unknown): string {
  return text(record(record(configMap).data).mapRoles) ?? '';
}

/**
 * What a role looks like that its author meant to be this one, but that the authenticator never matches.
 *
 * Source: Amazon EKS User Guide, "Troubleshoot IAM" (aws-auth cannot match the ARN of a role with a path), and
 * kubernetes-sigs/aws-iam-authenticator (it compares the ARNs of roles, not those of sessions, regardless of case).
 */
export function describeNearMiss(given: string, roleArn: string): string | undefined {
  const [head = '', name = ''] = roleArn.split(':role/');
  const [givenHead = '', path = ''] = given.split(':role/');
  if (path.toLowerCase().endsWith(`/${name.toLowerCase()}`)) {
    return `${given} has a path, with which aws-auth never matches a role`;
  }
  const session = given.split(':assumed-role/')[1];
  if (session?.split('/')[0] === name) return `${given} is a session of the role, not the role`;
  if (path === name && givenHead !== head) return `${given} is a role of another account`;
  return undefined;
}
