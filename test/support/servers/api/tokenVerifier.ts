import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** Credentials that the verifier knows, as STS does. */
export interface AwsIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The facts that a token is checked against. */
export interface TokenChecks {
  readonly cluster: string;
  readonly identities: readonly AwsIdentity[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const prefix = 'k8s-aws-v1.';
const maximumBytes = 4096;
const maximumAgeMs = 15 * 60_000;
const requiredKeys = [
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signature',
  'x-amz-signedheaders',
];
const allowedKeys = [...requiredKeys, 'x-amz-security-token'];

/** DNS suffixes of the partitions by region; the first match counts. Source: AWS, "Partitions". */
const dnsSuffixes: readonly (readonly [region: RegExp, suffix: string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-isof-|^eu-isof-/, 'csp.hci.ic.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^/, 'amazonaws.com'],
];

/**
 * Checks a bearer token of EKS as aws-iam-authenticator does, in its order, and then the signature, as STS does.
 * @returns the identity that signed it.
 * @throws Error that names the rule that the token breaks.
 */
export async function verifyToken(token: string, { cluster, identities, now }: TokenChecks): Promise<AwsIdentity> {
  check(token.length <= maximumBytes, `the token is ${token.length} bytes long, more than ${maximumBytes}`);
  check(token.startsWith(prefix), `the token does not begin with ${prefix}`);
  const encoded = token.slice(prefix.length);
  check(/^[A-Za-z0-9_-]+$/.test(encoded), 'the token is not base64url without padding');
  const url = new URL(Buffer.from(encoded, 'base64url').toString('utf8'));
  check(url.protocol === 'https:' && url.port === '', `the URL is not https on its own port: ${url.origin}`);
  check(url.pathname === '/', `the path is ${url.pathname}, not /`);
  const query = readQuery(url.searchParams);
  check(query('action') === 'GetCallerIdentity', `the action is ${query('action')}`);
  const signedHeaders = query('x-amz-signedheaders').split(';');
  check(signedHeaders.includes('x-k8s-aws-id'), `x-k8s-aws-id is not among the signed headers ${signedHeaders}`);
  const expires = Number(query('x-amz-expires'));
  check(Number.isInteger(expires) && expires >= 0 && expires <= 900, `X-Amz-Expires is ${query('x-amz-expires')}`);
  const signedAt = readDate(query('x-amz-date'));
  check(now() - signedAt <= maximumAgeMs, `X-Amz-Date is ${query('x-amz-date')}, more than 15 minutes ago`);

  const [accessKeyId, , region = ''] = query('x-amz-credential').split('/');
  check(stsHosts(region).includes(url.hostname), `${url.hostname} is not an STS endpoint of ${region}`);
  const identity = identities.find((known) => known.accessKeyId === accessKeyId);
  if (identity === undefined) throw new Error('the access key is not known');
  const signature = await sign({ url, query, region, cluster, identity, signedAt, expires });
  check(signature === query('x-amz-signature'), 'the signature does not match');
  return identity;
}

function stsHosts(region: string): string[] {
  const suffix = dnsSuffixes.find(([regions]) => regions.test(region))?.[1];
  const regional = [`sts.${region}.${suffix}`, `sts-fips.${region}.${suffix}`];
  return region === 'us-east-1' ? [...regional, 'sts.amazonaws.com'] : regional;
}

function readQuery(parameters: URLSearchParams): (key: string) => string {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) {
    const key = name.toLowerCase();
    check(allowedKeys.includes(key), `the query key ${name} is not allowed`);
    check(!values.has(key), `the query key ${name} is there twice`);
    values.set(key, value);
  }
  for (const key of requiredKeys) check(values.has(key), `the query key ${key} is missing`);
  return (key) => values.get(key) ?? '';
}

function readDate(text: string): number {
  const time = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  check(!Number.isNaN(time), `X-Amz-Date is ${text}`);
  return time;
}

interface Presigned {
  readonly url: URL;
  readonly query: (key: string) => string;
  readonly region: string;
  readonly cluster: string;
  readonly identity: AwsIdentity;
  readonly signedAt: number;
  readonly expires: number;
}

async function sign({ url, query, region, cluster, identity, signedAt, expires }: Presigned): Promise<string> {
  const signer = new SignatureV4({ service: 'sts', region, credentials: identity, sha256: Sha256 });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: url.hostname,
      path: '/',
      query: { Action: query('action'), Version: query('version') },
      headers: { host: url.hostname, 'x-k8s-aws-id': cluster },
    },
    { signingDate: new Date(signedAt), expiresIn: expires },
  );
  return String(signed.query?.['X-Amz-Signature']);
}

function check(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
