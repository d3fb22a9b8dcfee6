import { connect } from 'node:http2';
import { json } from 'node:stream/consumers';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type ApiServer, type ApiServerProps, startApiServer } from './apiServer';

/** What the embedded API server must do as kube-apiserver does. */

const noon = Date.UTC(2026, 0, 1, 12);
const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const deployments = '/apis/apps/v1/namespaces/monitoring/deployments';

let server: ApiServer;

async function start(props: Partial<ApiServerProps> = {}): Promise<void> {
  server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => noon, ...props });
}
afterEach(() => server.stop());

/** The status and the body of a response. */
async function send(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const session = connect(server.url, { ca: Buffer.from(server.caData, 'base64') });
  const stream = session.request({ ...headers, ':path': path, ':method': method }).end();
  const status = new Promise((resolve) => stream.on('response', (received) => resolve(received[':status'])));
  const body = await json(stream);
  const { maxConcurrentStreams } = session.remoteSettings;
  session.destroy();
  return { status: await status, body, maxConcurrentStreams };
}

async function tokenFor(cluster: string): Promise<string> {
  const hostname = 'sts.eu-central-1.amazonaws.com';
  const signer = new SignatureV4({ service: 'sts', region: 'eu-central-1', credentials: identity, sha256: Sha256 });
  const { query } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': cluster },
    },
    { signingDate: new Date(noon), expiresIn: 60 },
  );
  const url = `https://${hostname}/?${new URLSearchParams(query as Record<string, string>)}`;
  return `Bearer k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

test.each([
  [
    `${deployments}/x`,
    'deployments.apps "x" is forbidden: User "eks-vigil" cannot get resource "deployments" in API group "apps" in the namespace "monitoring"',
    { name: 'x', group: 'apps', kind: 'deployments' },
  ],
  [
    deployments,
    'deployments.apps is forbidden: User "eks-vigil" cannot list resource "deployments" in API group "apps" in the namespace "monitoring"',
    { group: 'apps', kind: 'deployments' },
  ],
  [
    '/api/v1/pods',
    'pods is forbidden: User "eks-vigil" cannot list resource "pods" in API group "" at the cluster scope',
    { kind: 'pods' },
  ],
])('%s is a 403 Status where it is not authorized', async (path, message, details) => {
  await start({ authorize: () => false });

  const { status, body } = await send(path);

  expect(status).toBe(403);
  expect(body).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'Forbidden',
    details,
    code: 403,
  });
});

test('the namespace of a Namespace is its own name', async () => {
  await start({ authorize: ({ resource, namespace }) => resource === 'namespaces' && namespace === 'mine' });

  await expect(send('/api/v1/namespaces/mine')).resolves.toMatchObject({ status: 404 });
  await expect(send('/api/v1/namespaces/other')).resolves.toMatchObject({ status: 403 });
});

test('discovery needs a token and no authorization', async () => {
  await start({ identities: [identity], authorize: () => false });
  const authorization = await tokenFor('prod');

  await expect(send('/apis/apps/v1', { authorization })).resolves.toMatchObject({ status: 200 });
  await expect(send('/apis/apps/v1')).resolves.toMatchObject({ status: 401 });
});

test('a token for this cluster is accepted for 15 minutes', async () => {
  let now = noon;
  await start({ identities: [identity], now: () => now });
  const authorization = await tokenFor('prod');

  await expect(send(`${deployments}/x`, { authorization })).resolves.toMatchObject({ status: 404 });
  now += 16 * 60_000;
  await expect(send(`${deployments}/x`, { authorization })).resolves.toMatchObject({ status: 401 });
});

test.each<[string, () => Promise<Record<string, string>>]>([
  ['no token', async () => ({})],
  ['a token for another cluster', async () => ({ authorization: await tokenFor('dev') })],
  ['another scheme', async () => ({ authorization: (await tokenFor('prod')).replace('Bearer', 'Basic') })],
])('%s is a 401 Status', async (_, headers) => {
  await start({ identities: [identity] });

  const { status, body } = await send(`${deployments}/x`, await headers());

  expect(status).toBe(401);
  expect(body).toMatchObject({ kind: 'Status', message: 'Unauthorized', reason: 'Unauthorized' });
});

test('only GET is allowed', async () => {
  await start();

  await expect(send(deployments, {}, 'POST')).resolves.toMatchObject({ status: 405 });
});

test('a session has 100 streams', async () => {
  await start();

  await expect(send(deployments)).resolves.toMatchObject({ maxConcurrentStreams: 100 });
});
