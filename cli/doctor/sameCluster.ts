import type { Connection } from '../../lambda/kubernetes/clusterAccess';
import { CannotCheck } from './finding';
import type { Sources } from './sources';

/** Whether two connections lead to one cluster. A tunnel has another address, but the cluster has its own CA. */
export function isSameCluster(one: Connection, other: Connection): boolean {
  return one.server === other.server || (one.tls.ca !== undefined && caOf(one) === caOf(other));
}

function caOf({ tls }: Connection): string {
  return String(tls.ca).trim();
}

/** @throws CannotCheck unless the kubeconfig leads to the cluster that EKS describes: anything else says nothing about it. */
export async function requireSameCluster({ access, cluster }: Pick<Sources, 'access' | 'cluster'>): Promise<void> {
  const [connection, described] = [await access.connection(), await cluster()];
  if (described.state === 'found' && isSameCluster(connection, described.info.connection)) return;
  throw new CannotCheck(
    `${connection.server} of the kubeconfig is not known to be this cluster`,
    'see the link kubeconfig',
  );
}
