import type { KubernetesObject } from '../../support/servers/api/store';
import { object, service, workload } from './objects';

const release = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': 'kps',
  'app.kubernetes.io/managed-by': 'Helm',
});
const stack = { namespace: 'monitoring' };
const operator = 'monitoring.coreos.com/v1';

/** What the release `kps` of kube-prometheus-stack consists of, in the namespace `monitoring`. */
export const kubePrometheusStack: readonly KubernetesObject[] = [
  object('Prometheus', 'kps', {
    ...stack,
    labels: { release: 'kps', heritage: 'Helm' },
    spec: {
      replicas: 2,
      routePrefix: '/prometheus',
      ruleSelector: {},
      ruleNamespaceSelector: {},
      alerting: { alertmanagers: [{ name: 'alertmanager-operated', port: 'web' }] },
    },
  }),
  object('Alertmanager', 'kps', { ...stack, spec: { replicas: 1 } }),
  workload('StatefulSet', 'prometheus-kps', {
    ...stack,
    owner: `${operator}/Prometheus/kps`,
    spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
  }),
  workload('StatefulSet', 'alertmanager-kps', { ...stack, replicas: 1, owner: `${operator}/Alertmanager/kps` }),
  workload('Deployment', 'kps-operator', {
    ...stack,
    replicas: 1,
    labels: { ...release('kube-prometheus-stack-prometheus-operator'), app: 'kube-prometheus-stack-operator' },
  }),
  workload('Deployment', 'kps-grafana', { ...stack, replicas: 1, labels: release('grafana') }),
  service('kps-grafana', stack),
  workload('Deployment', 'kps-kube-state-metrics', { ...stack, replicas: 1, labels: release('kube-state-metrics') }),
  workload('DaemonSet', 'kps-node-exporter', { ...stack, replicas: 3, labels: release('prometheus-node-exporter') }),
  object('PrometheusRule', 'kps-general', {
    ...stack,
    spec: { groups: [{ name: 'general', rules: [{ alert: 'Watchdog', expr: 'vector(1)' }] }] },
  }),
];

/** What the system of an EKS cluster consists of. */
export const system: readonly KubernetesObject[] = [
  workload('Deployment', 'coredns', { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }),
  workload('DaemonSet', 'aws-node', { namespace: 'kube-system', replicas: 3, labels: { 'k8s-app': 'aws-node' } }),
  workload('DaemonSet', 'log-agent', { namespace: 'kube-system', replicas: 3 }),
];

/** The workloads of a team in the namespace `shop`, of which some are not watched. */
export const shop: readonly KubernetesObject[] = [
  workload('Deployment', 'web', {
    annotations: { 'meta.helm.sh/release-name': 'shop' },
    spec: { progressDeadlineSeconds: 1800 },
  }),
  object('ReplicaSet', 'web-5d4f', { owner: 'Deployment/web' }),
  object('CronJob', 'report', { spec: { schedule: '0 3 * * *', suspend: true } }),
  object('Job', 'report-1', { owner: 'batch/v1/CronJob/report' }),
  object('Job', 'migration', { status: { conditions: [{ type: 'Complete', status: 'True' }] } }),
  object('Job', 'import', { status: { conditions: [{ type: 'Failed', status: 'True' }] } }),
  object('Job', 'backfill'),
  workload('Deployment', 'old', { replicas: 0 }),
  workload('Deployment', 'worker'),
  object('ScaledObject', 'worker', { spec: { scaleTargetRef: { name: 'worker' } } }),
  workload('StatefulSet', 'queue'),
  object('HorizontalPodAutoscaler', 'queue', {
    spec: { minReplicas: 0, scaleTargetRef: { kind: 'StatefulSet', name: 'queue' } },
  }),
  workload('Deployment', 'leaving', { deleted: true }),
  workload('DaemonSet', 'gpu', { replicas: 0 }),
  object('ReplicaSet', 'canary-7f9', { owner: 'argoproj.io/v1alpha1/Rollout/canary' }),
];
