import { clusterOf, type KubeconfigOptions, loadKubeconfig } from '../../cli/kubeconfig';
import { type Folder, temporaryFolder } from './commandLine';
import { kubeconfigText } from './kubeconfigText';

const expected = { name: 'prod', region: 'eu-central-1' };
const unreachable = { url: 'https://127.0.0.1:1', caData: Buffer.from('a certificate').toString('base64') };
const prod = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod';
const dev = 'arn:aws:eks:eu-central-1:111122223333:cluster/dev';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const load = (text: string, options: KubeconfigOptions = {}) =>
  loadKubeconfig({ kubeconfig: folder.write('config', text), ...options }, expected);

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
  ])('%s', (_, text, options, message) => {
    expect(() => load(text, options)).toThrow(message);
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

describe('the EKS cluster that a kubeconfig tells', () => {
  const eks = { url: 'https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com', caData: unreachable.caData };
  const exec = (args: readonly string[], env: readonly object[] | null = null) => ({
    exec: { command: 'aws', args, env },
  });
  const inParis = [{ name: 'AWS_REGION', value: 'eu-west-3' }];
  test.each<[string, string, object | undefined, object | undefined]>([
    ['its ARN', prod, undefined, { name: 'prod', region: 'eu-central-1', account: '111122223333' }],
    ['eksctl', 'prod.eu-west-1.eksctl.io', undefined, { name: 'prod', region: 'eu-west-1' }],
    [
      'aws eks get-token',
      'a',
      exec(['--region', 'us-east-1', 'eks', 'get-token', '--cluster-name', 'b']),
      { name: 'b', region: 'us-east-1' },
    ],
    ['options with =', 'a', exec(['--region=us-east-1', '--cluster-name=b']), { name: 'b', region: 'us-east-1' }],
    ['a region in the environment', 'a', exec(['token', '-i', 'b'], inParis), { name: 'b', region: 'eu-west-3' }],
    ['the region of the endpoint', 'a', exec(['token', '-i', 'b']), { name: 'b', region: 'eu-central-1' }],
    ['not without a name', 'a', exec(['--region', 'us-east-1']), undefined],
    ['not without a command', 'a', undefined, undefined],
    ['not by a broken command', 'a', { exec: { command: 'aws', args: 'b' } }, undefined],
  ])('by %s', (_, cluster, user, id) => {
    const text = kubeconfigText(eks, { cluster, ...(user === undefined ? {} : { user }) });
    expect(clusterOf(loadKubeconfig({ kubeconfig: folder.write('config', text) }))).toEqual(id);
  });

  test.each([prod, 'jane@prod.eu-central-1.eksctl.io'])('by the name of its context %s', (context) => {
    const { contexts, ...rest } = JSON.parse(kubeconfigText(unreachable));
    const text = JSON.stringify({ ...rest, contexts: [{ ...contexts[0], name: context }], 'current-context': context });
    expect(clusterOf(loadKubeconfig({ kubeconfig: folder.write('config', text) }))).toMatchObject(expected);
  });
});
