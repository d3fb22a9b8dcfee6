import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import type { KubernetesObject } from '../../support/servers/api/store';
import { type ApiServer, startApiServer } from '../../support/servers/apiServer';
import { eksVigil, type Folder, type ProcessOptions, temporaryFolder } from '../commandLine';
import { kubePrometheusStack, shop, system } from '../discover/clusters';
import { object, workload } from '../discover/objects';
import { kubeconfigText } from '../kubeconfigText';
import { web } from '../kubectlObjects';

const arn = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod';
const teams = [...system, ...shop];

let server: ApiServer;
let folder: Folder;
let isAllowed: (resource: string, namespace?: string) => boolean;

beforeEach(async () => {
  folder = temporaryFolder();
  isAllowed = () => true;
  server = await startApiServer({
    cluster: 'prod',
    identities: 'any',
    now: () => now,
    authorize: ({ resource, namespace }) => isAllowed(resource, namespace),
  });
  for (const name of ['kube-system', 'monitoring', 'shop']) server.put(object('Namespace', name));
  server.put(lease());
});
afterEach(async () => {
  await server.stop();
  folder.remove();
});

/** Discovers a cluster with the given objects. */
function discover(
  objects: readonly KubernetesObject[],
  args: readonly string[] = [],
  { cluster = arn, ...options }: ProcessOptions & { readonly cluster?: string } = {},
) {
  for (const each of objects) server.put(each);
  const kubeconfig = folder.write('kubeconfig', kubeconfigText(server, { cluster }));
  return eksVigil(['discover', '--kubeconfig', kubeconfig, ...args], options);
}

test('stdout is a configuration, and stderr has the results of validate and check', async () => {
  const { stdout, stderr, exitCode } = await discover(teams);
  expect(stdout).toContain('cluster: { name: prod, region: eu-central-1, account: "111122223333" }');
  expect(stderr).toMatch(/^the configuration: valid \(5 targets\), 1 warning$/m);
  expect(stderr).toMatch(/^Healthy +Deployment +shop +web +2\/2/m);
  expect(stderr).toMatch(/\nOK: all 5 targets are healthy \(metric would be 1, ticket metric would be 1\)\n$/);
  expect(exitCode).toBe(0);
});

test('the same cluster gives the same file, which validate and check accept', async () => {
  const file = join(folder.path, 'prod.yaml');
  const { stdout, stderr, exitCode } = await discover(teams, ['--output', file]);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
  expect(stderr).toContain(`${file}: valid (5 targets)`);
  const text = readFileSync(file, 'utf8');
  expect((await discover([])).stdout).toBe(text);
  expect(await eksVigil(['validate', file])).toMatchObject({ exitCode: 0 });
  const checked = await eksVigil(['check', '--config', file, '--kubeconfig', join(folder.path, 'kubeconfig')]);
  expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
});

