import { mintToken } from '../../lambda/aws/token';
import { eksVigil, temporaryFolder } from '../cli/commandLine';
import { working } from '../cli/doctor/chain';
import { type AwsAnswers, startAwsOperations } from '../support/servers/awsOperations';
import type { ScriptedServer } from '../support/servers/scriptedServer';
import { type ControlPlane, startControlPlane } from './controlPlane';
import type { Credentials } from './identities';
import { awsAuth, kubeconfig } from './manifests';
import { until } from './until';
import { apply, deployment } from './workloads';

/** The links inside of the cluster, with real RBAC, real reviews and the authenticator of EKS. AWS is scripted. */

const ns = 'shop';
const cluster = { name: 'prod', region: 'eu-central-1' };
const text = JSON.stringify({
  cluster,
  metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
  targets: [
    { kind: 'Deployment', namespace: ns, name: 'web' },
    { kind: 'Deployment', namespace: '*', selector: 'app=web' },
    { kind: 'Node', selector: 'topology.kubernetes.io/region=eu-central-1' },
  ],
});
/** With the proxy of a program, whose permission has a subresource and a name with colons. */
const withProbe = JSON.stringify({
  ...JSON.parse(text),
  targets: [...JSON.parse(text).targets, { probe: 'http', namespace: ns, service: 'web', port: 8080 }],
});

const folder = temporaryFolder();
let controlPlane: ControlPlane;
let aws: ScriptedServer;
let answers: AwsAnswers;

beforeAll(async () => {
  controlPlane = await startControlPlane({ cluster: cluster.name, region: cluster.region, nodes: 1 });
  await controlPlane.kubectl(['create', 'namespace', ns]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', ns, '--timeout=300s']);
  await apply(controlPlane, [deployment('web', { namespace: ns })]);
  await controlPlane.kubectl(['wait', '--for=condition=Available', 'deployment/web', '-n', ns, '--timeout=300s']);
  aws = await startAwsOperations(() => answers, Date.now);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
  });
});
afterAll(async () => {
  await Promise.all([controlPlane?.stop(), aws?.stop()]);
  folder.remove();
});

interface DoctorOptions {
  readonly config?: string;
  readonly kubeconfig?: string;
  /** Of the session that STS returns for the role. */
  readonly role?: Credentials;
  readonly args?: readonly string[];
}

/** State and evidence of each link. */
async function doctor({ config = text, kubeconfig: path, role, args = [] }: DoctorOptions = {}) {
  const { server: url, caData, credentials } = controlPlane;
  const {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  } = role ?? credentials;
  answers = {
    ...working({ url, caData }, config),
    'sts:AssumeRole': () => ({
      Credentials: { AccessKeyId, SecretAccessKey, SessionToken, Expiration: new Date(Date.now() + 3_600_000) },
    }),
  };
  const file = folder.write('prod.yaml', config);
  const command = ['doctor', '--config', file, '--kubeconfig', path ?? controlPlane.kubeconfig, '--output', 'json'];
  const { stdout } = await eksVigil([...command, ...args]);
  const links: { link: string; state: string; evidence: string }[] = JSON.parse(stdout).links;
  return Object.fromEntries(links.map(({ link, state, evidence }) => [link, `${state}: ${evidence}`]));
}

/** What the fix of the link `permissions` does. */
async function applyManifest(config: string): Promise<void> {
  const { stdout } = await eksVigil(['rbac', '--config', folder.write('prod.yaml', config)]);
  await controlPlane.kubectl(['apply', '-f', '-'], stdout);
}

test('the administrator of the kubeconfig is recognized, over TLS with the CA of the cluster', async () => {
  const links = await doctor();
  expect(links.certificate).toMatch(/^ok: verified/);
  expect(links.kubeconfig).toMatch(/^ok: https:\/\/127\.0\.0\.1:\d+ accepts you as admin$/);
});

test('without the manifest, every permission is missing, and with it, none', async () => {
  expect((await doctor()).permissions).toMatch(/^failing: group eks-vigil lacks (\d+) of \1 permissions$/);
  await applyManifest(text);
  expect((await doctor()).permissions).toMatch(/^ok: group eks-vigil has all \d+ permissions$/);
});

test('an outdated manifest lacks what was added', async () => {
  await applyManifest(text);
  expect((await doctor({ config: withProbe })).permissions).toMatch(
    /^failing: group eks-vigil lacks 1 of \d+ permissions$/,
  );
  await applyManifest(withProbe);
  expect((await doctor({ config: withProbe })).permissions).toMatch(/^ok: /);
});

test('the targets are read and judged', async () => {
  expect((await doctor()).targets).toBe('ok: all 3 targets are healthy');
  await controlPlane.kubectl(['delete', 'deployment', 'web', '-n', ns]);
  expect((await doctor()).targets).toMatch(/^failing: 2 of 3 targets are unhealthy: Deployment shop\/web \(NotFound\)/);
});

describe('the mapping', () => {
  const isAccepted = (links: Record<string, string>) => links.permissions?.startsWith('ok') === true;

  afterEach(() => apply(controlPlane, [awsAuth(controlPlane.roleArn)]));

  test('is that of aws-auth, and the cluster accepts the role', async () => {
    await applyManifest(text);
    const links = await until(
      () => 'the cluster did not accept the role',
      async () => {
        const found = await doctor({ args: ['--as-role'] });
        return isAccepted(found) ? found : undefined;
      },
    );
    expect(links.mapping).toBe(`ok: aws-auth maps ${controlPlane.roleArn} to the groups eks-vigil`);
    expect(links.permissions).toMatch(/^ok: role arn:aws:iam::111122223333:role\/eks-vigil-eu-central-1-prod has all/);
  });

  test('of another role does not count', async () => {
    const { permissions } = await doctor({ role: controlPlane.unmapped, args: ['--as-role'] });
    expect(permissions).toMatch(/^failing: .*the cluster does not accept the identity/);
  });

  test('with a path is named, and the cluster does not accept the role', async () => {
    await apply(controlPlane, [awsAuth(controlPlane.roleArn.replace('role/', 'role/teams/'))]);
    const links = await until(
      () => 'the cluster still accepts the role',
      async () => {
        const found = await doctor({ args: ['--as-role'] });
        return isAccepted(found) ? undefined : found;
      },
    );
    expect(links.mapping).toMatch(/^failing: .*role\/teams\/\S+ has a path, with which aws-auth never matches a role$/);
    expect(links.permissions).toMatch(/^failing: .*the cluster does not accept the identity/);
  });
});

test('a user without rights is told what cannot be checked', async () => {
  const { server, caData, credentials } = controlPlane;
  const token = await until(
    () => 'the cluster did not accept the role',
    async () => {
      const { token: minted } = await mintToken(cluster, async () => credentials, Date.now());
      const path = folder.write('role.kubeconfig', kubeconfig(cluster.name, server, caData, { token: minted }));
      return (await doctor({ kubeconfig: path })).kubeconfig?.startsWith('ok') ? minted : undefined;
    },
  );
  const links = await doctor({
    kubeconfig: folder.write('role.kubeconfig', kubeconfig(cluster.name, server, caData, { token })),
  });
  expect(links.mapping).toMatch(
    /^unknown: .*aws-auth could not be read: the user of the kubeconfig is not allowed to get it/,
  );
  expect(links.permissions).toMatch(/^unknown: the user of the kubeconfig may not impersonate/);
});
