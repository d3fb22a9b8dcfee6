import { readFileSync } from 'node:fs';
import { loadKubeconfig } from '../../cli/kubeconfig';
import { KubeconfigAccess } from '../../cli/kubeconfigAccess';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import type { Read } from '../../model/readingPlan';
import { generousLimits } from '../lambda/kubernetes/generousLimits';
import { now } from '../support/objects/clock';
import { lease } from '../support/objects/lease';
import { type ApiServer, startApiServer } from '../support/servers/apiServer';
import { type Folder, temporaryFolder } from './commandLine';
import { kubeconfigText } from './kubeconfigText';

const unreachable = { url: 'https://127.0.0.1:1', caData: Buffer.from('a certificate').toString('base64') };

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const load = (text: string) =>
  loadKubeconfig({ kubeconfig: folder.write('config', text) }, { name: 'prod', region: 'eu-central-1' });

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
    ['prints no JSON', { command: 'echo', args: ['a'] }, /command echo, which printed no ExecCredential; fix/],
    ['prints other JSON', { command: 'echo', args: ['{}'] }, /command echo, which printed no ExecCredential; fix/],
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

  async function readThrough(access: KubeconfigAccess): Promise<string> {
    const client = new KubernetesClient(access);
    try {
      const { body } = await client.read(read, generousLimits);
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
    server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => now });
    server.put(lease());
    expect(await readThrough(new KubeconfigAccess(() => load(kubeconfigText(server, { entry }))))).toMatch(outcome);
  });

  test('runs the exec plugin again after a 401, and then says whose credentials are not accepted', async () => {
    server = await startApiServer({ cluster: 'prod', identities: [identity], now: () => now });
    const runs = folder.write('runs', '');
    const script = folder.write(
      'plugin.cjs',
      `require('node:fs').appendFileSync(${JSON.stringify(runs)}, 'x'); console.log('{"status":{"token":"refused"}}')`,
    );
    const user = { exec: { command: process.execPath, args: [script] } };
    const message = await readThrough(new KubeconfigAccess(() => load(kubeconfigText(server, { user }))));
    expect(message).toMatch(/^the cluster does not accept the credentials of user operator of the kubeconfig; renew/);
    expect(server.requests.map(({ status }) => status)).toEqual([401, 401]);
    expect(readFileSync(runs, 'utf8')).toBe('xx');
  });
});
