import { formatDiagnostic } from '../../../lib/config/diagnostics/diagnostic';
import { loadPresets, targetsOf } from './presetInput';

const load = (values: string, files: Readonly<Record<string, string>>) =>
  loadPresets([{ 'kube-prometheus-stack': { release: 'kps', namespace: 'monitoring', values } }], {}, files);
const diagnose = (text: string) =>
  load('values.yaml', { 'config/values.yaml': text })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(formatDiagnostic);
const names = (text: string) =>
  targetsOf(load('values.yaml', { 'config/values.yaml': text })).map(({ name, service, pods }) =>
    String(name ?? service ?? pods),
  );

test('the path is relative to the configuration file', () => {
  for (const [path, file] of [
    ['values.yaml', 'config/values.yaml'],
    ['../helm/kps.yaml', 'helm/kps.yaml'],
    ['/etc/kps.yaml', '/etc/kps.yaml'],
  ] as const) {
    expect(load(path, { [file]: 'fullnameOverride: x' }).config?.targets[0]).toMatchObject({ name: 'x-operator' });
  }
});

test('a file that cannot be read is a problem of the configuration, at the path', () => {
  const { diagnostics } = load('helm/values.yaml', {});
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({
      file: 'config/prod.yaml',
      path: 'presets[0].kube-prometheus-stack.values',
      message: 'file not found: config/helm/values.yaml; the path is relative to the configuration file.',
    }),
  ]);
});

test('a problem of a values file is reported with its position there', () => {
  expect(
    diagnose(`prometheus:
  prometheusSpec:
    replicas: "2"
grafana:
  enabled: maybe
`),
  ).toEqual([
    'config/values.yaml:3:15: error: prometheus.prometheusSpec.replicas: got "2", expected an integer from 0 to 100. Write 2 without quotes.',
    'config/values.yaml:5:12: error: grafana.enabled: got "maybe", expected true or false.',
  ]);
});

test('a problem below the name of the chart is reported there', () => {
  expect(diagnose('kube-prometheus-stack:\n  fullnameOverride: X\nfullnameOverride: 7\n')).toEqual([
    'config/values.yaml:2:21: error: kube-prometheus-stack.fullnameOverride: got "X", expected a part of a Kubernetes name: lowercase letters, digits and "-".',
  ]);
});

test.each<[string, string, string]>([
  ['no YAML', 'a: b: c\n', '1:4: error: a mapping cannot start here; check the indentation'],
  [
    'several documents',
    'a: 1\n---\nb: 2\n',
    '2:1: error: the file contains several YAML documents (---); write the values',
  ],
  ['a list', '- a\n', '1:1: error: got a list of 1, expected a mapping of Helm values.'],
  ['a template', 'replicas: {{ .Values.x }}\n', '1:12: error: a key must be a plain string.'],
  ['binary data', 'a: \0\n', '1:4: error: got the character U+0000'],
])('%s is a problem', (_, text, expected) => {
  expect(diagnose(text)[0]).toContain(`config/values.yaml:${expected}`);
});

test('a file is read as Helm reads it: YAML 1.1, the last of equal keys, and nothing for an empty file', () => {
  const onlyOperator = {
    prometheus: 'no',
    alertmanager: 'off',
    grafana: 'No',
    nodeExporter: 'n',
    kubeStateMetrics: 'OFF',
  };
  const text = Object.entries(onlyOperator).map(([key, value]) => `${key}: { enabled: ${value} }\n`);
  expect(names(`${text.join('')}fullnameOverride: a\nfullnameOverride: b\n443: a key\n`)).toEqual(['b-operator']);
  expect(names('# nothing\n')).toEqual(names('{}'));
});

test('aliases and merge keys', () => {
  expect(names('x: &off { enabled: false }\nprometheus: *off\nalertmanager: { <<: *off }\n')).toEqual([
    'kps-kube-prometheus-stack-operator',
    'kps-grafana',
    'kps-grafana',
    'kps-kube-state-metrics',
    'kps-prometheus-node-exporter',
  ]);
});
