import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { lease } from '../support/objects/lease';
import { type ApiServer, startApiServer } from '../support/servers/apiServer';
import { startAwsOperations } from '../support/servers/awsOperations';
import { configText, type Folder, temporaryFolder } from './commandLine';
import { working } from './doctor/chain';
import { kubeconfigText } from './kubeconfigText';
import { web } from './kubectlObjects';

const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };

let folder: Folder;
let bundle: string;
let server: ApiServer;

beforeAll(async () => {
  folder = temporaryFolder();
  // Outside of node_modules, so that a missing dependency makes the bundle fail.
  bundle = join(folder.path, 'eks-vigil.js');
  execFileSync(process.execPath, [join(__dirname, '../../cli/bundle.mjs'), bundle]);
  server = await startApiServer({ cluster: 'prod', identities: [identity], now: Date.now });
  server.put(lease(Date.now()));
  server.put(web(3));
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: folder.path,
      AWS_ACCESS_KEY_ID: identity.accessKeyId,
      AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
      ...env,
    },
  });
  return { child, ended: ended(child) };
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

async function eksVigil(...args: readonly string[]) {
  const { child, ended } = start(args);
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

/** A kubeconfig that uses the bundle as its exec plugin. */
function writeKubeconfig(): string {
  const args = [bundle, 'token', '--cluster', 'prod', '--region', 'eu-central-1'];
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args };
  return folder.write('kubeconfig', kubeconfigText(server, { user: { exec } }));
}

test('is executable and prints help', async () => {
  accessSync(bundle, constants.X_OK);
  const { stdout, stderr, exitCode } = await eksVigil('--help');
  expect(stdout).toMatch(/^Usage: eks-vigil/);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('has neither the API classes of the Kubernetes client nor the messages of zod in other languages', () => {
  const code = readFileSync(bundle, 'utf8');
  for (const word of ['AdmissionregistrationV1Api', 'Eingabe']) expect(code).not.toContain(word);
});

test('an error is one line, and the exit code is UNKNOWN', async () => {
  expect(await eksVigil('chekc')).toEqual({
    stdout: '',
    stderr: "error: unknown command 'chekc' (Did you mean check?) (see eks-vigil --help)\n",
    exitCode: 3,
  });
});

test('checks a cluster with tokens from `eks-vigil token`', async () => {
  const config = folder.write('prod.yaml', configText([target]));
  const { stdout, stderr, exitCode } = await eksVigil('check', '--config', config, '--kubeconfig', writeKubeconfig());
  expect(stdout).toMatch(/\nOK: 1 target is healthy \(metric would be 1\)\n$/);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('reaches all services of AWS with `doctor`', async () => {
  const content = configText([target]);
  const config = folder.write('prod.yaml', content);
  const aws = await startAwsOperations(() => working(server, content), Date.now);
  const args = ['doctor', '--config', config, '--kubeconfig', writeKubeconfig(), '--output', 'json'];
  const { child, ended } = start(args, { AWS_ENDPOINT_URL: aws.url });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  await aws.stop();
  const links: { link: string; state: string }[] = JSON.parse(stdout).links;
  const ok = links.filter(({ state }) => state === 'ok').map(({ link }) => link);
  // One of each service, and the API server.
  const expected = ['credentials', 'cluster', 'stack', 'function', 'schedule', 'alarms', 'topics', 'publishing'];
  expect(ok).toEqual(expect.arrayContaining([...expected, 'certificate', 'kubeconfig', 'permissions', 'targets']));
  expect(stderr).toBe('');
});

test('judges objects from standard input', async () => {
  const child = spawn(process.execPath, [bundle, 'judge', '-', '--output', 'json'], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify(web(3)));
  const [exitCode, stdout, stderr] = await Promise.all([ended(child), text(child.stdout), text(child.stderr)]);
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'web', verdict: 'Healthy' }]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('Ctrl-C ends --watch with the exit code of the last check', async () => {
  const config = folder.write('watched.yaml', configText([target, { ...target, name: 'gone' }]));
  const { child, ended } = start(['check', '--config', config, '--kubeconfig', writeKubeconfig(), '--watch']);
  let stdout = '';
  for await (const chunk of child.stdout) {
    stdout += String(chunk);
    if (stdout.includes('CRITICAL')) break;
  }
  child.kill('SIGINT');
  expect(await ended).toBe(2);
});

test('a closed pipe is not an error', async () => {
  const config = folder.write('prod.yaml', configText([target]));
  const { child, ended } = start(['rbac', '--config', config]);
  child.stdout.destroy();
  const [exitCode, stderr] = await Promise.all([ended, text(child.stderr)]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('an output that cannot be written is reported', async () => {
  const config = folder.write('prod.yaml', configText([target]));
  const readOnly = openSync(config, 'r');
  const child = spawn(process.execPath, [bundle, 'rbac', '--config', config], { stdio: ['ignore', readOnly, 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const exitCode = await ended(child);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: expect.stringMatching(/^error: cannot write the output: EBADF.*\n$/),
  });
});

test('the AWS SDK prints no warning about a version of Node.js that is allowed here', async () => {
  const preload = folder.write('node20.cjs', "Object.defineProperty(process, 'version', { value: 'v20.19.0' });");
  const file = folder.write('warning.yaml', configText([target]));
  const { child, ended } = start(['unmute', '--config', file], {
    NODE_OPTIONS: `--require ${preload}`,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  });
  const [exitCode, stderr] = await Promise.all([ended, text(child.stderr)]);
  expect(stderr).toMatch(/^error: cloudwatch:DescribeAlarms failed: /);
  expect(stderr).not.toContain('NodeVersionSupportWarning');
  expect(exitCode).toBe(3);
});
