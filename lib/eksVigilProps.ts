import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { EksVigilConfig } from './eksVigilConfig';

/** What to watch, as in a configuration file, and whom to notify. */
export interface EksVigilProps extends Omit<EksVigilConfig, 'cluster' | 'metric'> {
  /** The EKS cluster to watch. */
  readonly cluster: {
    /** Name of the cluster. It may be a token, if the vigil has a `name`, from which all names then derive. */
    readonly name: string;
    /** AWS region of the cluster, which is also that of the stack. */
    readonly region: string;
  };
  /**
   * The CloudWatch metric to publish.
   *
   * @default - ClusterHealth in the namespace EksVigil, with the dimension Cluster, and Vigil if it has a `name`
   */
  readonly metric?: EksVigilConfig['metric'];
  /**
   * Actions of the alarms `health` and `watchdog`, beside those of `alarms.page`. SNS topics and Lambda functions are also called when it returns
   * to OK.
   *
   * @default - none
   */
  readonly pageActions?: readonly IAlarmAction[];
  /**
   * Actions of the alarms `ticket`, `blind` and `chronic`, and of those on failures of `podMetrics`, `scaling` and `zoneTraffic`, beside those of `alarms.ticket`.
   *
   * @default - none
   */
  readonly ticketActions?: readonly IAlarmAction[];
}
