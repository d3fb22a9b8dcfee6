import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config/load';
import { fullManifest } from '../../lib/config/sections';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { execute } from './execute';
import { apply } from './workloads';

/** The command of docs/operations.md that deletes what the manifest of a configuration with every key created. */

const project = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(project, ...path), 'utf8');
const [, command = ''] = /`(kubectl delete role,[^`]*)`/.exec(read('docs', 'operations.md')) ?? [];
const { config } = loadConfig('example.yaml', read('config', 'example.yaml'));

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await startControlPlane();
});
afterAll(async () => controlPlane?.stop());

test.each([
  [undefined, command],
  ['payments', command.replace(',!app.kubernetes.io/instance', ',app.kubernetes.io/instance=payments')],
])('with the name %s, nothing is left', async (name, uninstall) => {
  if (config === undefined) throw new Error('config/example.yaml is not valid');
  const manifest = fullManifest({ ...config, name });
  const kinds = [...new Set(manifest.map(({ kind }) => kind))].sort();
  expect(kinds).toEqual(['ClusterRole', 'ClusterRoleBinding', 'Lease', 'Role', 'RoleBinding']);
  const namespaces = [...new Set(manifest.flatMap(({ metadata }) => metadata.namespace ?? []))];
  await apply(
    controlPlane,
    namespaces.map((one) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: one } })),
  );
  await apply(controlPlane, manifest);
  const left = () =>
    controlPlane.kubectl(['get', kinds.join(','), '-A', '-o', 'name', '-l', 'app.kubernetes.io/name=eks-vigil']);
  expect((await left()).trim().split('\n')).toHaveLength(manifest.length);
  await execute('bash', ['-c', uninstall], { env: { ...process.env, KUBECONFIG: controlPlane.kubeconfig } });
  expect(await left()).toBe('');
});
