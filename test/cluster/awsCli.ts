import { findOnPath } from './executables';
import { execute } from './execute';
import type { Credentials } from './identities';

/** The session, region and cluster of a token. */
export interface TokenRequest {
  readonly cluster: string;
  readonly region: string;
  /** A session token is absent from the long-lived keys of an IAM user. */
  readonly credentials: Omit<Credentials, 'sessionToken'> & Partial<Pick<Credentials, 'sessionToken'>>;
}

/**
 * The token of `aws eks get-token`, an independent implementation.
 * The AWS CLI is found through the environment variable AWS_CLI, or on PATH.
 *
 * @throws Error if there is no AWS CLI, with how to install it.
 */
export async function awsCliToken({ cluster, region, credentials }: TokenRequest): Promise<string> {
  const cli = process.env.AWS_CLI || (await findOnPath('aws', process.env));
  if (cli === undefined) {
    throw new Error(
      'The AWS CLI is missing: there is no `aws` on PATH. Install it (pip install awscli), or set AWS_CLI to its path.',
    );
  }
  const args = ['eks', 'get-token', '--cluster-name', cluster, '--region', region, '--output', 'json'];
  const credential = JSON.parse(
    await execute(cli, args, { env: { ...withoutAws(process.env), ...asEnv(credentials) } }),
  );
  return credential.status.token;
}

/** The environment without profiles, credentials and endpoints of the user. */
function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_'))),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

function asEnv({ accessKeyId, secretAccessKey, sessionToken }: TokenRequest['credentials']): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
