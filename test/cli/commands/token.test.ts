import { verifyToken } from '../../support/servers/api/tokenVerifier';
import { eksVigil, type Folder, temporaryFolder } from '../commandLine';

const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const noon = Date.UTC(2026, 0, 1, 12, 0, 0, 789);
const now = () => noon;
const args = ['token', '--cluster', 'prod', '--region', 'eu-central-1'];
const before = process.env;

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

/** The credential chain reads the environment of this process. */
function withEnvironment(variables: Record<string, string>): void {
  const nowhere = { HOME: folder.path, AWS_EC2_METADATA_DISABLED: 'true' };
  process.env = { PATH: before.PATH ?? '', ...nowhere, ...variables };
}
afterEach(() => {
  process.env = before;
});

const keys = { AWS_ACCESS_KEY_ID: identity.accessKeyId, AWS_SECRET_ACCESS_KEY: identity.secretAccessKey };

function urlIn(token: string): URL {
  return new URL(Buffer.from(token.replace(/^k8s-aws-v1\./, ''), 'base64url').toString());
}

test('prints an ExecCredential with a token that the cluster accepts', async () => {
  withEnvironment(keys);
  const { stdout, stderr, exitCode } = await eksVigil(args, { now });
  const credential = JSON.parse(stdout);
  expect(credential).toEqual({
    kind: 'ExecCredential',
    apiVersion: 'client.authentication.k8s.io/v1',
    spec: {},
    status: { expirationTimestamp: '2026-01-01T12:14:00Z', token: expect.any(String) },
  });
  const { token } = credential.status;
  expect(await verifyToken(token, { cluster: 'prod', identities: [identity], now })).toEqual(identity);
  const { host, searchParams } = urlIn(token);
  expect(host).toBe('sts.eu-central-1.amazonaws.com');
  expect(searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
  expect(searchParams.get('X-Amz-Expires')).toBe('60');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('finds credentials in a profile, as the AWS CLI does', async () => {
  const file = folder.write(
    'credentials',
    `[ops]\naws_access_key_id=AKIDOFPROFILE\naws_secret_access_key=${identity.secretAccessKey}\n`,
  );
  withEnvironment({ AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: 'ops' });
  const { stdout } = await eksVigil(args, { now });
  const { searchParams } = urlIn(JSON.parse(stdout).status.token);
  expect(searchParams.get('X-Amz-Credential')).toMatch(/^AKIDOFPROFILE\//);
});

describe('the version that kubectl requests', () => {
  test.each<[string, string | undefined, string]>([
    ['none', undefined, 'v1'],
    ['v1', '{"apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}', 'v1'],
    ['v1beta1', '{"apiVersion":"client.authentication.k8s.io/v1beta1"}', 'v1beta1'],
    ['invalid JSON', '{', 'v1'],
  ])('%s', async (_, info, version) => {
    withEnvironment(keys);
    const { stdout } = await eksVigil(args, { now, env: { KUBERNETES_EXEC_INFO: info } });
    expect(JSON.parse(stdout).apiVersion).toBe(`client.authentication.k8s.io/${version}`);
  });

  test('another version is rejected', async () => {
    withEnvironment(keys);
    const env = { KUBERNETES_EXEC_INFO: '{"apiVersion":"client.authentication.k8s.io/v1alpha1"}' };
    expect(await eksVigil(args, { now, env })).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^error: .*v1alpha1; set apiVersion: client\.authentication\.k8s\.io\/v1 .*\n$/),
      exitCode: 3,
    });
  });
});

describe('an error is one line', () => {
  test('no credentials', async () => {
    withEnvironment({});
    expect(await eksVigil(args, { now })).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^error: no AWS credentials .*AWS_PROFILE\n$/),
      exitCode: 3,
    });
  });

  test.each<[string, string[], RegExp]>([
    [
      'region',
      ['--cluster', 'prod', '--region', 'eu-central1'],
      /^error: --region: got "eu-central1", .*eu-central-1\.\n$/,
    ],
    ['cluster', ['--cluster', 'a b', '--region', 'eu-central-1'], /^error: --cluster: got "a b", .*list-clusters.*\n$/],
  ])('an invalid %s', async (_, options, message) => {
    withEnvironment(keys);
    expect(await eksVigil(['token', ...options], { now })).toEqual({
      stdout: '',
      stderr: expect.stringMatching(message),
      exitCode: 3,
    });
  });

  test('the error about a token that is too large does not contain the session token', async () => {
    const sessionToken = 'IQoJb3JpZ2luX2Vj'.repeat(300);
    withEnvironment({ ...keys, AWS_SESSION_TOKEN: sessionToken });
    const { stderr, exitCode } = await eksVigil(args, { now });
    expect(stderr).toMatch(/^error: the token is \d+ bytes long, but EKS accepts at most 4096: .*\n$/);
    expect(stderr).not.toContain('IQoJ');
    expect(exitCode).toBe(3);
  });
});
