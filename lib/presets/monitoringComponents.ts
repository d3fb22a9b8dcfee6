import type { Component } from './component';

const operatorGroup = 'monitoring.coreos.com';

/** A custom resource of the operator. Its replicas are those of its StatefulSet, so only the operator's work is judged here. */
function operatorResource(kind: string, version = 'v1'): Component {
  return {
    kinds: [kind],
    apiVersion: `${operatorGroup}/${version}`,
    recognition: {},
    settings: { conditions: { healthy: ['Reconciled'] } },
    why: 'The operator could apply the newest configuration; the pods are judged with the StatefulSet.',
  };
}

/**
 * The parts of kube-prometheus-stack. Sources: the charts kube-prometheus-stack, kube-state-metrics and prometheus-node-exporter
 * of prometheus-community, the chart grafana of grafana-community (labels), and the Prometheus operator (owners, ports).
 */
export const monitoringComponents = {
  'prometheus-operator': {
    kinds: ['Deployment'],
    recognition: {
      labels: [
        { 'app.kubernetes.io/component': 'prometheus-operator' },
        { 'app.kubernetes.io/name': 'prometheus-operator' },
        { app: 'kube-prometheus-stack-operator' },
      ],
    },
    settings: { grace: '15m', downGrace: '15m' },
    why: 'Prometheus and Alertmanager run without the operator; only changes of their configuration wait for it.',
  },
  'prometheus-operator-webhook': {
    kinds: ['Deployment'],
    recognition: {
      labels: [
        { 'app.kubernetes.io/component': 'prometheus-operator-webhook' },
        { 'app.kubernetes.io/name': 'prometheus-operator-admission-webhook' },
      ],
    },
    settings: { minReady: 1, grace: '15m', downGrace: '15m', severity: 'ticket' },
    why: 'One replica validates all rules; while there is none, only changes of rules are affected.',
  },
  prometheus: {
    kinds: ['StatefulSet'],
    recognition: { owner: 'Prometheus' },
    settings: {},
    why: 'With a volume, the default downGrace is 10m: a move to another node takes that long, with the replay of its log.',
    probe: {
      probe: 'prometheus',
      by: 'pods',
      port: 9090,
      why: 'Rules are evaluated, samples are stored, and Alertmanager is known.',
    },
  },
  'prometheus-agent': {
    kinds: ['StatefulSet'],
    recognition: { owner: 'PrometheusAgent' },
    settings: {},
    why: 'With a volume, the default downGrace is 10m: a move to another node takes that long, with the replay of its log.',
    probe: { probe: 'http', by: 'pods', port: 9090, path: '/-/ready', why: 'An agent has no rules and no queries.' },
  },
  alertmanager: {
    kinds: ['StatefulSet'],
    recognition: { owner: 'Alertmanager' },
    settings: {},
    why: 'Without any Alertmanager nobody is notified, so it gets no longer grace than other workloads.',
    probe: {
      probe: 'alertmanager',
      by: 'pods',
      port: 9093,
      why: 'The Watchdog arrives from Prometheus, and the cluster of Alertmanagers is settled.',
    },
  },
  'thanos-ruler': {
    kinds: ['StatefulSet'],
    recognition: { owner: 'ThanosRuler' },
    settings: {},
    why: 'With a volume, the default downGrace is 10m: a move to another node takes that long.',
    probe: { probe: 'http', by: 'pods', port: 10902, path: '/-/ready', why: 'The ruler answers that it is ready.' },
  },
  grafana: {
    kinds: ['Deployment', 'StatefulSet'],
    recognition: { labels: [{ 'app.kubernetes.io/name': 'grafana' }] },
    settings: { grace: '15m', downGrace: '15m', severity: 'ticket' },
    why: 'Dashboards can be away for a while; notifications do not depend on Grafana by default.',
    probe: { probe: 'grafana', by: 'service', port: 80, why: 'Grafana answers, and its database works.' },
  },
  'kube-state-metrics': {
    kinds: ['Deployment', 'StatefulSet'],
    recognition: { labels: [{ 'app.kubernetes.io/name': 'kube-state-metrics' }] },
    settings: { grace: '30m', downGrace: '10m', severity: 'ticket' },
    why: 'It lists all objects of the cluster when it starts, which takes minutes in a large one.',
  },
  'node-exporter': {
    kinds: ['DaemonSet'],
    recognition: {
      labels: [
        { 'app.kubernetes.io/name': 'prometheus-node-exporter' },
        { 'app.kubernetes.io/name': 'node-exporter' },
        { app: 'prometheus-node-exporter' },
      ],
    },
    settings: { minReady: '90%', severity: 'ticket' },
    why: 'Nodes come and go, and one of them without metrics is not an outage.',
  },
  'windows-exporter': {
    kinds: ['DaemonSet'],
    recognition: { labels: [{ 'app.kubernetes.io/name': 'prometheus-windows-exporter' }] },
    settings: { minReady: '90%', severity: 'ticket' },
    why: 'Nodes come and go, and one of them without metrics is not an outage.',
  },
  'prometheus-resource': operatorResource('Prometheus'),
  'prometheus-agent-resource': operatorResource('PrometheusAgent', 'v1alpha1'),
  'alertmanager-resource': operatorResource('Alertmanager'),
  'thanos-ruler-resource': operatorResource('ThanosRuler'),
} as const satisfies Readonly<Record<string, Component>>;
