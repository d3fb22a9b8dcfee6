import { EKSClient } from '@aws-sdk/client-eks';
import { EksReader } from '../../../lambda/aws/eksReader';
import { respondWith } from '../../support/servers/actions/alterResponse';
import { type AwsEndpoints, startAwsEndpoints } from '../../support/servers/awsEndpoints';
import { generousLimits } from '../kubernetes/generousLimits';

/** The real client of the AWS SDK against the embedded EKS. */
let aws: AwsEndpoints;
let client: EKSClient;

const createdAt = Date.UTC(2026, 0, 1);
const issues = [{ code: 'InsufficientFreeAddresses', message: 'Too few.', resourceIds: ['subnet-0a'] }];
const five = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, { createdAt }]));
const active = { type: 'found', status: 'ACTIVE', issues: [], createdAt, modifiedAt: createdAt };

beforeAll(async () => {
  aws = await startAwsEndpoints({ clusters: {} });
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  client = new EKSClient({ region: 'eu-central-1', endpoint: aws.url, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});
beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  aws.script({});
  aws.setCluster('prod', {
    issues,
    nodegroups: five,
    addons: { coredns: { status: 'DEGRADED', createdAt, modifiedAt: createdAt + 1000 } },
  });
});
afterEach(() => jest.restoreAllMocks());

const remedies = { AccessDenied: 'do this', NoCredentials: 'do that' };
const reader = (over: { cluster?: string; inVpc?: boolean; eks?: Pick<EKSClient, 'send'> } = {}) =>
  new EksReader({ eks: client, cluster: 'prod', inVpc: false, remedies, ...over });
const paths = () => aws.requests.map(({ path }) => path);

test('a cluster, with its health issues, which has no time of a modification', async () => {
  expect(await reader().read('EKSCluster', 'prod', generousLimits)).toEqual({
    type: 'found',
    status: 'ACTIVE',
    issues,
  });
});

test('a node group', async () => {
  expect(await reader().read('EKSNodegroup', 'a', generousLimits)).toEqual(active);
});

test('an add-on', async () => {
  expect(await reader().read('EKSAddon', 'coredns', generousLimits)).toEqual({
    ...active,
    status: 'DEGRADED',
    modifiedAt: createdAt + 1000,
  });
  expect(paths()).toEqual(['/clusters/prod/addons/coredns']);
});

test('what does not exist, in the words of EKS', async () => {
  const missing = (message: string) => ({ type: 'missing', reason: 'NotFound', message: `EKS reports: ${message}` });
  expect(await reader().read('EKSNodegroup', 'x', generousLimits)).toEqual(missing('No node group found for name: x.'));
  expect(await reader().read('EKSAddon', 'x', generousLimits)).toEqual(missing('No addon found for name: x.'));
  expect(await reader({ cluster: 'old' }).read('EKSCluster', 'old', generousLimits)).toEqual(
    missing('No cluster found for name: old.'),
  );
});

describe('all node groups', () => {
  test('of several pages', async () => {
    const { observed, failure } = await reader().readAll('EKSNodegroup', generousLimits);
    expect(failure).toBeUndefined();
    expect(observed).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, observation: active })));
    expect(paths().filter((path) => !path.includes('node-groups/'))).toEqual([
      '/clusters/prod/node-groups',
      '/clusters/prod/node-groups?nextToken=2',
      '/clusters/prod/node-groups?nextToken=4',
    ]);
  });

  test('one that was deleted after it was listed is left out', async () => {
    const gone = respondWith(404, 'application/json', () => '{"message":"gone"}', {
      'x-amzn-errortype': 'ResourceNotFoundException',
    });
    aws.script({ 'node-groups/b': gone });
    const { observed } = await reader().readAll('EKSNodegroup', generousLimits);
    expect(observed.map(({ name }) => name)).toEqual(['a', 'c', 'd', 'e']);
  });

  test('what was listed counts if a later page fails', async () => {
    aws.script({
      'node-groups': ({ request, pass, send }) =>
        request.url?.includes('nextToken')
          ? send({ status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: Buffer.from('{}') })
          : pass(),
    });
    const { observed, failure } = await reader().readAll('EKSNodegroup', generousLimits);
    expect(observed).toHaveLength(2);
    expect(failure).toMatchObject({ type: 'unreadable', reason: 'AccessDenied' });
  });

  test.each<[string, unknown, string]>([
    ['pages that never end', { nodegroups: ['a'], nextToken: 'x' }, 'more than 3 pages; watch them by name'],
    ['something else', { message: 'hello' }, 'the response is not a list of names'],
    ['a name that cannot be', { nodegroups: ['a/../b'] }, 'the response has a name that EKS does not allow: a/../b'],
    ['too many names', { nodegroups: Array(101).fill('a') }, 'the response is not a list of names'],
  ])('%s', async (_title, body, message) => {
    aws.script({ 'node-groups': respondWith(200, 'application/json', () => JSON.stringify(body)) });
    expect((await reader().readAll('EKSNodegroup', generousLimits)).failure).toEqual({
      type: 'unreadable',
      reason: 'EksApiFailed',
      message: `eks:ListNodegroups failed: Error: ${message}`,
    });
  });

  test('of a cluster that does not exist', async () => {
    expect(await reader({ cluster: 'old' }).readAll('EKSAddon', generousLimits)).toEqual({
      observed: [],
      failure: { type: 'missing', reason: 'NotFound', message: 'EKS reports: No cluster found for name: old.' },
    });
  });
});

