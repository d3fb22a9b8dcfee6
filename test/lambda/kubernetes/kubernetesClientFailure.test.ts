import { gzipSync } from 'node:zlib';
import { ReadFailure } from '../../../lambda/errors';
import type { Connection } from '../../../lambda/kubernetes/clusterAccess';
import { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import { breakConnection, hang } from '../../support/servers/actions/actions';
import type { ApiServer } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Action } from '../../support/servers/exchange';
import { refusedPort } from '../../support/servers/rawSockets';
import { deployment } from '../observe/responses';
import { type ClientUnderTest, clientOf, failureOf, patient } from './clientFixture';
import { connectionTo, each, respond, startTestServer } from './testServer';

const token = 'k8s-aws-v1.secret';

let authority: Authority;
let server: ApiServer;
let tested: ClientUnderTest;

beforeAll(async () => {
  authority = await createAuthority('test');
});
beforeEach(async () => {
  server = await startTestServer({ authority });
  tested = clientOf([connectionTo(server)], [{ authorization: `Bearer ${token}` }]);
  // Retries back off by a random share of their delay: by none.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  jest.restoreAllMocks();
  tested.client.destroy();
  await server.stop();
});

const ok = respond(200, { kind: 'Deployment' });

describe('no answer', () => {
  test('over a kept connection that had died: the next try dials anew', async () => {
    server.script(each(ok, breakConnection, ok));
    await tested.read();
    expect((await tested.read()).body).toEqual({ kind: 'Deployment' });
    expect(server.connections).toBe(2);
  });

  test('after the connection was made: it is not looked up anew', async () => {
    server.script(each(breakConnection, ok));
    await tested.read();
    expect(tested.failed).toEqual([undefined, undefined]);
  });

  test('as the connection is refused: it is looked up anew', async () => {
    const gone: Connection = { ...connectionTo(server), server: `https://127.0.0.1:${await refusedPort()}` };
    tested = clientOf([gone, connectionTo(server)]);
    expect((await tested.read()).body).toEqual({});
    expect(tested.failed).toEqual([undefined, gone]);
    expect(tested.tries.map(({ outcome }) => outcome)).toEqual([expect.stringContaining('ECONNREFUSED'), 200]);
  });

  test('as the authority is another one: it is looked up anew', async () => {
    const former: Connection = {
      server: server.url,
      tls: { ca: (await createAuthority('other')).certificatePem },
    };
    tested = clientOf([former, connectionTo(server)]);
    expect((await tested.read()).body).toEqual({});
    expect(tested.failed).toEqual([undefined, former]);
    expect(server.requests).toHaveLength(1);
  });

  test('as the authority stays another one', async () => {
    tested = clientOf([{ server: server.url, tls: { ca: (await createAuthority('other')).certificatePem } }], [{}]);
    expect(await failureOf(tested.read())).toMatchObject({ reason: 'Unreachable' });
    expect(server.requests).toEqual([]);
    expect(tested.tries).toHaveLength(3);
  });

  test.each<[string, Action, string, number]>([
    ['in time', hang, 'Timeout', 3],
    ['as the connection breaks', breakConnection, 'Unreachable', 3],
    [
      'of a bearable size',
      ({ response }) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(huge),
      'ResponseTooLarge',
      1,
    ],
  ])('%s', async (_, action, reason, tried) => {
    server.script(each(action));
    const failure = await failureOf(tested.read({ tryTimeout: 500 }));
    expect(failure).toMatchObject({ reason, message: expect.stringMatching(/^no response from the API server: /) });
    expect(tested.tries).toHaveLength(tried);
    expect(JSON.stringify([failure, failure.message, failure.stack, tested.tries])).not.toContain(token);
  });

  test('as nothing is known of the cluster', async () => {
    const unknown = new ReadFailure('DescribeClusterFailed', 'AccessDenied');
    const client = new KubernetesClient({ connection: () => Promise.reject(unknown), headers: async () => ({}) });
    expect(await failureOf(client.read(deployment, patient))).toBe(unknown);
  });
});

const huge = gzipSync(Buffer.alloc(8 * 1024 * 1024 + 1, 32), { level: 1 });

describe('the end of the run', () => {
  test('ends a try', async () => {
    const run = new AbortController();
    server.script(each(() => run.abort()));
    expect(await failureOf(tested.read({ signal: run.signal }))).toMatchObject({ reason: 'Timeout' });
    expect(server.requests).toHaveLength(1);
  });

  test('ends the wait for the next try, and the last answer counts', async () => {
    const run = new AbortController();
    const throttled = respond(429, { message: 'come later' }, { 'retry-after': '3600' });
    server.script(
      each((exchange) => {
        setTimeout(() => run.abort(), 20);
        return throttled(exchange);
      }, ok),
    );
    expect(await failureOf(tested.read({ signal: run.signal }))).toMatchObject({
      code: 429,
      body: { message: 'come later' },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('that comes sooner than the server wants to be asked again: its answer is told at once', async () => {
    server.script(each(respond(429, { message: 'come later' }, { 'retry-after': '60' }), ok));
    const end = performance.now() + 30_000;
    expect(await failureOf(tested.read({ end }))).toMatchObject({ code: 429, body: { message: 'come later' } });
    expect(server.requests).toHaveLength(1);
  });

  test('while the connection is looked up anew: what failed first is told', async () => {
    const run = new AbortController();
    const gone: Connection = { ...connectionTo(server), server: `https://127.0.0.1:${await refusedPort()}` };
    const access = {
      connection: async (_: unknown, failed?: Connection) => {
        if (failed === undefined) return gone;
        run.abort();
        throw new ReadFailure('DescribeClusterFailed', 'the time of the run is over');
      },
      headers: async () => ({}),
    };
    const failure = await failureOf(new KubernetesClient(access).read(deployment, { ...patient, signal: run.signal }));
    expect(failure).toMatchObject({ reason: 'Unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  test('that has come lets nothing begin', async () => {
    expect(await failureOf(tested.read({ signal: AbortSignal.abort() }))).toMatchObject({ reason: 'Timeout' });
    expect(server.requests).toEqual([]);
  });
});
