import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import type { VigilNames } from '../../lib/config/names';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { KubeconfigAccess } from '../kubeconfigAccess';
import type { AwsClients } from './awsClients';
import { type DeployedStack, readStack } from './deployedStack';
import { type DescribedCluster, readCluster } from './describedCluster';
import { type Identity, readIdentity } from './identity';
import { readAlarms } from './vigilAlarms';

export interface SourcesProps {
  readonly runtime: RuntimeConfig;
  readonly names: VigilNames;
  readonly aws: AwsClients;
  readonly access: KubeconfigAccess;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
}

/** Where links read from. What several links need is read once. */
export interface Sources {
  readonly aws: AwsClients;
  /** The Kubernetes API with the kubeconfig of the person. */
  readonly kubernetes: KubernetesClient;
  readonly access: KubeconfigAccess;
  readonly now: () => number;
  readonly identity: () => Promise<Identity>;
  readonly cluster: () => Promise<DescribedCluster>;
  /** Undefined if there is no stack. */
  readonly stack: () => Promise<DeployedStack | undefined>;
  /** Those alarms with the names of the vigil that exist. */
  readonly alarms: () => Promise<readonly MetricAlarm[]>;
}

export function createSources({ runtime, names, aws, access, now }: SourcesProps): Sources {
  return {
    aws,
    access,
    now,
    kubernetes: new KubernetesClient(access),
    identity: once(() => readIdentity(aws.sts, now)),
    cluster: once(() => readCluster(aws.eks, runtime.cluster.name)),
    stack: once(() => readStack(aws.cloudFormation, names.stack)),
    alarms: once(() => readAlarms(aws.cloudWatch, Object.values(names.alarms))),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read();
    return answer;
  };
}
