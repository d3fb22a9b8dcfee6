import { describeCluster } from '../../../lambda/aws/cluster';
import { cluster, type Described, fakeEks } from './fakeEks';

const limits = { tryTimeout: 1234, signal: new AbortController().signal };

test('the cluster is asked for by name, within the limits of the run', async () => {
  const { eks, calls } = fakeEks(cluster('a'));
  await describeCluster(eks, 'prod', limits);
  expect(calls.map(({ input }) => input)).toEqual([{ name: 'prod' }]);
  await expect(
    describeCluster(fakeEks('silence').eks, 'prod', { ...limits, signal: AbortSignal.abort() }),
  ).rejects.toThrow('the time of the run is over');
});

test('a lookup that is throttled is tried again', async () => {
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  const { eks, calls } = fakeEks(throttled, cluster('a'));
  expect((await describeCluster(eks, 'prod', { ...limits, tryTimeout: 10 })).connection.server).toContain('//a.');
  expect(calls).toHaveLength(2);
});

test('its endpoint, its authority as PEM and its status are told', async () => {
  const { eks } = fakeEks(cluster('a', { status: 'UPDATING' }));
  expect(await describeCluster(eks, 'prod', limits)).toEqual({
    connection: { server: 'https://a.eks.amazonaws.com', tls: { ca: 'PEM of a' } },
    status: 'UPDATING',
  });
});

const denied = Object.assign(new Error('not authorized to perform: eks:DescribeCluster'), {
  name: 'AccessDeniedException',
});

test.each<[string, Described, string, string]>([
  [
    'is being created',
    cluster('a', { status: 'CREATING', endpoint: undefined }),
    'ClusterNotReady',
    'cluster prod is CREATING and has no endpoint',
  ],
  [
    'has no authority yet',
    cluster('a', { certificateAuthority: {} }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and has no certificate authority',
  ],
  [
    'has an empty authority, in place of which those of the public would count',
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
    'has an endpoint that is no URL',
    cluster('a', { endpoint: 'https://' }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and its endpoint is not an https URL',
  ],
  ['is not in the answer', undefined, 'ClusterNotReady', 'cluster prod is UNKNOWN and has no endpoint'],
  [
    'may not be described',
    denied,
    'DescribeClusterFailed',
    'eks:DescribeCluster of cluster prod failed: AccessDeniedException: not authorized to perform: eks:DescribeCluster',
  ],
])('a cluster that %s', async (_, answer, reason, message) => {
  const { eks } = fakeEks(answer);
  await expect(describeCluster(eks, 'prod', limits)).rejects.toMatchObject({ name: 'ReadFailure', reason, message });
});
