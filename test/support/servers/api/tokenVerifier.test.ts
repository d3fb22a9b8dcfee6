import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AwsIdentity, verifyToken } from './tokenVerifier';

const signedAt = Date.UTC(2026, 0, 1, 12);
const identity: AwsIdentity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const checks = { cluster: 'prod', identities: [identity], now: () => signedAt + 60_000 };

interface Minting {
  readonly region?: string;
  readonly host?: string;
  readonly path?: string;
  readonly cluster?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly credentials?: AwsIdentity;
  readonly expiresIn?: number;
}

async function presign(minting: Minting): Promise<URL> {
  const { region = 'eu-central-1', path = '/', cluster = 'prod', credentials = identity, expiresIn = 60 } = minting;
  const hostname = minting.host ?? `sts.${region}.amazonaws.com`;
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const { query } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path,
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15', ...minting.query },
      headers: { host: hostname, ...(minting.headers ?? { 'x-k8s-aws-id': cluster }) },
    },
    { signingDate: new Date(signedAt), expiresIn },
  );
  return new URL(`https://${hostname}${path}?${new URLSearchParams(query as Record<string, string>)}`);
}

const tokenOf = (url: URL | string) => `k8s-aws-v1.${Buffer.from(String(url)).toString('base64url')}`;
const mint = async (minting: Minting = {}) => tokenOf(await presign(minting));

/** A valid token, with one part of its URL replaced. */
const changed = async (from: RegExp, to: string) => tokenOf(String(await presign({})).replace(from, to));

describe('verifyToken', () => {
  test.each<[string, Minting]>([
    ['of the region', {}],
    ['of China', { region: 'cn-north-1', host: 'sts.cn-north-1.amazonaws.com.cn' }],
    ['of GovCloud, with FIPS', { region: 'us-gov-west-1', host: 'sts-fips.us-gov-west-1.amazonaws.com' }],
    ['the global one', { region: 'us-east-1', host: 'sts.amazonaws.com' }],
    ['with the longest validity', { expiresIn: 900 }],
  ])('accepts a token of a known identity for an STS endpoint: %s', async (_, minting) => {
    await expect(verifyToken(await mint(minting), checks)).resolves.toBe(identity);
  });

  test('accepts credentials without a session token', async () => {
    const user: AwsIdentity = { accessKeyId: 'AKIDUSER', secretAccessKey: 'secret' };
    const token = await mint({ credentials: user });

    await expect(verifyToken(token, { ...checks, identities: [identity, user] })).resolves.toBe(user);
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    ['is longer than 4096 bytes', () => mint({ credentials: { ...identity, sessionToken: 'x'.repeat(3000) } }), /4096/],
    ['has another prefix', async () => (await mint()).replace('v1', 'v2'), /does not begin with k8s-aws-v1\./],
    ['is padded', async () => `${await mint()}=`, /without padding/],
    ['contains no URL', async () => tokenOf('nothing'), /Invalid URL/],
    ['is for plain http', () => changed(/^https/, 'http'), /not https/],
    ['has a port', () => changed(/\.com/, '.com:8443'), /not https on its own port/],
    ['has a path', () => mint({ path: '/x' }), /the path is \/x/],
    [
      'has a query key that is not allowed',
      () => mint({ query: { 'x-id': 'GetCallerIdentity' } }),
      /x-id is not allowed/,
    ],
    ['has a query key twice', () => changed(/$/, '&X-Amz-Date=20260101T120000Z'), /X-Amz-Date is there twice/],
    ['has no expiry', () => changed(/&X-Amz-Expires=\d+/, ''), /x-amz-expires is missing/],
    ['is for another action', () => mint({ query: { Action: 'GetSessionToken' } }), /the action is GetSessionToken/],
    ['does not sign the cluster', () => mint({ headers: {} }), /x-k8s-aws-id is not among the signed headers/],
    ['is valid for too long', () => mint({ expiresIn: 901 }), /X-Amz-Expires is 901/],
    ['is for a host that is not an STS endpoint', () => mint({ host: 'sts.example.com' }), /not an STS endpoint/],
    ['is for an STS of another partition', () => mint({ region: 'cn-north-1' }), /not an STS endpoint of cn-north-1/],
    ['is of an unknown key', () => mint({ credentials: { ...identity, accessKeyId: 'AKIDOTHER' } }), /not known/],
    ['is for another cluster', () => mint({ cluster: 'dev' }), /signature does not match/],
    [
      'is signed with another secret',
      () => mint({ credentials: { ...identity, secretAccessKey: 'x' } }),
      /does not match/,
    ],
    ['has another session token', () => mint({ credentials: { ...identity, sessionToken: 'x' } }), /does not match/],
  ])('rejects a token that %s', async (_, make, reason) => {
    await expect(verifyToken(await make(), checks)).rejects.toThrow(reason);
  });

  test('a token expires 15 minutes after its date, whatever X-Amz-Expires is', async () => {
    const token = await mint({ expiresIn: 60 });
    const checkAfter = (minutes: number) => verifyToken(token, { ...checks, now: () => signedAt + minutes * 60_000 });

    await expect(checkAfter(15)).resolves.toBe(identity);
    await expect(checkAfter(15.1)).rejects.toThrow(/more than 15 minutes ago/);
  });
});
