import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { ReadFailure } from '../errors';
import type { Connection } from '../kubernetes/clusterAccess';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** What `eks:DescribeCluster` returns: how to connect to the API server, and the state of the cluster. */
export interface ClusterInfo {
  readonly connection: Connection;
  /** For example ACTIVE or UPDATING. */
  readonly status: string;
}

/**
 * Describes the cluster.
 *
 * @throws ReadFailure when the cluster cannot be described, or cannot be connected to yet.
 */
export async function describeCluster(
  client: Pick<EKSClient, 'send'>,
  name: string,
  limits: Limits,
): Promise<ClusterInfo> {
  const { cluster } = await callAws(limits, (options) =>
    client.send(new DescribeClusterCommand({ name }), options),
  ).catch((error: unknown) => {
    const message = `eks:DescribeCluster of cluster ${name} failed: ${describeAwsError(error)}`;
    throw new ReadFailure('DescribeClusterFailed', message, { cause: error });
  });
  const status = cluster?.status ?? 'UNKNOWN';
  const notReady = (why: string) => new ReadFailure('ClusterNotReady', `cluster ${name} is ${status} and ${why}`);
  const server = cluster?.endpoint;
  if (server === undefined) throw notReady('has no endpoint');
  if (!URL.canParse(server) || !server.startsWith('https://')) throw notReady('its endpoint is not an https URL');
  const ca = cluster?.certificateAuthority?.data;
  // Without a CA, Node.js would trust the public ones.
  if (!ca) throw notReady('has no certificate authority');
  return { connection: { server, tls: { ca: Buffer.from(ca, 'base64').toString('utf8') } }, status };
}
