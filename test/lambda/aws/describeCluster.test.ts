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
    connection: { server: 'https://a.eks.amazonaws.com', tls: { ca: 'PEM of a' } },
    status: 'UPDATING',
  });
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
