import { gzipSync } from 'node:zlib';
import { ReadFailure } from '../../../lambda/errors';
import type { AccessFailure, Connection, Explanation } from '../../../lambda/kubernetes/clusterAccess';
import { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import type { Limits } from '../../../lambda/time/limits';
import { breakConnection, hang } from '../../support/servers/actions/actions';
import { createAuthority } from '../../support/servers/certificates';
import type { Action } from '../../support/servers/exchange';
import { refusedPort, startBlackHole, startTcpServer } from '../../support/servers/rawSockets';
import { deployment } from '../observe/apiErrors';
import { readErrorOf, setUpClientFixture } from './clientFixture';
import { generousLimits } from './generousLimits';
import { connectionTo, inOrderScript, respond } from './testServer';
import { waitUntil } from './waitUntil';

const token = 'k8s-aws-v1.secret';

const fixture = setUpClientFixture({ authorization: `Bearer ${token}` });

const ok = respond(200, { kind: 'Deployment' });
const oversized = gzipSync(Buffer.alloc(8 * 1024 * 1024 + 1, 32), { level: 1 });

/** The same server with a CA that did not issue its certificate. */
async function withOtherCa(): Promise<Connection> {
  return { server: fixture.server.url, tls: { ca: (await createAuthority('other')).certificatePem } };
}

/** The address of an API server that no longer exists. */
async function formerConnection(): Promise<Connection> {
  return { ...connectionTo(fixture.server), server: `https://127.0.0.1:${await refusedPort()}` };
}

describe('no response', () => {
  test('over a dead kept-alive connection: the next try uses a new one', async () => {
    fixture.server.script(inOrderScript(ok, breakConnection, ok));
    await fixture.read();
    expect((await fixture.read()).body).toEqual({ kind: 'Deployment' });
    expect(fixture.server.connections).toBe(2);
  });

  test('after connecting: the connection is not looked up again', async () => {
    fixture.server.script(inOrderScript(breakConnection, ok));
    await fixture.read();
    expect(fixture.failed).toEqual([undefined, undefined]);
  });

  test('because the connection is refused: it is looked up again', async () => {
    const former = await formerConnection();
    fixture.useConnections(former, connectionTo(fixture.server));
    expect((await fixture.read()).body).toEqual({});
    expect(fixture.failed).toEqual([undefined, former]);
    expect(fixture.tries.map(({ outcome }) => outcome)).toEqual([expect.stringContaining('ECONNREFUSED'), 200]);
  });

  test('because the CA has changed: the connection is looked up again', async () => {
    const former = await withOtherCa();
    fixture.useConnections(former, connectionTo(fixture.server));
    expect((await fixture.read()).body).toEqual({});
    expect(fixture.failed).toEqual([undefined, former]);
    expect(fixture.server.requests).toHaveLength(1);
  });

  test('because the CA is still another one after the lookup', async () => {
    fixture.useConnections(await withOtherCa());
    expect(await readErrorOf(fixture.read())).toMatchObject({ reason: 'Unreachable' });
    expect(fixture.server.requests).toEqual([]);
    expect(fixture.tries).toHaveLength(3);
  });

  test.each<[string, Action, Partial<Limits>, string, number]>([
    ['before the timeout', hang, { tryTimeout: 100 }, 'Timeout', 3],
    ['because the connection is closed', breakConnection, {}, 'Unreachable', 3],
    [
      'of an acceptable size',
      ({ response }) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(oversized),
      {},
      'ResponseTooLarge',
      1,
    ],
  ])('%s', async (_, action, limits, reason, tries) => {
    fixture.server.script(inOrderScript(action));
    const error = await readErrorOf(fixture.read(limits));
    expect(error).toMatchObject({ reason, message: expect.stringMatching(/^no response from the API server: /) });
    expect(fixture.tries).toHaveLength(tries);
    expect(JSON.stringify([error, error.message, error.stack, fixture.tries])).not.toContain(token);
  });

  test('because the connection lookup failed', async () => {
    const unknown = new ReadFailure('DescribeClusterFailed', 'AccessDenied');
    const client = new KubernetesClient({
      connection: () => Promise.reject(unknown),
      headers: async () => ({}),
      explain: () => undefined,
    });
    expect(await readErrorOf(client.read(deployment, generousLimits))).toBe(unknown);
  });
});

describe('a failure that the access explains', () => {
  /** For what hangs: a try is long enough for a TCP connection on a busy machine. */
  const hanging = { ...generousLimits, tryTimeout: 1000 };

  /** Reads over this connection with an access that explains each failure by its name. */
  async function readExplained(
    connection: Connection,
    limits = generousLimits,
    explanation: Omit<Explanation, 'message'> = {},
  ) {
    const explain = (failure: AccessFailure) => ({ ...explanation, message: `explained as ${failure}` });
    const access = { connection: async () => connection, headers: async () => ({}), explain };
    const client = new KubernetesClient(access);
    const error = await readErrorOf(client.read(deployment, limits));
    client.destroy();
    return error;
  }

  test('a 401 is Unauthorized', async () => {
    fixture.server.script({ any: respond(401, { message: 'Unauthorized' }) });
    expect(await readExplained(connectionTo(fixture.server))).toMatchObject({
      name: 'ReadFailure',
      reason: 'Unauthorized',
      message: 'explained as unauthorized',
    });
  });

  test('another status is not explained', async () => {
    fixture.server.script({ any: respond(403, { message: 'Forbidden' }) });
    expect(await readExplained(connectionTo(fixture.server))).toMatchObject({ code: 403 });
  });

  test('without a TCP connection, the reason is that of the explanation, or a timeout', async () => {
    const { port, stop } = await startBlackHole();
    const connection = { ...connectionTo(fixture.server), server: `https://127.0.0.1:${port}` };
    const message = expect.stringMatching(
      /^explained as unreached \(no response from the API server: no TCP connection to \S+ within 1000 ms\)$/,
    );
    expect(await readExplained(connection, hanging)).toMatchObject({ reason: 'Timeout', message });
    const isPrivate = { reason: 'EndpointPrivate' } as const;
    expect(await readExplained(connection, hanging, isPrivate)).toMatchObject(isPrivate);
    await stop();
  });

  test('without a response of DNS, the name was not resolved', async () => {
    const tls = { lookup: () => {} };
    expect(await readExplained({ server: 'https://api.cluster.test', tls }, hanging)).toMatchObject({
      reason: 'Timeout',
      message: expect.stringMatching(/^explained as unresolved \(.* the name api.cluster.test was not resolved within/),
    });
  });

  test('with a TCP connection, but without TLS, the host was reached', async () => {
    const { port, stop } = await startTcpServer();
    const connection = { ...connectionTo(fixture.server), server: `https://127.0.0.1:${port}` };
    expect(await readExplained(connection, hanging)).toMatchObject({
      reason: 'Timeout',
      message: expect.stringMatching(/^explained as unconnected \(.* the TLS handshake did not finish/),
    });
    await stop();
  });

  test('a refused connection is Unreachable', async () => {
    expect(await readExplained(await formerConnection())).toMatchObject({
      reason: 'Unreachable',
      message: expect.stringMatching(/^explained as unconnected \(.*ECONNREFUSED/),
    });
  });

  test('a connection without response is not explained', async () => {
    fixture.server.script({ any: hang });
    // Long enough for the handshake, too.
    expect(await readExplained(connectionTo(fixture.server), { ...hanging, tryTimeout: 3000 })).toMatchObject({
      reason: 'Timeout',
      message: expect.stringMatching(/^no response from the API server: connected to /),
    });
  });
});

describe('the end of the run', () => {
  test('ends a try', async () => {
    const run = new AbortController();
    fixture.server.script(inOrderScript(() => run.abort()));
    expect(await readErrorOf(fixture.read({ signal: run.signal }))).toMatchObject({ reason: 'Timeout' });
    expect(fixture.server.requests).toHaveLength(1);
  });

  test('ends the wait for the next try, and the last response counts', async () => {
    const run = new AbortController();
    fixture.server.script(inOrderScript(respond(429, { message: 'retry later' }, { 'retry-after': '3600' }), ok));
    const error = readErrorOf(fixture.read({ signal: run.signal }));
    await waitUntil(() => fixture.tries.length === 1);
    run.abort();
    expect(await error).toMatchObject({ code: 429, body: { message: 'retry later' } });
    expect(fixture.server.requests).toHaveLength(1);
  });

  test('during a retry: the first error counts', async () => {
    const run = new AbortController();
    fixture.server.script(inOrderScript(hang, () => run.abort()));
    expect(await readErrorOf(fixture.read({ tryTimeout: 3000, signal: run.signal }))).toMatchObject({
      reason: 'Timeout',
      message: expect.stringMatching(/^no response from the API server: connected to \S+ .* response within 3000 ms$/),
    });
    expect(fixture.server.requests).toHaveLength(2);
  });

  test('before the Retry-After of a response: there is no retry', async () => {
    fixture.server.script(inOrderScript(respond(429, { message: 'retry later' }, { 'retry-after': '600' }), ok));
    const end = performance.now() + 300_000;
    expect(await readErrorOf(fixture.read({ end }))).toMatchObject({ code: 429, body: { message: 'retry later' } });
    expect(fixture.server.requests).toHaveLength(1);
  });

  test('during the second lookup of the connection: the first error is thrown', async () => {
    const run = new AbortController();
    const former = await formerConnection();
    const access = {
      connection: async (_: unknown, failed?: Connection) => {
        if (failed === undefined) return former;
        run.abort();
        throw new ReadFailure('DescribeClusterFailed', 'the time of the run is over');
      },
      headers: async () => ({}),
      explain: () => undefined,
    };
    const failure = await readErrorOf(
      new KubernetesClient(access).read(deployment, { ...generousLimits, signal: run.signal }),
    );
    expect(failure).toMatchObject({ reason: 'Unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  test('prevents new requests', async () => {
    expect(await readErrorOf(fixture.read({ signal: AbortSignal.abort() }))).toMatchObject({ reason: 'Timeout' });
    expect(fixture.server.requests).toEqual([]);
  });
});
