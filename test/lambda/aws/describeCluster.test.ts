import { describeCluster } from '../../../lambda/aws/describeCluster';
import { cluster, type EksResponse, fakeEks } from './fakeEks';

const limits = { tryTimeout: 60_000, signal: new AbortController().signal };

// No waits before retries.
beforeEach(() => jest.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => jest.restoreAllMocks());

test('the cluster is described by name', async () => {
  const { eks, calls } = fakeEks(cluster('a'));
  await describeCluster(eks, 'prod', limits);
  expect(calls).toEqual([{ name: 'prod' }]);
});

test('the call ends with the run', async () => {
  const { eks } = fakeEks('no response');
  const ended = { ...limits, signal: AbortSignal.abort() };
  await expect(describeCluster(eks, 'prod', ended)).rejects.toThrow('the time of the run is over');
});

test('a throttled call is retried', async () => {
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  const { eks, calls } = fakeEks(throttled, cluster('a'));
  expect((await describeCluster(eks, 'prod', limits)).connection.server).toContain('//a.');
  expect(calls).toHaveLength(2);
});

test('the endpoint, the CA as PEM and the status are returned', async () => {
  const { eks } = fakeEks(cluster('a', { status: 'UPDATING' }));
  expect(await describeCluster(eks, 'prod', limits)).toEqual({
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod',
    connection: { server: 'https://a.eks.amazonaws.com', tls: { ca: 'PEM of a' } },
    endpoint: { isPublic: true, isPrivate: false, publicCidrs: [] },
    status: 'UPDATING',
  });
});

test.each<[object, object]>([
  [
    { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs: ['0.0.0.0/0'] },
    { isPublic: true, isPrivate: true, publicCidrs: [] },
  ],
  [
    { endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24', '::/0'] },
    { isPublic: true, isPrivate: false, publicCidrs: [] },
  ],
  [
    { endpointPublicAccess: true, endpointPrivateAccess: false, publicAccessCidrs: ['203.0.113.0/24'] },
    { isPublic: true, isPrivate: false, publicCidrs: ['203.0.113.0/24'] },
  ],
  [
    { endpointPublicAccess: false, endpointPrivateAccess: true, publicAccessCidrs: ['203.0.113.0/24'] },
    { isPublic: false, isPrivate: true, publicCidrs: [] },
  ],
])('an endpoint with %j is %j', async (resourcesVpcConfig, endpoint) => {
  const { eks } = fakeEks(cluster('a', { resourcesVpcConfig }));
  expect(await describeCluster(eks, 'prod', limits)).toMatchObject({ endpoint });
});

test('the authentication mode and the VPC are returned', async () => {
  const more = { accessConfig: { authenticationMode: 'API' }, resourcesVpcConfig: { vpcId: 'vpc-0a1b2c3d' } } as const;
  const { eks } = fakeEks(cluster('a', more));
  expect(await describeCluster(eks, 'prod', limits)).toMatchObject({ authenticationMode: 'API', vpc: 'vpc-0a1b2c3d' });
});

test('from a VPC, a call without response names the interface endpoint', async () => {
  const { eks } = fakeEks(Object.assign(new Error('getaddrinfo'), { name: 'Error', code: 'ENOTFOUND' }));
  await expect(describeCluster(eks, 'prod', limits, true)).rejects.toThrow(/ interface endpoint `eks`$/);
});

const denied = Object.assign(new Error('not authorized to perform: eks:DescribeCluster'), {
  name: 'AccessDeniedException',
});

test.each<[string, EksResponse, string, string]>([
  [
    'is being created',
    cluster('a', { status: 'CREATING', endpoint: undefined }),
    'ClusterNotReady',
    'cluster prod is CREATING and has no endpoint',
  ],
  [
    'has no CA yet',
    cluster('a', { certificateAuthority: {} }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and has no certificate authority',
  ],
  [
    'has an empty CA, for which Node.js would trust the public ones',
    cluster('a', { certificateAuthority: { data: '' } }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and has no certificate authority',
  ],
  [
    'has an endpoint without TLS',
    cluster('a', { endpoint: 'http://a.eks.amazonaws.com' }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and its endpoint is not an https URL',
  ],
  [
    'has an endpoint that is not a URL',
    cluster('a', { endpoint: 'https://' }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and its endpoint is not an https URL',
  ],
  ['is not in the response', undefined, 'ClusterNotReady', 'cluster prod is UNKNOWN and has no endpoint'],
  [
    'cannot be described',
    denied,
    'DescribeClusterFailed',
    'eks:DescribeCluster of cluster prod failed: AccessDeniedException: not authorized to perform: eks:DescribeCluster',
  ],
])('a cluster that %s is a ReadFailure', async (_, response, reason, message) => {
  const { eks } = fakeEks(response);
  await expect(describeCluster(eks, 'prod', limits)).rejects.toMatchObject({ name: 'ReadFailure', reason, message });
});
