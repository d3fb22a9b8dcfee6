import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { sectionAlarmNames } from '../../lib/config/names';
import { sectionsOf } from '../../lib/config/sections';
import { readAlarms } from '../alarms/readAlarms';
import type { KubeconfigAccess } from '../kubeconfigAccess';
import type { AwsClients } from './awsClients';
import { ask } from './awsRead';
import { calledActions } from './calledActions';
import { type CallerIdentity, readCallerIdentity } from './callerIdentity';
import type { CheckedVigil } from './checkedVigil';
import { type DeployedStack, readStack } from './deployedStack';
import { type DescribedCluster, readCluster } from './describedCluster';
import { type MetricHistory, readMetricHistory } from './metricHistory';
import { readOwnStack } from './ownStack';
import { type Parameter, readParameters } from './parameters';
import { partOfSection } from './part';
import { type CalledTopics, readTopics } from './topic';

export interface SourcesProps {
  readonly vigil: CheckedVigil;
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
  readonly identity: () => Promise<CallerIdentity>;
  readonly cluster: () => Promise<DescribedCluster>;
  /** Undefined if there is no stack. */
  readonly stack: () => Promise<DeployedStack | undefined>;
  /** Those alarms with the names of the vigil that exist. */
  readonly alarms: () => Promise<readonly MetricAlarm[]>;
  /** What the alarms call and the notifier publishes to. */
  readonly topics: () => Promise<CalledTopics>;
  /** Those of the heartbeat. */
  readonly parameters: () => Promise<readonly Parameter[]>;
  /** The last values of the metric. */
  readonly metric: () => Promise<MetricHistory>;
}

export function createSources({ vigil, aws, access, now }: SourcesProps): Sources {
  const { config, runtime, names, ownStack } = vigil;
  const identity = once(() => readCallerIdentity(aws.sts, now));
  const topicsOf =
    ({ arn, account }: CallerIdentity) =>
    (name: string) =>
      `arn:${arn.split(':')[1]}:sns:${runtime.cluster.region}:${account}:${name}`;
  const alarms = once(() =>
    readAlarms(aws.cloudWatch, [...Object.values(names.alarms), ...Object.values(sectionAlarmNames(config))], ask),
  );
  return {
    aws,
    access,
    now,
    kubernetes: new KubernetesClient(access),
    identity,
    cluster: once(() => readCluster(aws.eks, runtime.cluster.name)),
    stack: once(() =>
      ownStack === undefined
        ? readStack(aws.cloudFormation, names.stack)
        : readOwnStack(aws, ownStack, [vigil.part, ...sectionsOf(config).map(partOfSection)]),
    ),
    alarms,
    topics: once(async () => {
      const [deployed, toArn] = await Promise.all([alarms(), identity().then(topicsOf)]);
      return readTopics(aws.sns, calledActions(vigil, deployed, toArn));
    }),
    parameters: once(() => {
      const { parameter, failureParameter } = runtime.heartbeat ?? {};
      const parameterNames = [parameter, failureParameter].flatMap((name) => name ?? []);
      return readParameters(parameterNames, { region: runtime.cluster.region, sts: aws.sts, now });
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
