import { partition } from '@aws-sdk/core/client';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { errorMessage } from '../../model/errorMessage';
import { ReadFailure } from '../errors';

/** A bearer token for the Kubernetes API of an EKS cluster. It is a credential: never log it. */
export interface EksToken {
  readonly token: string;
  /** When to stop using it, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The server accepts a token for 15 minutes after it was signed. */
const lifetime = 14 * 60_000;
/** In seconds. Older servers accept at most 60. */
const presignFor = 60;
const maxBytes = 4096;
const prefix = 'k8s-aws-v1.';

/**
 * Creates a token as `aws eks get-token` does: a presigned `sts:GetCallerIdentity` with the cluster name in a signed
 * header. It is signed locally; nothing is sent.
 *
 * Source: kubernetes-sigs/aws-iam-authenticator, "API Authorization from Outside a Cluster".
 * @param now - the process's clock in milliseconds.
 * @throws ReadFailure when there are no credentials, or the token is larger than the server accepts.
 */
export async function mintToken(
  cluster: { readonly name: string; readonly region: string },
  credentials: AwsCredentialIdentityProvider,
  now: number,
): Promise<EksToken> {
  const identity = await credentials().catch((error: unknown) => {
    const why = errorMessage(error);
    throw new ReadFailure('NoCredentials', `no AWS credentials to sign the token: ${why}`, {
      cause: error,
    });
  });
  const hostname = `sts.${cluster.region}.${partition(cluster.region).dnsSuffix}`;
  const signer = new SignatureV4({
    service: 'sts',
    region: cluster.region,
    credentials: identity,
    sha256: Hash.bind(null, 'sha256'),
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': cluster.name },
    },
    { expiresIn: presignFor, signingDate: new Date(now) },
  );
  // In the order of `aws eks get-token`, so that both create the same token.
  const { 'X-Amz-Security-Token': session, 'X-Amz-Signature': signature, ...others } = signed.query ?? {};
  const query = Object.entries({
    ...others,
    ...(session === undefined ? {} : { 'X-Amz-Security-Token': session }),
    'X-Amz-Signature': signature,
  }).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  const token = `${prefix}${Buffer.from(`https://${hostname}/?${query.join('&')}`).toString('base64url')}`;
  if (token.length > maxBytes) {
    throw new ReadFailure(
      'TokenTooLarge',
      `the token is ${token.length} bytes long, but EKS accepts at most ${maxBytes}: the session token of the credentials is too large; ` +
        'use fewer or shorter session tags, and no session policy',
    );
  }
  return { token, expiresAt: Math.min(now + lifetime, identity.expiration?.getTime() ?? Number.POSITIVE_INFINITY) };
}
