import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readConfigurations } from '../../../lib/config/configFiles';

const valid = `
cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-vigil-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('every YAML file in a folder is a configuration, except the examples', () => {
  for (const name of ['example.yaml', 'minimal.yaml', 'notes.txt']) write(name, 'not: read');
  write('a.yaml', valid);
  write('b.yml', valid.replaceAll('prod', 'test'));
  const { configs, files, diagnostics } = readConfigurations({ path: folder });
  expect(configs.map(({ cluster }) => cluster.name)).toEqual(['prod', 'test']);
  const pathOf = (name: string) => relative(process.cwd(), join(folder, name));
  expect(configs.map((config) => files.get(config))).toEqual(['a.yaml', 'b.yml'].map(pathOf));
  expect(diagnostics.map(({ path }) => path)).toEqual(['alarms', 'alarms']);
});

test('a single file can be anywhere', () => {
  const path = write('elsewhere.yaml', valid);
  expect(readConfigurations({ path }).configs.map(({ cluster }) => cluster.name)).toEqual(['prod']);
});

test('files with the same metric are an error', () => {
  write('a.yaml', valid);
  write('b.yaml', valid.replace('name: prod, region', 'name: other, region'));
  const { diagnostics } = readConfigurations({ path: folder });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ path }) => path)).toEqual(['metric']);
});

test('files whose stacks would have the same name are an error', () => {
  write('a.yaml', valid.replaceAll('prod', 'my_cluster'));
  write('b.yaml', valid.replaceAll('prod', 'my-cluster'));
  const { diagnostics } = readConfigurations({ path: folder });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ path }) => path)).toEqual(['cluster.name']);
});

test('for an empty folder, the error says what to do', () => {
  expect(() => readConfigurations({ path: folder })).toThrow(/^No configuration found: copy config\/minimal\.yaml to /);
});

test('a missing file is reported with its path', () => {
  expect(() => readConfigurations({ path: join(folder, 'gone.yaml') })).toThrow(/File not found: .*gone\.yaml/);
});
