import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type ApiServer, type ApiServerOptions, startApiServer } from './apiServer';

const noon = Date.UTC(2026, 0, 1, 12);
const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

let session: ClientHttp2Session;
let server: ApiServer;

async function start(options: Partial<ApiServerOptions> = {}): Promise<void> {
  server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => noon, ...options });
  connectWith(Buffer.from(server.caData, 'base64'));
}

/** A new session with the server. */
function connectWith(ca?: Buffer): void {
  session?.destroy();
  // Each request reports an error by itself.
  session = connect(server.url, { ca }).on('error', () => {});
}

afterEach(async () => {
  session.destroy();
  await server.stop();
});

async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const stream = session.request({ ...headers, ':path': path, ':method': method }).end();
  const received = await new Promise<IncomingHttpHeaders & IncomingHttpStatusHeader>((resolve, reject) => {
    stream.on('response', resolve).on('error', reject);
    // Node.js does not report a broken connection as an error of the stream.
    stream.on('close', () => reject(new Error('the connection was closed')));
  });
  const bytes = await buffer(stream);
  const text = String(received['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes);
  return { status: received[':status'], headers: received, text };
}

async function getJson(path: string): Promise<unknown> {
  return JSON.parse((await get(path)).text);
}

const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'monitoring', name },
});
const deployments = '/apis/apps/v1/namespaces/monitoring/deployments';

describe('authorisation', () => {
  test('a request that the hook does not authorise is a 403 Status, whether or not the object exists', async () => {
    const asked: unknown[] = [];
    await start({
      authorize: (resourceRequest) => {
        asked.push(resourceRequest);
        return false;
      },
    });
    server.put(deployment('x'));

    const [named, listed, cluster] = await Promise.all(
      [`${deployments}/x`, deployments, '/api/v1/pods'].map(async (path) => JSON.parse((await get(path)).text)),
    );

    expect(named).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message:
        'deployments.apps "x" is forbidden: User "eks-vigil" cannot get resource "deployments" in API group "apps" in the namespace "monitoring"',
      reason: 'Forbidden',
      details: { name: 'x', group: 'apps', kind: 'deployments' },
      code: 403,
    });
    expect(listed.message).toMatch(/^deployments\.apps is forbidden: .* cannot list resource .* "monitoring"$/);
    expect(listed.details).toEqual({ group: 'apps', kind: 'deployments' });
    expect(cluster.message).toMatch(/in API group "" at the cluster scope$/);
    expect(asked).toContainEqual({
      verb: 'get',
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      namespace: 'monitoring',
      name: 'x',
    });
  });

  test('discovery is for everybody who is authenticated', async () => {
    await start({ authorize: () => false });

    const { status, text } = await get('/apis/apps/v1');

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ kind: 'APIResourceList', groupVersion: 'apps/v1' });
    await expect(get('/apis')).resolves.toMatchObject({ status: 404, text: '404 page not found\n' });
  });

  test('the hook sees a namespace as the namespace of itself', async () => {
    await start({ authorize: ({ resource, namespace }) => resource === 'namespaces' && namespace === 'mine' });

    await expect(get('/api/v1/namespaces/mine')).resolves.toMatchObject({ status: 404 });
    await expect(get('/api/v1/namespaces/other')).resolves.toMatchObject({ status: 403 });
  });
});

describe('authentication', () => {
  async function token(cluster: string): Promise<string> {
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
    return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
  }

  test('lets in who holds a token for this cluster, and as long as it lives', async () => {
    let now = noon;
    await start({ identities: [identity], now: () => now });
    const authorization = `Bearer ${await token('prod')}`;

    await expect(get(`${deployments}/x`, { authorization })).resolves.toMatchObject({ status: 404 });
    now += 16 * 60_000;
    await expect(get(`${deployments}/x`, { authorization })).resolves.toMatchObject({ status: 401 });
  });

  test.each<[string, () => Promise<Record<string, string>>]>([
    ['no token', async () => ({})],
    ['a token for another cluster', async () => ({ authorization: `Bearer ${await token('dev')}` })],
    ['another scheme', async () => ({ authorization: `Basic ${await token('prod')}` })],
  ])('%s is a 401 Status that says no more', async (_, headers) => {
    await start({ identities: [identity] });

    const { status, text } = await get(`${deployments}/x`, await headers());

    expect(status).toBe(401);
    await expect(get('/apis/apps/v1', await headers())).resolves.toMatchObject({ status: 401 });
    expect(JSON.parse(text)).toMatchObject({ kind: 'Status', message: 'Unauthorized', reason: 'Unauthorized' });
  });
});

