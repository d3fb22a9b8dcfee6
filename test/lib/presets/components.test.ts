import type { Component } from '../../../lib/presets/component';
import { type ComponentName, components, recognizeComponent } from '../../../lib/presets/components';
import { parseDuration } from '../../../model/duration';

const none = { labels: {}, owners: [] };

describe('recognizeComponent', () => {
  it.each<[ComponentName | undefined, string, object, string[]]>([
    ['prometheus', 'StatefulSet', { 'managed-by': 'prometheus-operator' }, ['Prometheus']],
    ['prometheus-agent', 'StatefulSet', {}, ['PrometheusAgent']],
    ['alertmanager', 'StatefulSet', {}, ['Alertmanager']],
    ['grafana', 'StatefulSet', { 'app.kubernetes.io/name': 'grafana', team: 'a' }, []],
    ['node-exporter', 'DaemonSet', { 'app.kubernetes.io/name': 'prometheus-node-exporter' }, []],
    ['prometheus-operator', 'Deployment', { app: 'kube-prometheus-stack-operator' }, []],
    ['coredns', 'Deployment', { 'k8s-app': 'kube-dns' }, []],
    ['ebs-csi-node', 'DaemonSet', { 'app.kubernetes.io/name': 'aws-ebs-csi-driver' }, []],
    ['ebs-csi-controller', 'Deployment', { 'app.kubernetes.io/name': 'aws-ebs-csi-driver' }, []],
    ['alertmanager-resource', 'Alertmanager', {}, []],
    // A webhook of another project has one of the two labels.
    [undefined, 'Deployment', { 'app.kubernetes.io/name': 'webhook' }, []],
    [undefined, 'StatefulSet', { 'app.kubernetes.io/name': 'prometheus' }, []],
    [undefined, 'DaemonSet', { 'app.kubernetes.io/name': 'grafana' }, []],
  ])('%s: %s %j %j', (expected, kind, labels, owners) => {
    expect(recognizeComponent({ kind, labels, owners })).toBe(expected);
  });

  it('needs labels or an owner for a workload', () => {
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
      expect(recognizeComponent({ ...none, kind })).toBeUndefined();
    }
  });
});

it.each(Object.entries<Component>(components))('the grace periods of %s do not limit each other', (_, { settings }) => {
  // Not by a default of the file either: where it has a downGrace, it has both.
  const grace = settings.downGrace === undefined ? 0 : (parseDuration(settings.grace ?? '') ?? Number.NaN);
  const downGrace = parseDuration(settings.downGrace ?? '0') ?? Number.NaN;
  expect(downGrace).toBeLessThanOrEqual(grace);
});

it.each(Object.entries<Component>(components))(
  'the reason for the settings of %s is one sentence',
  (_, { why, probe }) => {
    for (const sentence of [why, ...(probe === undefined ? [] : [probe.why])]) {
      expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
    }
  },
);
