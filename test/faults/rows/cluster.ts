import { refusedPort, startBlackHole } from '../../support/servers/rawSockets';
import type { Row } from '../fault';
import { hang, once, reset, says, stopInBody, times } from '../handles';
import { awsError, htmlPage, tooSkewed } from '../statuses';
import type { World } from '../world';

const well = { published: 1, failed: false, reason: '' } as const;
const notDescribed = { published: null, failed: true, reason: 'DescribeClusterFailed' } as const;
const notReady = { published: null, failed: true, reason: 'ClusterNotReady' } as const;

/** The API server moves to another address, and nobody is at its former one. */
async function moves(world: World): Promise<void> {
  const { url } = await world.addApiFront();
  world.setCluster({ endpoint: url });
  await world.apiFront.stop();
}

/** What EKS tells of the cluster, or does not. */
export const cluster: readonly Row[] = [
  {
    name: 'DescribeCluster is denied',
    aws: { eks: awsError(403, 'AccessDeniedException') },
    ...notDescribed,
    asksAtMost: 1,
    quick: true,
  },
  {
    name: 'DescribeCluster is throttled twice',
    aws: { eks: times(2, awsError(429, 'TooManyRequestsException')) },
    ...well,
    quick: true,
  },
  { name: 'DescribeCluster is throttled always', aws: { eks: awsError(400, 'ThrottlingException') }, ...notDescribed },
  {
    name: 'DescribeCluster is throttled, Retry-After longer than the run',
    aws: { eks: awsError(429, 'TooManyRequestsException', { 'retry-after': '60' }) },
    ...notDescribed,
    asksAtMost: 1,
  },
  { name: 'DescribeCluster hangs', aws: { eks: hang }, ...notDescribed, quick: true },
  { name: 'DescribeCluster hangs at the first try', aws: { eks: once(hang) }, ...well, quick: true },
  { name: 'the answer of DescribeCluster stops in the middle', aws: { eks: stopInBody }, ...notDescribed },
  {
    name: 'the answer of DescribeCluster stops in the middle at the first try',
    aws: { eks: once(stopInBody) },
    ...well,
  },
  { name: 'the connection breaks at DescribeCluster', aws: { eks: reset }, ...notDescribed },
  { name: 'the connection breaks at the first DescribeCluster', aws: { eks: once(reset) }, ...well },
  { name: 'DescribeCluster: 500 once', aws: { eks: once(awsError(500, 'ServerException')) }, ...well },
  { name: 'DescribeCluster: 503 always', aws: { eks: awsError(503, 'ServiceUnavailableException') }, ...notDescribed },
  { name: 'DescribeCluster is answered with a page of HTML', aws: { eks: htmlPage(200) }, ...notDescribed },
  {
    name: 'DescribeCluster is answered with nothing in JSON',
    aws: { eks: says(200, 'application/json', () => '{}') },
    ...notReady,
  },
  {
    name: 'the EKS API refuses connections',
    arrange: async (world) => world.setEnvironment({ AWS_ENDPOINT_URL_EKS: `http://127.0.0.1:${await refusedPort()}` }),
    ...notDescribed,
  },
  {
    name: 'the EKS API is black-holed',
    arrange: async (world) => {
      const { port, stop } = await startBlackHole();
      world.onEnd(stop);
      await world.setEnvironment({ AWS_ENDPOINT_URL_EKS: `http://127.0.0.1:${port}` });
    },
    ...notDescribed,
  },
  { name: 'the clock of the EKS API is 20 minutes ahead', aws: { eks: once(tooSkewed) }, ...well },
  {
    name: 'the cluster is missing',
    aws: { eks: awsError(404, 'ResourceNotFoundException') },
    ...notDescribed,
    quick: true,
  },
  {
    name: 'the cluster is CREATING',
    arrange: (world) => world.setCluster({ status: 'CREATING', endpoint: undefined, caData: undefined }),
    ...notReady,
    quick: true,
  },
  {
    name: 'the cluster is FAILED and has no endpoint',
    arrange: (world) => world.setCluster({ status: 'FAILED', endpoint: undefined }),
    ...notReady,
  },
  {
    name: 'the cluster is FAILED, and its API server answers',
    arrange: (world) => world.setCluster({ status: 'FAILED' }),
    ...well,
  },
  {
    name: 'the cluster is DELETING, and its API server is gone',
    arrange: async (world) =>
      world.setCluster({ status: 'DELETING', endpoint: `https://127.0.0.1:${await refusedPort()}` }),
    published: null,
    failed: true,
    reason: 'Unreachable',
  },
  {
    name: 'the cluster is DELETING, and its API server answers',
    arrange: (world) => world.setCluster({ status: 'DELETING' }),
    ...well,
  },
  { name: 'the cluster has no endpoint', arrange: (world) => world.setCluster({ endpoint: undefined }), ...notReady },
  {
    name: 'the cluster has no certificate authority',
    arrange: (world) => world.setCluster({ caData: undefined }),
    ...notReady,
  },
  {
    name: 'the certificate authority is empty',
    arrange: (world) => world.setCluster({ caData: '' }),
    ...notReady,
    quick: true,
  },
  {
    name: 'the certificate authority is no certificate',
    arrange: (world) => world.setCluster({ caData: 'bm90IGEgY2VydGlmaWNhdGU=' }),
    published: null,
    failed: true,
    reason: 'Unreachable',
  },
  {
    name: 'the endpoint does not speak https',
    arrange: (world) => world.setCluster({ endpoint: world.apiFront.url.replace('https', 'http') }),
    ...notReady,
  },
  {
    name: 'the endpoint is no URL',
    arrange: (world) => world.setCluster({ endpoint: 'api.cluster.test' }),
    ...notReady,
  },
  { name: 'the endpoint has changed since the last run', afterAGoodRun: moves, ...well, quick: true },
  {
    name: 'the endpoint has changed, and DescribeCluster is denied by now',
    aws: { eks: awsError(403, 'AccessDeniedException') },
    afterAGoodRun: moves,
    ...notDescribed,
  },
  {
    name: 'the certificate authority has changed since the last run',
    afterAGoodRun: async (world) => {
      const { issue, otherAuthority } = world.stage;
      const { url } = await world.addApiFront(await issue({}, otherAuthority));
      world.setCluster({ endpoint: url, caData: Buffer.from(otherAuthority.certificatePem).toString('base64') });
      await world.apiFront.stop();
    },
    ...well,
  },
  {
    name: 'DescribeCluster hangs after the first run: it is not needed',
    aws: { eks: hang },
    afterAGoodRun: () => {},
    ...well,
  },
];