describe('the server', () => {
  test('serves its objects to clients and to the test', async () => {
    await start();
    server.put(deployment('x'));
    server.put(deployment('y'));

    expect(await getJson(`${deployments}/x`)).toEqual(server.get('apps/v1', 'Deployment', 'monitoring', 'x'));
    expect(server.objects('apps/v1', 'Deployment')).toHaveLength(2);
    expect(server.remove('apps/v1', 'Deployment', 'monitoring', 'x')).toBe(true);
    await expect(get(`${deployments}/x`)).resolves.toMatchObject({ status: 404 });
  });

  test.each(['/metrics', '/apis/apps/v1/namespaces/monitoring/deployments/x/scale'])('%s is no page', async (path) => {
    await start();

    await expect(get(path)).resolves.toMatchObject({ status: 404, text: '404 page not found\n' });
  });

  test('writing is not allowed', async () => {
    await start();

    await expect(get(deployments, {}, 'POST')).resolves.toMatchObject({ status: 405 });
  });

  test('large answers come compressed to those who ask', async () => {
    await start();
    server.put({ ...deployment('large'), filler: 'x'.repeat(200_000) });

    const compressed = await get(deployments, { 'accept-encoding': 'gzip' });
    const plain = await get(deployments);

    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(Number(compressed.headers['content-length'])).toBeLessThan(10_000);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(compressed.text).toBe(plain.text);
  });

  test('is verified by its own authority and by no other', async () => {
    await start();
    const trusting = session;
    session = connect(server.url).on('error', () => {});

    await expect(get('/')).rejects.toMatchObject({ cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) } });
    session = trusting;
    await expect(get('/')).resolves.toMatchObject({ status: 404 });
  });

  test('has its own clock, and records every answer by it', async () => {
    let now = noon;
    await start({ now: () => now });
    server.put(deployment('x'));

    const { headers } = await get(`${deployments}/x`);
    now += 60_000;
    await get(`${deployments}?limit=5`);
    await get('/metrics');

    expect(headers.date).toBe('Thu, 01 Jan 2026 12:00:00 GMT');
    expect(server.requests).toEqual([
      { method: 'GET', path: `${deployments}/x`, status: 200, at: noon },
      { method: 'GET', path: `${deployments}?limit=5`, status: 200, at: now },
      { method: 'GET', path: '/metrics', status: 404, at: now },
    ]);
  });

  test('keeps connections alive and counts them', async () => {
    await start();

    await get(deployments);
    await Promise.all([get(deployments), get(deployments)]);
    expect(server.connections).toBe(1);

    connectWith(Buffer.from(server.caData, 'base64'));
    await get(deployments);
    expect(server.connections).toBe(2);
  });

  test('allows as many streams as kube-apiserver', async () => {
    await start();

    await get(deployments);

    expect(session.remoteSettings.maxConcurrentStreams).toBe(100);
  });

  test('goes away and comes back on the same port, with its objects', async () => {
    await start();
    server.put(deployment('x'));
    await get(deployments);

    await server.away();
    connectWith(Buffer.from(server.caData, 'base64'));
    await expect(get(deployments)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await server.away();
    await server.back();
    connectWith(Buffer.from(server.caData, 'base64'));

    expect(server.objects('apps/v1', 'Deployment')).toHaveLength(1);
    await expect(get(`${deployments}/x`)).resolves.toMatchObject({ status: 200 });
    expect(server.connections).toBe(2);
  });

  test('answers no sooner than its latency, and going away breaks the requests that wait', async () => {
    await start({ latencyMs: 3_600_000 });

    const waiting = expect(get(deployments)).rejects.toThrow();
    while (server.connections === 0) await nextTurn();
    await sleep(50);
    await server.away();

    await waiting;
  });

  test('does not record a request whose connection broke before the answer', async () => {
    await start({
      authorize: () => {
        void server.away();
        return true;
      },
    });

    await expect(get(deployments)).rejects.toThrow();
    expect(server.requests).toEqual([]);
  });
});
