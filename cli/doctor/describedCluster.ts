import type { EKSClient } from '@aws-sdk/client-eks';
import { type ClusterInfo, describeCluster } from '../../lambda/aws/describeCluster';
import { ReadFailure } from '../../lambda/errors';
import { within } from '../../lambda/time/limits';
import { toCannotCheck } from './awsRead';
import { CannotCheck } from './finding';

/** What EKS says about the cluster. */
export type DescribedCluster =
  | { readonly state: 'found'; readonly info: ClusterInfo }
  | { readonly state: 'absent' }
  /** It cannot be connected to yet, such as while it is being created. */
  | { readonly state: 'notReady'; readonly message: string };

const timeout = 20_000;
const tryTimeout = 10_000;

/** @throws CannotCheck if EKS cannot be asked. */
export function readCluster(client: EKSClient, name: string): Promise<DescribedCluster> {
  return within(timeout, tryTimeout, (limits) => describeCluster(client, name, limits)).then(
    (info): DescribedCluster => ({ state: 'found', info }),
    (error: unknown): DescribedCluster => {
      if (!(error instanceof ReadFailure)) throw error;
      if (error.reason === 'ClusterNotReady') return { state: 'notReady', message: error.message };
      const { cause } = error;
      if (cause instanceof Error && cause.name === 'ResourceNotFoundException') return { state: 'absent' };
      throw toCannotCheck('eks:DescribeCluster', cause);
    },
  );
}

/** @throws CannotCheck if the cluster is not described, which the link `cluster` reports. */
export function infoOf(described: DescribedCluster): ClusterInfo {
  if (described.state === 'found') return described.info;
  throw new CannotCheck('EKS does not describe the cluster');
}
