import { gunzipSync } from 'node:zlib';
import { parseCsv } from '../../model/csv';
import { inventoryColumns } from '../../model/zoneTraffic';
import { configText, eksVigil, type Folder, temporaryFolder } from '../cli/commandLine';
import { type ObjectServer, startObjectServer } from '../support/servers/objectServer';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { SectionFunction, type SectionRun } from './sectionFunction';
import { until } from './until';
import { apply } from './workloads';

/** The bundled zone inventory function on a real API server: three pages of pods, and real RBAC. S3 is on loopback. */

const group = 'eks-vigil-zones';
const ns = 'shop';
const count = 450;
let controlPlane: ControlPlane;
let inventory: SectionFunction;
let s3: ObjectServer;
let folder: Folder;

const spec = { containers: [{ name: 'main', image: 'web' }] };
const pod = (name: string, more: object = {}, labels: object = { app: 'web' }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: ns, labels },
  spec: { ...spec, ...more },
});
const nodeOf = (index: number) => ({ nodeName: `node-${(index % 3) + 1}` });

beforeAll(async () => {
  controlPlane = await startControlPlane({ roleName: 'eks-vigil-eu-central-1-vigil-zones', group, nodes: 3 });
  folder = temporaryFolder();
  s3 = await startObjectServer();
  const yaml = 'zoneTraffic: { flowLogs: { vpc: vpc-0123456789abcdef0 } }';
  const environment = { BUCKET: 'bucket', AWS_ENDPOINT_URL_S3: s3.url };
  inventory = await SectionFunction.start(controlPlane, yaml, 'ZoneTraffic', environment);
  await controlPlane.kubectl(['create', 'namespace', ns]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', ns, '--timeout=300s']);
  await apply(controlPlane, [
    ...Array.from({ length: count }, (_, index) => pod(`web-${index}`, nodeOf(index))),
    pod('waiting', { nodeSelector: { none: 'here' } }, { app: 'waiting' }),
  ]);
});
afterAll(async () => {
  await inventory?.stop();
  await s3?.stop();
  folder?.remove();
  await controlPlane?.stop();
});

function runUntil(isExpected: (run: SectionRun) => boolean): Promise<SectionRun> {
  let last: SectionRun | undefined;
  return until(
    () => `the run was not as expected; the last one: ${JSON.stringify(last?.line).slice(0, 2000)}`,
    async () => {
      last = await inventory.run();
      return isExpected(last) ? last : undefined;
    },
  );
}

test('without the manifest the run fails, names the permission, and writes nothing', async () => {
  const { line } = await runUntil(({ line: { error } }) => JSON.stringify(error ?? '').includes('list'));
  expect(line).toMatchObject({ level: 'error', written: false, error: { name: 'ReadFailure' } });
  expect(JSON.stringify(line.error)).toMatch(/permission to list pods .*is missing|pods/);
  expect(s3.objects.size).toBe(0);
});

test('the inventory has every address that the API server has, in the zone of its node', async () => {
  await inventory.applyRbac();
  const { line, result } = await runUntil((run) => run.line.written === true && run.line.pods === count);
  expect(line).toMatchObject({ nodes: 3, nodesWithoutZone: 0, podsWithoutIp: 1 });

  // Of the VPC that EKS describes.
  expect(result).toMatchObject({ query: expect.stringContaining(`vpc_id = 'vpc-0123456789abcdef0'`) });

  const body = s3.objects.get(`/bucket/${line.key}`);
  const [header, ...rows] = parseCsv(gunzipSync(body as Buffer).toString());
  expect(header).toEqual([...inventoryColumns]);
  const of = (row: readonly string[], column: (typeof inventoryColumns)[number]) =>
    row[inventoryColumns.indexOf(column)];
  const { items } = JSON.parse(await controlPlane.kubectl(['get', 'pods', '-n', ns, '-o', 'json'])) as {
    items: { metadata: { name: string }; spec: { nodeName?: string }; status: { podIP?: string } }[];
  };
  const zone = (node = '') => `eu-central-1${'abc'.charAt(Number(node.slice(-1)) - 1)}`;
  const expected = items.flatMap(({ metadata: { name }, spec: { nodeName }, status: { podIP } }) =>
    podIP === undefined ? [] : [`${name} ${podIP} ${zone(nodeName)}`],
  );
  const written = rows.filter((row) => of(row, 'namespace') === ns);
  expect(expected).toHaveLength(count);
  expect(written.map((row) => `${of(row, 'name')} ${of(row, 'ip')} ${of(row, 'zone')}`).sort()).toEqual(
    expected.sort(),
  );
});

test('the group may list pods and nodes, and not read anything by name', async () => {
  const as = [`--as=${group}`, `--as-group=${group}`];
  expect(await controlPlane.kubectl(['get', 'nodes', '-o', 'name', ...as])).toContain('node-1');
  for (const read of [
    ['get', 'pod', 'web-0', '-n', ns],
    ['get', 'secrets', '-n', ns],
    ['get', 'namespaces'],
  ]) {
    await expect(controlPlane.kubectl([...read, ...as])).rejects.toThrow('is forbidden');
  }
});

test('zones prints the spread that the API server has', async () => {
  const file = folder.write(
    'vigil.yaml',
    configText([{ kind: 'Deployment', namespace: ns, name: 'web' }], {
      cluster: { name: 'vigil', region: 'eu-central-1' },
    }),
  );
  const args = ['zones', '--config', file, '--kubeconfig', controlPlane.kubeconfig, '--output', 'json'];
  const { stdout, exitCode } = await eksVigil(args);
  const { zones, workloads, unscheduled } = JSON.parse(stdout);
  expect(zones).toEqual(['eu-central-1a', 'eu-central-1b', 'eu-central-1c']);
  // Pods without an owner are workloads of their own.
  expect(workloads.filter(({ namespace }: { namespace: string }) => namespace === ns)).toHaveLength(count);
  expect(unscheduled).toBe(1);
  expect(exitCode).toBe(0);
});
