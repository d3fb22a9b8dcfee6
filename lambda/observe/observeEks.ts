import { allOfCluster } from '../../model/eksResources';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { EksReader } from '../aws/eksReader';
import { judgeEksListing, judgeEksTarget } from '../health/eks/eksTargetVerdict';
import { withSeverity } from '../health/severityHealth';
import type { TargetVerdict } from '../health/targetVerdict';
import type { Limits } from '../time/limits';

/**
 * Reads all targets that EKS knows, in parallel, and judges them. Neither the freshness of statuses in the cluster nor the state of
 * its workloads matters for them.
 *
 * @param now - the process's clock in milliseconds, which is right within minutes: otherwise, AWS rejects the signature.
 */
export function observeEks(
  { cluster, eks = [] }: Pick<RuntimeConfig, 'cluster' | 'eks'>,
  reader: Pick<EksReader, 'read' | 'readAll'>,
  limits: Limits,
  now: () => number,
): Promise<TargetVerdict[]> {
  return Promise.all(
    eks.map(async (target) => {
      const { kind, name = cluster.name } = target;
      if (kind === 'EKSCluster' || name !== allOfCluster) {
        return withSeverity(judgeEksTarget({ ...target, name }, await reader.read(kind, name, limits), now()), target);
      }
      return withSeverity(judgeEksListing(target, await reader.readAll(kind, limits), now()), target);
    }),
  );
}
