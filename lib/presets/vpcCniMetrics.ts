import type { Aggregate, MetricUnit } from '../../model/podMetricsConfig';

interface PresetMetric {
  /** In CloudWatch. */
  readonly as: string;
  /** @default sum */
  readonly aggregate?: Aggregate;
  /** @default Count */
  readonly unit?: MetricUnit;
}

/**
 * The metrics of cni-metrics-helper 1.23, by the names that ipamd exposes: with the same names in CloudWatch.
 * Source: aws/amazon-vpc-cni-k8s, `InterestingCNIMetrics` of cni-metrics-helper and its README, and the metrics of ipamd.
 */
const metrics: Readonly<Record<string, PresetMetric>> = {
  awscni_add_ip_req_count: { as: 'addReqCount' },
  awscni_assigned_ip_addresses: { as: 'assignIPAddresses' },
  awscni_assigned_ip_per_cidr: { as: 'totalAssignedIPv4sPerCidr' },
  awscni_aws_api_error_count: { as: 'awsAPIErr' },
  awscni_aws_api_latency_ms: { as: 'awsAPILatency', aggregate: 'max', unit: 'Milliseconds' },
  awscni_aws_utils_error_count: { as: 'awsUtilErr' },
  awscni_del_ip_req_count: { as: 'delReqCount' },
  awscni_ec2api_error_count: { as: 'ec2ApiErrCount' },
  awscni_ec2api_req_count: { as: 'ec2ApiReqCount' },
  awscni_eni_allocated: { as: 'eniAllocated' },
  awscni_eni_max: { as: 'eniMaxAvailable' },
  awscni_force_removed_enis: { as: 'forceRemoveENI' },
  awscni_force_removed_ips: { as: 'forceRemoveIPs' },
  awscni_ip_max: { as: 'maxIPAddresses' },
  awscni_ipamd_action_inprogress: { as: 'ipamdActionInProgress' },
  awscni_ipamd_error_count: { as: 'ipamdErr' },
  awscni_pod_eni_error_count: { as: 'podENIErr' },
  awscni_reconcile_count: { as: 'reconcileCount' },
  awscni_total_ip_addresses: { as: 'totalIPAddresses' },
  awscni_total_ipv4_prefixes: { as: 'totalIPv4Prefixes' },
};

/** What the preset `vpc-cni` stands for. */
export const vpcCniMetrics = {
  namespace: 'kube-system',
  selector: 'k8s-app=aws-node',
  scheme: 'http',
  port: 61_678,
  path: '/metrics',
  metrics: Object.entries(metrics).map(([name, { as, aggregate = 'sum', unit = 'Count' }]) => ({
    name,
    as,
    aggregate,
    unit,
  })),
  metricNamespace: 'Kubernetes',
  dimensions: [{ name: 'CLUSTER_ID' }],
} as const;
