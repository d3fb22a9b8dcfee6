/** Whose IAM role is mapped to which Kubernetes group, and in which cluster. */
export interface RoleMapping {
  readonly cluster: { readonly name: string; readonly region: string };
  readonly roleArn: string;
  /** Also the user name. */
  readonly group: string;
}

/** The ARN of the role, which is in the account of the cluster. */
export function roleArnIn(clusterArn: string, roleName: string): string {
  const [, partition = 'aws', , , account = ''] = clusterArn.split(':');
  return `arn:${partition}:iam::${account}:role/${roleName}`;
}

/**
 * The command that maps the role in the ConfigMap `aws-auth`. It changes nothing if the mapping exists, and fails if the role is
 * mapped in another way. Source: Eksctl User Guide, "Manage IAM users and roles".
 */
export function eksctlCommand({ cluster: { name, region }, roleArn, group }: RoleMapping): string {
  return `eksctl create iamidentitymapping --cluster ${name} --region ${region} --arn ${roleArn} --username ${group} --group ${group} --no-duplicate-arns`;
}

/** The command that maps the role with an access entry. */
export function createEntryCommand({ cluster: { name, region }, roleArn, group }: RoleMapping): string {
  return `aws eks create-access-entry --cluster-name ${name} --region ${region} --principal-arn ${roleArn} --username ${group} --kubernetes-groups ${group}`;
}

/** The command that deletes the access entry of the role. */
export function deleteEntryCommand({ cluster: { name, region }, roleArn }: RoleMapping): string {
  return `aws eks delete-access-entry --cluster-name ${name} --region ${region} --principal-arn ${roleArn}`;
}
