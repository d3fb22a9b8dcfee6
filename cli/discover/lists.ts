import { type ApiResource, kinds } from '../../model/kinds';

/** A kind that is listed to find out what a cluster runs. */
export interface ListedKind extends ApiResource {
  /** Whether it is listed in all namespaces, even if only some are asked for. @default false */
  readonly everywhere?: true;
  /** What is missing if it can only be listed in those that are asked for; absent for what has no namespace. */
  readonly withoutOthers?: string;
  /** Whether it is normal that a cluster does not serve it. @default false */
  readonly optional?: true;
  /** What is missing if it cannot be listed. */
  readonly without: string;
}

const operator = { group: 'monitoring.coreos.com', version: 'v1', optional: true } as const;
const notChecked = (what: string) => `${what} are not checked`;

/** Everything that is listed. Source: API references of Kubernetes, KEDA and the Prometheus operator. */
export const lists = {
  Deployment: { ...kinds.Deployment, without: 'Deployments are missing' },
  StatefulSet: { ...kinds.StatefulSet, without: 'StatefulSets are missing, and with them the probes of their pods' },
  DaemonSet: { ...kinds.DaemonSet, without: 'DaemonSets are missing' },
  CronJob: { ...kinds.CronJob, without: 'CronJobs are missing' },
  ReplicaSet: { ...kinds.ReplicaSet, without: 'ReplicaSets that no Deployment owns are missing' },
  Job: { ...kinds.Job, without: 'the Jobs that are left out are not named' },
  HorizontalPodAutoscaler: {
    ...kinds.HorizontalPodAutoscaler,
    without: 'a workload that a HorizontalPodAutoscaler may scale to 0 is not left out',
  },
  ScaledObject: {
    group: 'keda.sh',
    version: 'v1alpha1',
    resource: 'scaledobjects',
    optional: true,
    without: 'a workload that KEDA may scale to 0 is not left out',
  },
  Service: { ...kinds.Service, without: 'probes of Services are missing, and ServiceMonitors are not checked' },
  Namespace: {
    ...kinds.Namespace,
    everywhere: true,
    without: notChecked('selectors of Prometheus for the labels of namespaces'),
  },
  Prometheus: {
    ...operator,
    resource: 'prometheuses',
    everywhere: true,
    withoutOthers: 'the objects that no Prometheus selects are not checked',
    without: 'probes of Prometheus are missing, and what it selects is not checked',
  },
  PrometheusAgent: {
    ...operator,
    version: 'v1alpha1',
    resource: 'prometheusagents',
    everywhere: true,
    withoutOthers: 'the objects that no PrometheusAgent selects are not checked',
    without: 'probes of PrometheusAgent are missing, and the objects that no Prometheus selects are not checked',
  },
  ThanosRuler: {
    ...operator,
    resource: 'thanosrulers',
    everywhere: true,
    withoutOthers: 'PrometheusRules that no ThanosRuler selects are not checked',
    without: 'probes of ThanosRuler are missing, and PrometheusRules that no Prometheus selects are not checked',
  },
  Alertmanager: { ...operator, resource: 'alertmanagers', without: 'probes of Alertmanager are missing' },
  ServiceMonitor: { ...operator, resource: 'servicemonitors', without: notChecked('ServiceMonitors') },
  PodMonitor: { ...operator, resource: 'podmonitors', without: notChecked('PodMonitors') },
  Probe: { ...operator, resource: 'probes', without: notChecked('Probes of the Prometheus operator') },
  ScrapeConfig: {
    ...operator,
    version: 'v1alpha1',
    resource: 'scrapeconfigs',
    without: notChecked('ScrapeConfigs'),
  },
  PrometheusRule: { ...operator, resource: 'prometheusrules', without: notChecked('PrometheusRules') },
  Pod: { group: '', version: 'v1', resource: 'pods', without: notChecked('the pods that monitors select') },
} as const satisfies Record<string, ListedKind>;

export type ListedKindName = keyof typeof lists;
