import type { Component } from './component';

const name = (value: string) => ({ 'app.kubernetes.io/name': value });

/** A component with the name and the namespace that its installation usually gives it. */
export interface SystemComponent extends Component {
  /** The part of the preset that it belongs to. */
  readonly part: string;
  readonly name: string;
  readonly namespace: string;
}

/**
 * What the system of an EKS cluster consists of, in the order of the preset. Sources: Amazon EKS User Guide, "Amazon EKS add-ons";
 * the charts of the projects (names and labels).
 */
export const systemComponents = {
  coredns: {
    part: 'coredns',
    kinds: ['Deployment'],
    name: 'coredns',
    namespace: 'kube-system',
    recognition: { labels: [{ 'eks.amazonaws.com/component': 'coredns' }, { 'k8s-app': 'kube-dns' }] },
    settings: { minReady: 1, grace: '15m', downGrace: '2m' },
    why: 'One replica answers for the whole cluster; without any, connections by name fail within seconds.',
  },
  'aws-node': {
    part: 'aws-node',
    kinds: ['DaemonSet'],
    name: 'aws-node',
    namespace: 'kube-system',
    recognition: { labels: [{ 'k8s-app': 'aws-node' }] },
    settings: { minReady: '90%' },
    why: 'Nodes come and go; where it does not run, new pods get no IP address.',
  },
  'kube-proxy': {
    part: 'kube-proxy',
    kinds: ['DaemonSet'],
    name: 'kube-proxy',
    namespace: 'kube-system',
    recognition: { labels: [{ 'k8s-app': 'kube-proxy' }] },
    settings: { minReady: '90%' },
    why: 'Nodes come and go; where it does not run, connections to Services fail when their pods change.',
  },
  'metrics-server': {
    part: 'metrics-server',
    kinds: ['Deployment'],
    name: 'metrics-server',
    namespace: 'kube-system',
    recognition: { labels: [name('metrics-server'), { 'k8s-app': 'metrics-server' }] },
    settings: { minReady: 1, grace: '15m', downGrace: '10m', severity: 'ticket' },
    why: 'While there is none, HorizontalPodAutoscalers do not scale by CPU and memory; running pods are not affected.',
  },
  'ebs-csi-controller': {
    part: 'ebs-csi',
    kinds: ['Deployment'],
    name: 'ebs-csi-controller',
    namespace: 'kube-system',
    recognition: { labels: [name('aws-ebs-csi-driver')] },
    settings: { minReady: 1, severity: 'ticket' },
    why: 'One replica is the leader; while there is none, no volume is attached, so pods with volumes cannot move.',
  },
  'ebs-csi-node': {
    part: 'ebs-csi',
    kinds: ['DaemonSet'],
    name: 'ebs-csi-node',
    namespace: 'kube-system',
    recognition: { labels: [name('aws-ebs-csi-driver')] },
    settings: { minReady: '90%', severity: 'ticket' },
    why: 'Nodes come and go; where it does not run, no volume is mounted.',
  },
  'aws-load-balancer-controller': {
    part: 'load-balancer-controller',
    kinds: ['Deployment'],
    name: 'aws-load-balancer-controller',
    namespace: 'kube-system',
    recognition: { labels: [name('aws-load-balancer-controller')] },
    settings: { minReady: 1 },
    why: 'One replica is the leader; while there is none, load balancers keep the addresses of pods that are gone.',
  },
  karpenter: {
    part: 'karpenter',
    kinds: ['Deployment'],
    name: 'karpenter',
    namespace: 'kube-system',
    recognition: { labels: [name('karpenter')] },
    settings: { minReady: 1 },
    why: 'One replica is the leader; while there is none, pods that need a new node stay pending.',
  },
  'cert-manager': {
    part: 'cert-manager',
    kinds: ['Deployment'],
    name: 'cert-manager',
    namespace: 'cert-manager',
    recognition: { labels: [{ ...name('cert-manager'), 'app.kubernetes.io/component': 'controller' }] },
    settings: { minReady: 1, grace: '30m', downGrace: '30m', severity: 'ticket' },
    why: 'Certificates are renewed weeks before they expire, so a pause is not an outage.',
  },
  'cert-manager-cainjector': {
    part: 'cert-manager',
    kinds: ['Deployment'],
    name: 'cert-manager-cainjector',
    namespace: 'cert-manager',
    recognition: { labels: [{ ...name('cainjector'), 'app.kubernetes.io/component': 'cainjector' }] },
    settings: { minReady: 1, grace: '30m', downGrace: '30m', severity: 'ticket' },
    why: 'It only copies certificates of authorities into webhooks when they change.',
  },
  'cert-manager-webhook': {
    part: 'cert-manager',
    kinds: ['Deployment'],
    name: 'cert-manager-webhook',
    namespace: 'cert-manager',
    recognition: { labels: [{ ...name('webhook'), 'app.kubernetes.io/component': 'webhook' }] },
    settings: { minReady: 1, severity: 'ticket' },
    why: 'While there is none, the API server rejects every change of an object of cert-manager.',
  },
  'external-dns': {
    part: 'external-dns',
    kinds: ['Deployment'],
    name: 'external-dns',
    namespace: 'external-dns',
    recognition: { labels: [name('external-dns')] },
    settings: { grace: '30m', downGrace: '30m', severity: 'ticket' },
    why: 'DNS records stay as they are without it; only changes wait.',
  },
} as const satisfies Readonly<Record<string, SystemComponent>>;

const isDefault = (part: string) => ['coredns', 'aws-node', 'kube-proxy'].includes(part);
const allParts = [...new Set(Object.values(systemComponents).map(({ part }) => part))];

/** The parts that every cluster has, unless they are replaced. */
export const defaultParts = allParts.filter(isDefault) as [string, ...string[]];
/** The parts that only some clusters have. */
export const optionalParts = allParts.filter((part) => !isDefault(part)) as [string, ...string[]];
