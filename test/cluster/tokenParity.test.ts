import { mintToken } from '../../lambda/aws/token';
import { awsCliToken, type TokenRequest } from './awsCli';

const regions = [
  'us-east-1',
  'us-west-2',
  'eu-central-1',
  'eu-south-2',
  'ap-southeast-3',
  'me-central-1',
  'af-south-1',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
];
const longLived = { accessKeyId: 'AKIAEXAMPLEPARITY001', secretAccessKey: 'example/secret+of=parity' };
const session = { ...longLived, sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEaDGV1+/=='.repeat(9) };

/** The URL in a token. */
function urlOf(token: string): string {
  return Buffer.from(token.replace(/^k8s-aws-v1\./, ''), 'base64url').toString('utf8');
}

/** `20261121T030000Z` as milliseconds since the epoch. */
function timeOf(url: string): number {
  const date = new URL(url).searchParams.get('X-Amz-Date') ?? '';
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

describe.each<[string, TokenRequest['credentials']]>([
  ['with a session token', session],
  ['without a session token', longLived],
])('%s', (_, credentials) => {
  test.each(regions)('the token for %s is the same as that of `aws eks get-token`', async (region) => {
    const cluster = { name: 'prod_1', region };
    const expected = urlOf(await awsCliToken({ cluster: cluster.name, region, credentials }));

    const { token } = await mintToken(cluster, async () => credentials, timeOf(expected));

    expect(urlOf(token)).toBe(expected);
  });
});
