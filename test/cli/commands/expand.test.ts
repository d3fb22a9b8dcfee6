import { parse } from 'yaml';
import { loadConfig } from '../../../lib/config/load';
import { createRbacManifest } from '../../../lib/config/rbacManifest';
import { createReadingPlan } from '../../../model/readingPlan';
import { configText, eksVigil, type Folder, temporaryFolder } from '../commandLine';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const coredns = { kind: 'Deployment', namespace: 'kube-system', name: 'coredns', mode: 'AtLeastOne' };
const release = { release: 'kps', namespace: 'monitoring', values: 'helm.yaml' };
const presets = [{ 'kube-prometheus-stack': release }, { 'eks-system': { without: ['kube-proxy'] } }];

beforeAll(() => {
  folder.write('helm.yaml', 'alertmanager: { enabled: false }\ngrafana: { enabled: false }\nfullnameOverride: obs\n');
});

test('the YAML has the targets of presets after those of the file, each with its preset and why it is there', async () => {
  const file = folder.write('prod.yaml', configText([web, coredns], { presets }));
  const { stdout, stderr, exitCode } = await eksVigil(['expand', '--config', file]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toContain(`# ${file} with its presets expanded\n`);
  expect(
    stdout,
  ).toContain(`  # presets[1].eks-system: Nodes come and go; where it does not run, new pods get no IP address.
  - kind: DaemonSet
    namespace: kube-system
    name: aws-node
    minReady: 90%
`);
  const expanded = parse(stdout);
  expect(expanded.presets).toBeUndefined();
  expect(expanded.targets.slice(0, 2)).toEqual([web, coredns]);
  expect(
    expanded.targets.slice(2).map(({ kind, probe, name }: Record<string, string>) => `${kind ?? probe} ${name}`),
  ).toEqual([
    'Deployment obs-operator',
    'Prometheus obs-prometheus',
    'StatefulSet prometheus-obs-prometheus',
    'http undefined',
    'Deployment kps-kube-state-metrics',
    'DaemonSet kps-prometheus-node-exporter',
    'DaemonSet aws-node',
  ]);
});

test('the output is a configuration that needs the same permissions', async () => {
  const file = folder.write('prod.yaml', configText([web], { presets }));
  const { stdout } = await eksVigil(['expand', '--config', file]);
  const { stdout: manifest } = await eksVigil(['rbac', '--config', file, '--output', 'json']);
  const { config } = loadConfig('expanded.yaml', stdout);
  const { items } = JSON.parse(manifest);
  expect(items).toEqual(createRbacManifest(createReadingPlan(config?.targets ?? []), undefined));
  expect(manifest).toContain('"http:prometheus-obs-prometheus-0:9090"');
});

test('the JSON has the same values', async () => {
  const file = folder.write('prod.yaml', configText([web], { presets }));
  const yaml = await eksVigil(['expand', '--config', file]);
  const json = await eksVigil(['expand', '--config', file, '--output', 'json']);
  expect(JSON.parse(json.stdout)).toEqual(parse(yaml.stdout));
  expect(json.exitCode).toBe(0);
});

test('a configuration without presets is printed as it is', async () => {
  const file = folder.write('plain.yaml', configText([web]));
  const { stdout } = await eksVigil(['expand', '--config', file]);
  expect(stdout.split('\n')[0]).toBe(`# ${file}`);
  expect(parse(stdout)).toEqual(parse(configText([web])));
});

test('problems of the configuration and of its values file are printed', async () => {
  folder.write('wrong.yaml', 'prometheus:\n  enabled: "no"\n');
  const wrong = { ...release, values: 'wrong.yaml' };
  const file = folder.write('prod.yaml', configText([web], { presets: [{ 'kube-prometheus-stack': wrong }] }));
  const { stdout, stderr, exitCode } = await eksVigil(['expand', '--config', file]);
  expect(stdout).toBe('');
  expect(stderr).toContain(
    'wrong.yaml:2:12: error: prometheus.enabled: got "no", expected true or false. Write false.\n',
  );
  expect(stderr).toContain(`error: ${file} has 1 error; nothing was done\n`);
  expect(exitCode).toBe(3);
});
