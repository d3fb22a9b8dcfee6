/** Credentials of an AWS session. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A caller that the STS of the tests knows, in the format of its identities file. */
export interface Identity extends Credentials {
  readonly arn: string;
  readonly userId: string;
  readonly account: string;
}

const account = '111122223333';

/** The ARN of a role without a path, in the account of the tests. */
export function roleArn(roleName: string): string {
  return `arn:aws:iam::${account}:role/${roleName}`;
}

/** Sessions of two roles: that of the function, and one that is not mapped. */
export function identities(roleName: string): { readonly vigil: Identity; readonly unmapped: Identity } {
  return {
    vigil: session(roleName, 'vigil-role', 'ASIAEXAMPLEVIGIL0001', 'AROAEXAMPLEVIGIL00001'),
    unmapped: session('unmapped', 'unmapped-role', 'ASIAEXAMPLEUNMAPPED1', 'AROAEXAMPLEUNMAPPED01'),
  };
}

function session(roleName: string, owner: string, accessKeyId: string, roleId: string): Identity {
  return {
    accessKeyId,
    secretAccessKey: `example-secret-of-the-${owner}`,
    sessionToken: `example-session-token-of-the-${owner}`,
    arn: `arn:aws:sts::${account}:assumed-role/${roleName}/session`,
    userId: `${roleId}:session`,
    account,
  };
}

/** The credentials of an identity. */
export function credentialsOf({ accessKeyId, secretAccessKey, sessionToken }: Identity): Credentials {
  return { accessKeyId, secretAccessKey, sessionToken };
}
