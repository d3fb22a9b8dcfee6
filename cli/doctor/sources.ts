import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import type { KubeconfigAccess } from '../kubeconfigAccess';
import type { AwsClients } from './awsClients';
import { type DeployedStack, readStack } from './deployedStack';
import { type DescribedCluster, readCluster } from './describedCluster';
import { type Identity, readIdentity } from './identity';
import { type MetricHistory, readMetricHistory } from './metricHistory';
import { readOwnStack } from './ownStack';
import { type CalledTopics, readTopics } from './topic';
import type { Vigil } from './vigil';
import { calledActions, readAlarms } from './vigilAlarms';

export interface SourcesProps {
  readonly vigil: Vigil;
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
  /** What the alarms call and the notifier tells. */
  readonly topics: () => Promise<CalledTopics>;
  /** The last values of the metric. */
  readonly metric: () => Promise<MetricHistory>;
}

export function createSources({ vigil, aws, access, now }: SourcesProps): Sources {
  const { runtime, names, ownStack } = vigil;
  const identity = once(() => readIdentity(aws.sts, now));
  const topicsOf =
    ({ arn, account }: Identity) =>
    (name: string) =>
      `arn:${arn.split(':')[1]}:sns:${runtime.cluster.region}:${account}:${name}`;
  const alarms = once(() => readAlarms(aws.cloudWatch, Object.values(names.alarms)));
  return {
    aws,
    access,
    now,
    kubernetes: new KubernetesClient(access),
    identity,
    cluster: once(() => readCluster(aws.eks, runtime.cluster.name)),
    stack: once(() =>
      ownStack === undefined ? readStack(aws.cloudFormation, names.stack) : readOwnStack(aws, ownStack, names.role),
    ),
    alarms,
    topics: once(async () => {
      const [deployed, toArn] = await Promise.all([alarms(), identity().then(topicsOf)]);
      return readTopics(aws.sns, calledActions(vigil, deployed, toArn));
    }),
    metric: once(() => readMetricHistory(aws.cloudWatch, runtime, vigil.now)),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read();
    return answer;
  };
}
