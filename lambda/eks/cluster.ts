import { DescribeClusterCommand, type EKSClient } from '@aws-sdk/client-eks';
import type { Connection } from '../kubernetes/access';
import { ReadFailure } from '../kubernetes/failure';
import type { Limits } from '../kubernetes/transport';

/** What `eks:DescribeCluster` tells: the way to the API server, and the cluster's state. */
export interface ClusterInfo {
  readonly connection: Connection;
  /** Such as ACTIVE or UPDATING. */
  readonly status: string;
}

/**
 * Looks the cluster up.
 * @throws ReadFailure when the cluster cannot be described or has no endpoint yet.
 */
export async function describeCluster(
  client: Pick<EKSClient, 'send'>,
  name: string,
  { signal, tryTimeout }: Limits,
): Promise<ClusterInfo> {
  const { cluster } = await client
    .send(new DescribeClusterCommand({ name }), { abortSignal: signal, requestTimeout: tryTimeout })
    .catch((error: unknown) => {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new ReadFailure('ClusterNotDescribed', `eks:DescribeCluster of cluster ${name} failed: ${why}`, {
        cause: error,
      });
    });
  const status = cluster?.status ?? 'UNKNOWN';
  const ca = cluster?.certificateAuthority?.data;
  if (cluster?.endpoint === undefined || ca === undefined) {
    throw new ReadFailure('ClusterNotReady', `cluster ${name} is ${status} and has no endpoint to connect to`);
  }
  return {
    connection: { server: cluster.endpoint, tls: { ca: Buffer.from(ca, 'base64').toString('utf8') } },
    status,
  };
}
