import { readFileSync } from 'node:fs';
import { KubeconfigAccess, type KubeconfigOptions, loadKubeconfig } from '../../cli/kubeconfig';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import type { Read } from '../../model/readingPlan';
import { type ApiServer, startApiServer } from '../support/servers/apiServer';
import { kubeconfigText, lease, noon } from './cluster';
import { type Folder, temporaryFolder } from './commandLine';

const expected = { name: 'prod', region: 'eu-central-1' };
const unreachable = { url: 'https://127.0.0.1:1', caData: Buffer.from('a certificate').toString('base64') };
const prod = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod';
const dev = 'arn:aws:eks:eu-central-1:111122223333:cluster/dev';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const load = (text: string, choice: KubeconfigOptions = {}) =>
  loadKubeconfig({ kubeconfig: folder.write('config', text), ...choice }, expected);

describe('errors say what to do', () => {
  test.each<[string, string, KubeconfigOptions, RegExp]>([
    ['a missing file', '', { kubeconfig: '/nowhere/config' }, /cannot read the kubeconfig \/nowhere\/config: ENOENT/],
    ['not a mapping', '~', {}, /^cannot read the kubeconfig \S+config: not a kubeconfig$/],
    ['an empty file', '', {}, /^cannot read the kubeconfig \S+config: .*empty$/],
    ['invalid YAML', '{', {}, /^cannot read the kubeconfig \S+config: /],
    [
      'a misspelled context',
      kubeconfigText(unreachable),
      { context: 'her' },
      /has no context her\. Did you mean here\? Specify --context with one of: here$/,
    ],
    ['no context at all', '{}', {}, /has no current context\. Specify --context with one of: \(none\)$/],
    [
      'a context without its user',
      kubeconfigText(unreachable).replace('"name":"operator"', '"name":"other"'),
      {},
      /context here of the kubeconfig refers to a missing cluster or user/,
    ],
    ['plain HTTP', kubeconfigText({ ...unreachable, url: 'http://127.0.0.1:8001' }), {}, /but only https is supported/],
    [
      'a proxy',
      kubeconfigText(unreachable, { entry: { 'proxy-url': 'socks5://127.0.0.1:1080' } }),
      {},
      /has a proxy-url, which is not supported/,
    ],
  ])('%s', (_, text, choice, message) => {
    expect(() => load(text, choice)).toThrow(message);
  });

  test('no kubeconfig', () => {
    const { HOME, KUBECONFIG } = process.env;
    process.env.HOME = '/nowhere';
    delete process.env.KUBECONFIG;
    try {
      expect(() => loadKubeconfig({}, expected)).toThrow(
        'no kubeconfig found; create one with `aws eks update-kubeconfig --name prod --region eu-central-1`, or specify --kubeconfig PATH',
      );
    } finally {
      process.env.HOME = HOME;
      if (KUBECONFIG !== undefined) process.env.KUBECONFIG = KUBECONFIG;
    }
  });

  test('$KUBECONFIG is the default path', () => {
    const { KUBECONFIG } = process.env;
    process.env.KUBECONFIG = folder.write('from-env', kubeconfigText(unreachable));
    try {
      expect(loadKubeconfig({}, expected).getCurrentContext()).toBe('here');
    } finally {
      if (KUBECONFIG === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = KUBECONFIG;
    }
  });
});

describe('the cluster of the current context', () => {
  test.each<[string, string | undefined]>([
    ['local', undefined],
    [prod, undefined],
    ['prod.eu-central-1.eksctl.io', undefined],
    [dev, 'dev in eu-central-1'],
    ['prod.eu-west-1.eksctl.io', 'prod in eu-west-1'],
  ])('%s', (cluster, rejected) => {
    const loading = () => load(kubeconfigText(unreachable, { cluster }));
    if (rejected === undefined) expect(loading).not.toThrow();
    else expect(loading).toThrow(`points to cluster ${rejected}, but the configuration is for prod in eu-central-1`);
  });

  test('is not checked if the context is specified', () => {
    expect(() => load(kubeconfigText(unreachable, { cluster: dev }), { context: 'here' })).not.toThrow();
  });

  test('another context for the cluster is suggested', () => {
    const both = JSON.parse(kubeconfigText(unreachable, { cluster: dev }));
    both.contexts.push({ name: 'there', context: { cluster: prod, user: 'operator' } });
    expect(() => load(JSON.stringify(both))).toThrow(/; specify --context there$/);
  });
});

describe('KubeconfigAccess', () => {
  const accessOf = (user: object, entry: object = {}) =>
    new KubeconfigAccess(() => load(kubeconfigText(unreachable, { user, entry })));

  test.each<[string, object, Record<string, string>]>([
    ['a token', { token: 'abc' }, { authorization: 'Bearer abc' }],
    ['a password', { username: 'a', password: 'b' }, { authorization: 'Basic YTpi' }],
    ['impersonation', { token: 'abc', as: 'eve' }, { authorization: 'Bearer abc', 'impersonate-user': 'eve' }],
    ['a client certificate', { 'client-certificate-data': 'Yw==', 'client-key-data': 'aw==' }, {}],
  ])('authenticates with %s', async (_, user, headers) => {
    expect(await accessOf(user).headers()).toEqual(headers);
  });

  test('verifies TLS as configured in the kubeconfig', async () => {
    const user = { 'client-certificate-data': 'Yw==', 'client-key-data': 'aw==' };
    expect(await accessOf(user).connection()).toEqual({
      server: 'https://127.0.0.1:1',
      tls: { ca: 'a certificate', cert: 'c', key: 'k' },
    });
    const entry = { 'insecure-skip-tls-verify': true, 'tls-server-name': 'kubernetes' };
    expect((await accessOf({}, entry).connection()).tls).toMatchObject({
      rejectUnauthorized: false,
      servername: 'kubernetes',
    });
  });

  test.each<[string, object, RegExp]>([
    ['is missing', { command: 'no-such-plugin' }, /from the command no-such-plugin, which was not found; install it/],
    ['fails', { command: 'sh', args: ['-c', 'echo a >&2; echo b >&2; exit 1'] }, /command sh, which failed: a b$/],
    ['prints no JSON', { command: 'echo', args: ['a'] }, /command echo, which failed: Unexpected token/],
    ['fails without output', { command: 'sh', args: ['-c', 'exit 1'] }, /command sh, which failed: no error output$/],
  ])('reports an exec plugin that %s', async (_, exec, message) => {
    await expect(accessOf({ exec }).headers()).rejects.toMatchObject({
      reason: 'NoCredentials',
      message: expect.stringMatching(message),
    });
  });
});

test('reports a missing file that the kubeconfig refers to', async () => {
  const user = { 'client-certificate': 'no.crt', 'client-key': 'no.key' };
  const access = new KubeconfigAccess(() => load(kubeconfigText(unreachable, { user })));
  await expect(access.connection()).rejects.toThrow(/^user operator of the kubeconfig: ENOENT: .*no\.crt'$/);
});

describe('a request', () => {
  let server: ApiServer;
  const read: Read = {
    verb: 'get',
    group: 'coordination.k8s.io',
    version: 'v1',
    resource: 'leases',
    namespace: 'kube-system',
    name: 'kube-controller-manager',
  };
  const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const limits = () => ({ signal: AbortSignal.timeout(5000), tryTimeout: 1000 });

  async function readThrough(access: KubeconfigAccess): Promise<string> {
    const client = new KubernetesClient(access);
    try {
      const { body } = await client.read(read, limits());
      return String(body.kind);
    } catch (error) {
      return (error as Error).message;
    } finally {
      client.destroy();
    }
  }

  afterEach(() => server.stop());

  test.each<[string, object, RegExp]>([
    ['the right CA', {}, /^Lease$/],
    ['another CA', { 'certificate-authority-data': undefined }, /certificate/],
    [
      'another CA, but without verification',
      { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true },
      /^Lease$/,
    ],
    ['another server name', { 'tls-server-name': 'elsewhere' }, /altnames/],
  ])('with %s', async (_, entry, outcome) => {
    server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => noon });
    server.put(lease());
    expect(await readThrough(new KubeconfigAccess(() => load(kubeconfigText(server, { entry }))))).toMatch(outcome);
  });

  test('runs the exec plugin again after a 401', async () => {
    server = await startApiServer({ cluster: 'prod', identities: [identity], now: () => noon });
    const runs = folder.write('runs', '');
    const script = folder.write(
      'plugin.cjs',
      `require('node:fs').appendFileSync(${JSON.stringify(runs)}, 'x'); console.log('{"status":{"token":"refused"}}')`,
    );
    const user = { exec: { command: process.execPath, args: [script] } };
    await readThrough(new KubeconfigAccess(() => load(kubeconfigText(server, { user }))));
    expect(server.requests.map(({ status }) => status)).toEqual([401, 401]);
    expect(readFileSync(runs, 'utf8')).toBe('xx');
  });
});