test('only get and list requests are sent', async () => {
  await discover([...teams, ...kubePrometheusStack]);
  expect(server.requests.length).toBeGreaterThan(20);
  expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('an existing file is not overwritten, and the cluster is not read', async () => {
  const file = folder.write('prod.yaml', 'mine');
  const { stderr, exitCode } = await discover(teams, ['--output', file]);
  expect(stderr).toBe(`error: ${file} exists, and is not overwritten; specify another file, or remove it first\n`);
  expect(exitCode).toBe(3);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(server.requests).toEqual([]);
});

test.each([
  ['does not exist', 'missing'],
  ['is not a directory', 'kubeconfig'],
])('a directory that %s is an error, and the cluster is not read', async (why, name) => {
  const directory = join(folder.path, name);
  const file = join(directory, 'prod.yaml');
  const { stderr, exitCode } = await discover(teams, ['--output', file]);
  expect(stderr).toBe(
    `error: cannot write ${file}: directory ${directory} ${why}; specify a file in a directory that you can write to\n`,
  );
  expect(exitCode).toBe(3);
  expect(server.requests).toEqual([]);
});

/** No directory is read-only for root. */
const testAsUser = process.getuid?.() === 0 ? test.skip : test;

testAsUser('a directory that is not writable is an error, and the cluster is not read', async () => {
  const directory = join(folder.path, 'read-only');
  mkdirSync(directory, { mode: 0o555 });
  const file = join(directory, 'prod.yaml');
  const { stderr, exitCode } = await discover(teams, ['--output', file]);
  expect(stderr).toBe(
    `error: cannot write ${file}: directory ${directory} is not writable; specify a file in a directory that you can write to\n`,
  );
  expect(exitCode).toBe(3);
  expect(server.requests).toEqual([]);
});

test('what is not healthy is marked, and decides the exit code', async () => {
  const { stdout, stderr, exitCode } = await discover([web(3), web(0, { name: 'db' })]);
  expect(stdout).toContain('# 1 target is marked with "NOT HEALTHY NOW"');
  expect(stdout).toContain(`  # NOT HEALTHY NOW: NoneReady.
  - kind: Deployment
    namespace: shop
    name: db`);
  expect(stderr).toMatch(/CRITICAL: 1 of 2 targets is unhealthy/);
  expect(exitCode).toBe(2);
});

test('--namespace limits what is read and written', async () => {
  isAllowed = (_, namespace) => namespace !== undefined && namespace !== 'monitoring';
  const { stdout, exitCode } = await discover(teams, ['--namespace', 'shop', 'kube-system', '--namespace', 'shop']);
  expect(stdout).toContain('namespaces kube-system, shop');
  expect(stdout.match(/(?<=^ {4}name: ).*/gm)).toEqual(['coredns', 'aws-node', 'log-agent', 'web', 'report']);
  expect(exitCode).toBe(0);
});

test('--namespace without permission for all namespaces keeps the probes, and says what is not checked', async () => {
  isAllowed = (_, namespace) => namespace === 'monitoring';
  const monitor = object('ServiceMonitor', 'apart', { namespace: 'monitoring', spec: { selector: {} } });
  const { stdout, stderr } = await discover([...kubePrometheusStack, monitor], ['--namespace', 'monitoring']);
  expect(stdout.match(/probe: \w+/g)).toEqual(['probe: grafana', 'probe: alertmanager', 'probe: prometheus']);
  expect(stderr).toContain(
    'warning: no permission to list prometheuses.monitoring.coreos.com: the objects that no Prometheus selects are not checked.\n',
  );
  expect(stderr).not.toContain('probes of Prometheus are missing');
  expect(stderr).not.toContain('selects it');
});

test('--namespace without permission there either has no probes, and says so', async () => {
  isAllowed = (resource, namespace) => namespace === 'monitoring' && resource !== 'prometheuses';
  const { stdout, stderr } = await discover(kubePrometheusStack, ['--namespace', 'monitoring']);
  expect(stdout.match(/probe: \w+/g)).toEqual(['probe: grafana', 'probe: alertmanager']);
  expect(stderr).toContain('prometheuses.monitoring.coreos.com in namespace "monitoring": probes of Prometheus are');
});

describe('what may not be listed', () => {
  test('is said, with what is missing, in the file and on stderr', async () => {
    isAllowed = (resource) => resource !== 'cronjobs';
    const { stdout, stderr, exitCode } = await discover(teams);
    const sentence = 'no permission to list cronjobs.batch: CronJobs are missing.';
    expect(stdout).toContain(`===== Could not be read =====\n#\n# ${sentence}`);
    expect(stderr).toContain(`warning: ${sentence}\n`);
    expect(stdout).not.toContain('kind: CronJob');
    expect(exitCode).toBe(0);
  });

  test('is not guessed: a Prometheus whose settings are not known gets no probe', async () => {
    isAllowed = (resource) => resource !== 'prometheuses';
    const { stdout } = await discover(kubePrometheusStack);
    expect(stdout).toContain('name: prometheus-kps');
    expect(stdout).toContain('No probe asks it: the Prometheus with its settings could not be');
    expect(stdout.match(/probe: \w+/g)).toEqual(['probe: grafana', 'probe: alertmanager']);
  });

  test('is not mentioned if the cluster does not serve it', async () => {
    isAllowed = (resource) => resource !== 'thanosrulers' && resource !== 'prometheuses';
    const { stderr } = await discover(teams);
    expect(stderr).toContain('no permission to list prometheuses.monitoring.coreos.com');
    expect(stderr).not.toContain('thanosrulers');
  });

  test('is an error if nothing is left', async () => {
    isAllowed = () => false;
    const { stdout, stderr, exitCode } = await discover(teams);
    expect(stderr).toBe(
      'error: there is nothing to watch in all namespaces that can be read: no permission to list deployments.apps; specify --namespace for namespaces that you can read, or another --context\n',
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  });
});

test.each<[string, readonly KubernetesObject[], readonly string[], string]>([
  ['an empty cluster', [], [], 'there is nothing to watch in all namespaces: it has no workloads'],
  [
    'a cluster with everything scaled to 0',
    [workload('Deployment', 'web', { replicas: 0 })],
    [],
    'there is nothing to watch in all namespaces: 1 object would be left out, such as Deployment shop/web (It has been scaled to 0. To watch it, add it with allowZero: true, or scale it up first)',
  ],
  ['a misspelt namespace', teams, ['--namespace', 'sho'], 'namespace sho does not exist. Did you mean shop?'],
])('%s is an error', async (_, objects, args, message) => {
  const { stdout, stderr, exitCode } = await discover(objects, args);
  expect(stderr).toBe(`error: ${message}\n`);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
});

test('a server that does not respond is an error', async () => {
  await server.stop();
  const { stderr, exitCode } = await discover([]);
  expect(stderr).toMatch(/^error: .*no response from the API server: .*ECONNREFUSED/);
  expect(exitCode).toBe(3);
});

test('a cluster that is not of EKS gets placeholders', async () => {
  const { stdout, stderr, exitCode } = await discover(teams, [], { cluster: 'kind-local' });
  expect(stdout).toContain('cluster: { name: CHANGE-ME, region: change-me-1 }');
  expect(stderr).toContain('valid (5 targets)');
  expect(exitCode).toBe(0);
});

test('kube-prometheus-stack is asked by probes, and mistakes in its wiring are reported', async () => {
  const monitor = object('ServiceMonitor', 'web', {
    spec: { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http' }] },
  });
  const { stdout, stderr } = await discover([...kubePrometheusStack, ...teams, monitor]);
  expect(stdout.match(/probe: \w+/g)).toEqual(['probe: grafana', 'probe: alertmanager', 'probe: prometheus']);
  expect(stdout).toContain(`===== Mistakes in the wiring of the Prometheus operator =====
#
# ServiceMonitor shop/web: it selects no Service.
#   found: none in namespace shop
#   expected: a Service with app=web in namespace shop
#   change: correct spec.selector or the labels of the Service, or delete it`);
  expect(stderr).toContain('warning: ServiceMonitor shop/web: it selects no Service; found none in namespace shop;');
});

test('on a terminal, there is a temporary progress line on stderr', async () => {
  const { stderr } = await discover(teams, [], { isTerminal: true, columns: 200 });
  expect(stderr).toContain('listing what runs in all namespaces…\r\u001b[K');
  expect(stderr).toContain('reading 5 targets…\r\u001b[K');
});

test('text of the cluster cannot add keys to the file or control the terminal', async () => {
  const annotations = { 'meta.helm.sh/release-name': 'x\nalarms: {}\u001b[2J' };
  const { stdout, stderr } = await discover([workload('Deployment', 'web', { annotations })]);
  expect(stdout).toContain('installed by Helm release x alarms: {}\\u001b[2J.');
  expect(stdout).not.toMatch(/^alarms/m);
  expect(stdout).not.toContain('\u001b');
  expect(stderr).not.toContain('\u001b');
});
