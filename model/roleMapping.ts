/** Whose IAM role is mapped to which Kubernetes group, and in which cluster. */
export interface RoleMapping {
  readonly cluster: { readonly name: string; readonly region: string };
  readonly roleArn: string;
  /** Also the user name. */
  readonly group: string;
}

/** The command that maps the role in the ConfigMap `aws-auth`. */
export function eksctlCommand({ cluster: { name, region }, roleArn, group }: RoleMapping): string {
  return `eksctl create iamidentitymapping --cluster ${name} --region ${region} --arn ${roleArn} --username ${group} --group ${group}`;
}

/** The command that maps the role with an access entry. */
export function createEntryCommand({ cluster: { name, region }, roleArn, group }: RoleMapping): string {
  return `aws eks create-access-entry --cluster-name ${name} --region ${region} --principal-arn ${roleArn} --username ${group} --kubernetes-groups ${group}`;
}

/** The command that deletes the access entry of the role. */
export function deleteEntryCommand({ cluster: { name, region }, roleArn }: RoleMapping): string {
  return `aws eks delete-access-entry --cluster-name ${name} --region ${region} --principal-arn ${roleArn}`;
}
