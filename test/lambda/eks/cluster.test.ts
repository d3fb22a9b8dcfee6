import { describeCluster } from '../../../lambda/eks/cluster';
import { cluster, type Described, fakeEks } from './fakeEks';

const limits = { tryTimeout: 1234, signal: new AbortController().signal };

test('the cluster is asked for by name, within the limits of the run', async () => {
  const { eks, calls } = fakeEks(cluster('a'));
  await describeCluster(eks, 'prod', limits);
  expect(calls).toEqual([{ input: { name: 'prod' }, options: { abortSignal: limits.signal, requestTimeout: 1234 } }]);
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
    'cluster prod is CREATING and has no endpoint to connect to',
  ],
  [
    'has no authority yet',
    cluster('a', { certificateAuthority: {} }),
    'ClusterNotReady',
    'cluster prod is ACTIVE and has no endpoint to connect to',
  ],
  ['is not in the answer', undefined, 'ClusterNotReady', 'cluster prod is UNKNOWN and has no endpoint to connect to'],
  [
    'may not be described',
    denied,
    'ClusterNotDescribed',
    'eks:DescribeCluster of cluster prod failed: AccessDeniedException: not authorized to perform: eks:DescribeCluster',
  ],
])('a cluster that %s', async (_, answer, reason, message) => {
  const { eks } = fakeEks(answer);
  await expect(describeCluster(eks, 'prod', limits)).rejects.toMatchObject({ name: 'ReadFailure', reason, message });
});
