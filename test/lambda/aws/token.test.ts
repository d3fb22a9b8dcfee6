import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import { mintToken } from '../../../lambda/aws/token';
import { verifyToken } from '../../support/servers/api/tokenVerifier';

const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;
const cluster = { name: 'prod', region: 'eu-central-1' };
const identity: AwsCredentialIdentity = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2Vj//+/example==',
};
const temporary =
  (overrides: Partial<AwsCredentialIdentity> = {}) =>
  async () => ({ ...identity, ...overrides });
const longTerm = async () => ({ accessKeyId: identity.accessKeyId, secretAccessKey: identity.secretAccessKey });

function urlOf(token: string): URL {
  return new URL(Buffer.from(token.replace(/^k8s-aws-v1\./, ''), 'base64url').toString('utf8'));
}

/** The signature according to AWS's "Create a signed AWS API request", without an SDK. */
function signatureOf(url: URL, secret: string, clusterName: string): string {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const query = [...url.searchParams]
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .sort();
  const headers = `host:${url.host}\nx-k8s-aws-id:${clusterName}\n`;
  const request = ['GET', '/', query.join('&'), headers, 'host;x-k8s-aws-id', sha256('')].join('\n');
  const [, day = '', region = '', service = '', terminator = ''] =
    url.searchParams.get('X-Amz-Credential')?.split('/') ?? [];
  const scope = [day, region, service, terminator].join('/');
  const text = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope, sha256(request)].join('\n');
  const key = [day, region, service, terminator].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

describe('a token', () => {
  test('is a presigned GetCallerIdentity request', async () => {
    const { token } = await mintToken(cluster, temporary(), noon);
    const url = urlOf(token);
    expect([url.origin, url.pathname]).toEqual(['https://sts.eu-central-1.amazonaws.com', '/']);
    const { 'X-Amz-Signature': signature, ...query } = Object.fromEntries(url.searchParams);
    expect(query).toEqual({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDEXAMPLE/20260101/eu-central-1/sts/aws4_request',
      'X-Amz-Date': '20260101T120000Z',
      'X-Amz-Expires': '60',
      'X-Amz-Security-Token': identity.sessionToken,
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    });
    expect(signature).toBe(signatureOf(url, identity.secretAccessKey, 'prod'));
    // The AWS CLI has these two at the end: the same inputs give the same token.
    expect([...url.searchParams.keys()].slice(-2)).toEqual(['X-Amz-Security-Token', 'X-Amz-Signature']);
  });

  test('of long-term credentials has no session token', async () => {
    const url = urlOf((await mintToken(cluster, longTerm, noon)).token);
    expect(url.searchParams.has('X-Amz-Security-Token')).toBe(false);
    expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf(url, identity.secretAccessKey, 'prod'));
  });

  test('is in base64url, without padding', async () => {
    for (let length = 0; length < 3; length += 1) {
      const { token } = await mintToken(cluster, temporary({ sessionToken: `?~ ${'x'.repeat(length)}` }), noon);
      expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    }
  });

  test('is the same within a second', async () => {
    const [one, other, later] = await Promise.all(
      [noon, noon + 999, noon + 1000].map((now) => mintToken(cluster, temporary(), now)),
    );
    expect(other?.token).toBe(one?.token);
    expect(later?.token).not.toBe(one?.token);
  });

  test('is valid for its cluster only', async () => {
    const { token } = await mintToken(cluster, temporary(), noon);
    const checks = { identities: [{ ...identity }], now: () => noon } as const;
    await expect(verifyToken(token, { ...checks, cluster: 'prod' })).resolves.toEqual(identity);
    await expect(verifyToken(token, { ...checks, cluster: 'test' })).rejects.toThrow('signature');
  });

  test.each([
    ['eu-central-1', 'sts.eu-central-1.amazonaws.com'],
    ['us-east-1', 'sts.us-east-1.amazonaws.com'],
    ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
    ['cn-northwest-1', 'sts.cn-northwest-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
    ['us-iso-east-1', 'sts.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', 'sts.us-isob-east-1.sc2s.sgov.gov'],
    ['us-isof-south-1', 'sts.us-isof-south-1.csp.hci.ic.gov'],
    ['eu-isoe-west-1', 'sts.eu-isoe-west-1.cloud.adc-e.uk'],
    ['eusc-de-east-1', 'sts.eusc-de-east-1.amazonaws.eu'],
  ])('for %s has the host %s', async (region, host) => {
    const { token } = await mintToken({ name: 'prod', region }, temporary(), noon);
    const url = urlOf(token);
    expect(url.host).toBe(host);
    expect(url.searchParams.get('X-Amz-Credential')).toContain(`/${region}/sts/`);
    await expect(
      verifyToken(token, { cluster: 'prod', identities: [{ ...identity }], now: () => noon }),
    ).resolves.toBeDefined();
  });
});

describe('a token expires', () => {
  test.each<[string, Date | undefined, number]>([
    ['after 14 minutes', undefined, noon + 14 * minute],
    ['after 14 minutes if its credentials expire later', new Date(noon + 60 * minute), noon + 14 * minute],
    ['with its credentials if they expire earlier', new Date(noon + 5 * minute), noon + 5 * minute],
    ['immediately if its credentials have expired', new Date(noon - minute), noon - minute],
  ])('%s', async (_, expiration, expected) => {
    const { expiresAt } = await mintToken(cluster, temporary(expiration && { expiration }), noon);
    expect(expiresAt).toBe(expected);
  });
});

describe('no token is created', () => {
  test('that is larger than EKS accepts', async () => {
    const empty = urlOf((await mintToken(cluster, temporary({ sessionToken: 'x' }), noon)).token).href.length;
    // A URL of 3063 bytes is the longest whose base64, with the prefix, is below 4096 bytes.
    const fitting = 3063 - empty + 1;
    const sized = (length: number) => mintToken(cluster, temporary({ sessionToken: 'x'.repeat(length) }), noon);
    expect((await sized(fitting)).token).toHaveLength(4095);
    await expect(sized(fitting + 1)).rejects.toMatchObject({
      name: 'ReadFailure',
      reason: 'TokenTooLarge',
      message: expect.stringMatching(/^the token is 4097 bytes long, but EKS accepts at most 4096: the session token/),
    });
  });

  test('without credentials', async () => {
    const cause = new Error('Unable to find environment variable credentials.');
    await expect(mintToken(cluster, () => Promise.reject(cause), noon)).rejects.toMatchObject({
      name: 'ReadFailure',
      reason: 'NoCredentials',
      message: `no AWS credentials to sign the token: ${cause.message}`,
      cause,
    });
  });
});
