import {
  type AuthenticationMode,
  DescribeClusterCommand,
  type EKSClient,
  type VpcConfigResponse,
} from '@aws-sdk/client-eks';
import { ReadFailure } from '../errors';
import type { Connection } from '../kubernetes/clusterAccess';
import type { Limits } from '../time/limits';
import { callAws, describeAwsError } from './awsCall';

/** What `eks:DescribeCluster` returns: how to connect to the API server, and the state of the cluster. */
export interface ClusterInfo {
  readonly arn: string;
  readonly connection: Connection;
  readonly endpoint: EndpointAccess;
  /** ID of the VPC of its nodes. */
  readonly vpc?: string;
  /** Where the cluster looks up who an IAM identity is: in the ConfigMap `aws-auth`, in access entries, or in both. */
  readonly authenticationMode?: AuthenticationMode;
  /** For example ACTIVE or UPDATING. */
  readonly status: string;
}

/** From where the endpoint accepts connections. */
export interface EndpointAccess {
  /** Whether it accepts connections from outside of the cluster's VPC. */
  readonly isPublic: boolean;
  /** Whether it has addresses in the cluster's VPC. */
  readonly isPrivate: boolean;
  /** If it is public: from where it accepts connections; empty for everywhere. */
  readonly publicCidrs: readonly string[];
}

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

/**
 * Describes the cluster.
 *
 * @param inVpc - whether the function runs in a VPC.
 * @throws ReadFailure when the cluster cannot be described, or cannot be connected to yet.
 */
export async function describeCluster(
  client: Pick<EKSClient, 'send'>,
  name: string,
  limits: Limits,
  inVpc = false,
): Promise<ClusterInfo> {
  const { cluster } = await callAws(limits, (options) =>
    client.send(new DescribeClusterCommand({ name }), options),
  ).catch((error: unknown) => {
    const message = `eks:DescribeCluster of cluster ${name} failed: ${describeAwsError(error, inVpc ? 'eks' : undefined)}`;
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
  const vpc = cluster?.resourcesVpcConfig?.vpcId;
  const mode = cluster?.accessConfig?.authenticationMode;
  return {
    arn: cluster?.arn ?? '',
    connection: { server, tls: { ca: Buffer.from(ca, 'base64').toString('utf8') } },
    endpoint: readEndpointAccess(cluster?.resourcesVpcConfig),
    ...(vpc === undefined ? {} : { vpc }),
    ...(mode === undefined ? {} : { authenticationMode: mode }),
    status,
  };
}

/** What is absent is as in a new cluster: public, for everybody. */
function readEndpointAccess(config: VpcConfigResponse | undefined): EndpointAccess {
  const { endpointPublicAccess = true, endpointPrivateAccess = false, publicAccessCidrs = [] } = config ?? {};
  const isRestricted = endpointPublicAccess && !publicAccessCidrs.some((cidr) => everywhere.has(cidr));
  return {
    isPublic: endpointPublicAccess,
    isPrivate: endpointPrivateAccess,
    publicCidrs: isRestricted ? publicAccessCidrs : [],
  };
}
