import { breakConnection, hang, once, stopInBody, times } from '../../support/servers/actions/actions';
import { respondWith } from '../../support/servers/actions/alterResponse';
import { refusedPort, startBlackHole } from '../../support/servers/rawSockets';
import type { Environment } from '../environment';
import { awsError, htmlPage, tooSkewed } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, notDescribed, unknown, unreachable } from './expected';

const notReady = unknown('ClusterNotReady');

/** The API server moves to another address, and its former one refuses connections. */
async function moves(environment: Environment): Promise<void> {
  const { url } = await environment.addApiAddress();
  environment.setCluster({ endpoint: url });
  await environment.api.stop();
}

/** The response of DescribeCluster, and changes of the endpoint. */
export const clusterFaults: readonly Row[] = [
  {
    name: 'DescribeCluster is denied',
    aws: { eks: awsError(403, 'AccessDeniedException') },
    ...notDescribed,
    requestsAtMost: 1,
    quick: true,
  },
  {
    name: 'DescribeCluster is throttled twice',
    aws: { eks: times(2, awsError(429, 'TooManyRequestsException')) },
    ...healthy,
    quick: true,
  },
  {
    name: 'DescribeCluster is throttled each time',
    aws: { eks: awsError(400, 'ThrottlingException') },
    ...notDescribed,
  },
  {
    name: 'DescribeCluster is throttled, Retry-After longer than the run',
    aws: { eks: awsError(429, 'TooManyRequestsException', { 'retry-after': '60' }) },
    ...notDescribed,
    requestsAtMost: 1,
  },
  { name: 'no response to DescribeCluster', aws: { eks: hang }, ...notDescribed, quick: true },
  { name: 'no response to the first try of DescribeCluster', aws: { eks: once(hang) }, ...healthy, quick: true },
  { name: 'the response to DescribeCluster stops in the middle', aws: { eks: stopInBody }, ...notDescribed },
  {
    name: 'the response to DescribeCluster stops in the middle at the first try',
    aws: { eks: once(stopInBody) },
    ...healthy,
  },
  { name: 'the connection breaks at DescribeCluster', aws: { eks: breakConnection }, ...notDescribed },
  { name: 'the connection breaks at the first DescribeCluster', aws: { eks: once(breakConnection) }, ...healthy },
  { name: '500 for DescribeCluster, once', aws: { eks: once(awsError(500, 'ServerException')) }, ...healthy },
  {
    name: '503 for DescribeCluster, each time',
    aws: { eks: awsError(503, 'ServiceUnavailableException') },
    ...notDescribed,
  },
  { name: 'an HTML page for DescribeCluster', aws: { eks: htmlPage(200) }, ...notDescribed },
  {
    name: 'an empty JSON object for DescribeCluster',
    aws: { eks: respondWith(200, 'application/json', () => '{}') },
    ...notReady,
  },
  {
    name: 'the EKS API refuses connections',
    arrange: async (environment) =>
      environment.setVariables({ AWS_ENDPOINT_URL_EKS: `http://127.0.0.1:${await refusedPort()}` }),
    ...notDescribed,
  },
  {
    name: 'packets to the EKS API are dropped',
    arrange: async (environment) => {
      const { port, stop } = await startBlackHole();
      environment.onEnd(stop);
      await environment.setVariables({ AWS_ENDPOINT_URL_EKS: `http://127.0.0.1:${port}` });
    },
    ...notDescribed,
  },
  { name: 'the clock of the EKS API is 20 minutes ahead', aws: { eks: once(tooSkewed) }, ...healthy },
  {
    name: 'the cluster does not exist',
    aws: { eks: awsError(404, 'ResourceNotFoundException') },
    unhealthyCluster: true,
    ...notDescribed,
    quick: true,
  },
  {
    name: 'the cluster is CREATING',
    arrange: (environment) => environment.setCluster({ status: 'CREATING', endpoint: undefined, caData: undefined }),
    unhealthyCluster: true,
    ...notReady,
    quick: true,
  },
  {
    name: 'the cluster is FAILED and has no endpoint',
    arrange: (environment) => environment.setCluster({ status: 'FAILED', endpoint: undefined }),
    unhealthyCluster: true,
    ...notReady,
  },
  {
    name: 'the cluster is FAILED, and its API server responds',
    arrange: (environment) => environment.setCluster({ status: 'FAILED' }),
    unhealthyCluster: true,
    ...healthy,
  },
  {
    name: 'the cluster is DELETING, and its API server refuses connections',
    arrange: async (environment) =>
      environment.setCluster({ status: 'DELETING', endpoint: `https://127.0.0.1:${await refusedPort()}` }),
    unhealthyCluster: true,
    ...unreachable,
  },
  {
    name: 'the cluster is DELETING, and its API server responds',
    arrange: (environment) => environment.setCluster({ status: 'DELETING' }),
    unhealthyCluster: true,
    ...healthy,
  },
  {
    name: 'the cluster has no endpoint',
    arrange: (environment) => environment.setCluster({ endpoint: undefined }),
    ...notReady,
  },
  {
    name: 'the cluster has no certificate authority',
    arrange: (environment) => environment.setCluster({ caData: undefined }),
    ...notReady,
  },
  {
    name: 'the certificate authority is empty',
    arrange: (environment) => environment.setCluster({ caData: '' }),
    ...notReady,
    quick: true,
  },
  {
    name: 'the certificate authority is not a certificate',
    arrange: (environment) => environment.setCluster({ caData: 'bm90IGEgY2VydGlmaWNhdGU=' }),
    ...unreachable,
  },
  {
    name: 'the endpoint is an http URL',
    arrange: (environment) => environment.setCluster({ endpoint: environment.api.url.replace('https', 'http') }),
    ...notReady,
  },
  {
    name: 'the endpoint is not a URL',
    arrange: (environment) => environment.setCluster({ endpoint: 'api.cluster.test' }),
    ...notReady,
  },
  { name: 'the endpoint has changed since the last run', afterHealthyRun: moves, ...healthy, quick: true },
  {
    name: 'the endpoint has changed since the last run, and DescribeCluster is denied',
    aws: { eks: awsError(403, 'AccessDeniedException') },
    afterHealthyRun: moves,
    ...notDescribed,
  },
  {
    name: 'the certificate authority has changed since the last run',
    afterHealthyRun: async (environment) => {
      const { issue, otherAuthority } = environment.fixture;
      const { url } = await environment.addApiAddress(await issue({}, otherAuthority));
      environment.setCluster({ endpoint: url, caData: Buffer.from(otherAuthority.certificatePem).toString('base64') });
      await environment.api.stop();
    },
    ...healthy,
  },
  {
    name: 'no response to DescribeCluster after the first run, which needs none',
    aws: { eks: hang },
    afterHealthyRun: () => {},
    ...healthy,
  },
];
