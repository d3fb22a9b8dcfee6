import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import { ReadFailure } from '../errors';
import type { Connection } from '../kubernetes/clusterAccess';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** What `eks:DescribeCluster` tells: the way to the API server, and the cluster's state. */
export interface ClusterInfo {
  readonly connection: Connection;
  /** Such as ACTIVE or UPDATING. */
  readonly status: string;
}

/**
 * Looks the cluster up.
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
  const notReady = (lacks: string) => new ReadFailure('ClusterNotReady', `cluster ${name} is ${status} and ${lacks}`);
  const server = cluster?.endpoint;
  if (server === undefined) throw notReady('has no endpoint to connect to');
  if (!URL.canParse(server) || !server.startsWith('https://')) throw notReady('its endpoint is no https URL');
  const ca = cluster?.certificateAuthority?.data;
  // Without an authority, Node.js would trust those of the public.
  if (!ca) throw notReady('has no certificate authority to verify its endpoint with');
  return { connection: { server, tls: { ca: Buffer.from(ca, 'base64').toString('utf8') } }, status };
}
