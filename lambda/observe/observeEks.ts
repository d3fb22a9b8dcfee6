import { allOfCluster, type EksKind } from '../../model/eksResources';
import type { Reason } from '../../model/reasons';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { EksReader } from '../aws/eksReader';
import { judgeEksListing, judgeEksTarget } from '../health/eks/eksTargetVerdict';
import { shellCommand } from '../health/kubectl';
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
      const verdict =
        kind === 'EKSCluster' || name !== allOfCluster
          ? judgeEksTarget({ ...target, name }, await reader.read(kind, name, limits), now())
          : judgeEksListing(target, await reader.readAll(kind, limits), now());
      const worst = verdict.objects?.[0]?.name ?? name;
      const command = verdict.verdict === 'Healthy' ? undefined : awsCommand(verdict.reason, kind, worst, cluster);
      return withSeverity(command === undefined ? verdict : { ...verdict, command }, target);
    }),
  );
}

/** The first command to run for what EKS reports, or does not. */
function awsCommand(
  reason: Reason,
  kind: EksKind,
  name: string,
  cluster: RuntimeConfig['cluster'],
): string | undefined {
  if (reason === 'NoCredentials') return 'aws sts get-caller-identity';
  const region = ['--region', cluster.region];
  const [noun, plural, flag] = commandWords[kind];
  if (kind === 'EKSCluster') return shellCommand('aws', ['eks', 'describe-cluster', '--name', name, ...region]);
  const of = ['--cluster-name', cluster.name];
  return name === allOfCluster || reason === 'NotFound'
    ? shellCommand('aws', ['eks', `list-${plural}`, ...of, ...region])
    : shellCommand('aws', ['eks', `describe-${noun}`, ...of, flag, name, ...region]);
}

/** The words of the AWS CLI. Source: AWS CLI Command Reference, `eks`. */
const commandWords: Readonly<Record<EksKind, readonly [noun: string, plural: string, flag: string]>> = {
  EKSCluster: ['cluster', 'clusters', '--name'],
  EKSNodegroup: ['nodegroup', 'nodegroups', '--nodegroup-name'],
  EKSAddon: ['addon', 'addons', '--addon-name'],
};