const awsError = (status: number, type: string) =>
  respondWith(status, 'application/json', () => '{"message":"because"}', { 'x-amzn-errortype': type });

describe('a failure', () => {
  const observe = () => reader().read('EKSNodegroup', 'a', generousLimits);

  test.each<[number, string, string, string]>([
    [
      403,
      'AccessDeniedException',
      'AccessDenied',
      'permission for eks:DescribeNodegroup is missing: do this (because)',
    ],
    [429, 'TooManyRequestsException', 'TooManyRequests', 'eks:DescribeNodegroup failed: TooManyRequestsException'],
    [400, 'ThrottlingException', 'TooManyRequests', 'eks:DescribeNodegroup failed: ThrottlingException: because'],
    [500, 'ServerException', 'EksApiFailed', 'eks:DescribeNodegroup failed: ServerException: because'],
    [400, 'InvalidParameterException', 'EksApiFailed', 'eks:DescribeNodegroup failed: InvalidParameterException'],
  ])('%p %s', async (status, type, reason, message) => {
    aws.script({ any: awsError(status, type) });
    expect(await observe()).toMatchObject({ type: 'unreadable', reason, message: expect.stringContaining(message) });
  });

  test.each<[string, string]>([
    ['a page of a proxy', '<html>404</html>'],
    ['an empty object', '{}'],
    ['another node group', '{"nodegroup":{"clusterName":"prod","nodegroupName":"b","status":"ACTIVE"}}'],
    ['a node group of another cluster', '{"nodegroup":{"clusterName":"x","nodegroupName":"a","status":"ACTIVE"}}'],
    ['no status', '{"nodegroup":{"clusterName":"prod","nodegroupName":"a"}}'],
  ])('%s', async (_title, body) => {
    aws.script({ any: respondWith(200, 'application/json', () => body) });
    expect(await observe()).toMatchObject({ type: 'unreadable', reason: 'EksApiFailed' });
  });

  test('a 404 that EKS did not send is no evidence', async () => {
    aws.script({ any: respondWith(404, 'text/html', () => '<html>') });
    expect(await observe()).toMatchObject({ type: 'unreadable', reason: 'EksApiFailed' });
  });

  test('no response until the try times out', async () => {
    aws.script({ any: () => {} });
    const limits = { ...generousLimits, tryTimeout: 50 };
    expect(await reader().read('EKSNodegroup', 'a', limits)).toEqual({
      type: 'unreadable',
      reason: 'Timeout',
      message: 'eks:DescribeNodegroup failed: TimeoutError: no complete response within 50 ms',
    });
  });

  test('no credentials', async () => {
    const credentials = async () => {
      throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    };
    const eks = new EKSClient({ region: 'eu-central-1', endpoint: aws.url, credentials, maxAttempts: 1 });
    expect(await reader({ eks }).read('EKSAddon', 'a', generousLimits)).toEqual({
      type: 'unreadable',
      reason: 'NoCredentials',
      message: 'eks:DescribeAddon failed: CredentialsProviderError: none; do that',
    });
  });

  test('no connection, from a VPC', async () => {
    const send = () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(await reader({ eks: { send }, inVpc: true }).read('EKSAddon', 'a', generousLimits)).toMatchObject({
      reason: 'EksApiFailed',
      message: expect.stringContaining('a NAT gateway or the interface endpoint `eks`'),
    });
  });
});

test.each<[string, object, object[]]>([
  [
    'issues of other types',
    { issues: [null, { code: 1 }] },
    [
      { code: 'without a code', message: '', resourceIds: [] },
      { code: 'without a code', message: '', resourceIds: [] },
    ],
  ],
  [
    'resource IDs of other types',
    { issues: [{ code: 'A', resourceIds: 'x' }] },
    [{ code: 'A', message: '', resourceIds: [] }],
  ],
])('%s are read as far as possible', async (_title, over, expected) => {
  aws.setCluster('prod', over as never);
  expect(await reader().read('EKSCluster', 'prod', generousLimits)).toMatchObject({ issues: expected });
});
