import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ControlPlane } from '../cluster/controlPlane';
import { files } from '../cluster/files';
import type { Identity } from '../cluster/identities';

/** The response of sts:AssumeRole. */
export interface AssumedRole {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
  };
  readonly AssumedRoleUser: { readonly Arn: string; readonly AssumedRoleId: string };
}

/** Lets the STS of a control plane know a session, as AWS's STS does. */
export function introduce({ dir }: ControlPlane, account: string, session: AssumedRole): void {
  const file = join(dir, files.identities);
  const known = JSON.parse(readFileSync(file, 'utf8')) as Identity[];
  const { Credentials: held, AssumedRoleUser: user } = session;
  const identity: Identity = {
    accessKeyId: held.AccessKeyId,
    secretAccessKey: held.SecretAccessKey,
    sessionToken: held.SessionToken,
    arn: user.Arn,
    userId: user.AssumedRoleId,
    account,
  };
  writeFileSync(file, JSON.stringify([...known, identity]));
}

/** Makes a role an administrator of a cluster, and the only one that `aws-auth` maps. */
export async function mapAdministrator(controlPlane: ControlPlane, roleArn: string): Promise<void> {
  const mapRoles = stringify([{ rolearn: roleArn, username: 'admin', groups: ['system:masters'] }]);
  const patch = JSON.stringify({ data: { mapRoles } });
  await controlPlane.kubectl(['patch', 'configmap', 'aws-auth', '-n', 'kube-system', '--type', 'merge', '-p', patch]);
}
