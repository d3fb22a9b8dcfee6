import { gzipSync } from 'node:zlib';
import { proxyPath } from '../../../lambda/kubernetes/resourcePath';
import { probeEndpoints } from '../../../model/probes';
import { hang } from '../../support/servers/actions/actions';
import type { ApiServer } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Action } from '../../support/servers/exchange';
import { type ClientFixture, createClientFixture, readErrorOf } from './clientFixture';
import { generousLimits } from './generousLimits';
import { connectionTo, inOrderScript, respond, startTestServer } from './testServer';

/** Requests to a program behind the API server's proxy: its failures are its own. */

const [endpoint] = probeEndpoints({
  probe: 'grafana',
  namespace: 'monitoring',
  service: 'grafana',
  scheme: 'http',
  port: 80,
});
const path = endpoint === undefined ? '' : proxyPath(endpoint.proxy, '/api/health');
const oldHeaders = { authorization: 'Bearer old' };
const newHeaders = { authorization: 'Bearer new' };
const ok: Action = respond(200, { kind: 'Deployment' });
const ofProgram = respond(200, { database: 'ok' }, { date: 'Thu, 01 Jan 1970 00:00:00 GMT' });
const ownError = (code: number, message: string) =>
  respond(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message });

let authority: Authority;
let server: ApiServer;
let fixture: ClientFixture;

beforeAll(async () => {
  authority = await createAuthority('test');
});
beforeEach(async () => {
  server = await startTestServer({ authority });
  fixture = createClientFixture([connectionTo(server)], [oldHeaders, newHeaders]);
  // No waits before retries.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  jest.restoreAllMocks();
  fixture.client.destroy();
  await server.stop();
});

const ask = (limits = {}) => fixture.client.getProxied(path, { ...generousLimits, ...limits });

test('the path has the segment that RBAC compares, literally', async () => {
  server.script({ any: ofProgram });
  await ask();
  expect(server.requests[0]?.path).toBe('/api/v1/namespaces/monitoring/services/http:grafana:80/proxy/api/health');
});

test('a response needs neither JSON nor a time', async () => {
  server.script({ any: respond(200, '<html>') });
  expect(await ask()).toMatchObject({ status: 200, body: Buffer.from('<html>') });
});

describe('an error of the program', () => {
  test.each([301, 401, 403, 404, 408, 429, 500, 502, 503, 504])(
    '%p is returned, and costs neither a try, nor a connection, nor a token',
    async (status) => {
      server.script({ any: respond(status, 'a text') });
      expect(await ask()).toMatchObject({ status });
      server.script({ any: ok });
      await fixture.read();
      expect(fixture.tries.map(({ outcome }) => outcome)).toEqual([status, 200]);
      expect(server.connections).toBe(1);
      expect(fixture.rejected).toEqual([undefined, undefined]);
    },
  );

  test.each([
    'no endpoints available for service "grafana"',
    'no service port 80 found for service "grafana"',
    'error trying to reach service: dial tcp 10.0.0.1:3000: connect: connection refused',
  ])('that the proxy reports is not tried again: %s', async (message) => {
    server.script({ any: ownError(503, message) });
    expect(await ask()).toMatchObject({ status: 503 });
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });
});

describe('an error of the API server itself', () => {
  test.each([401, 429, 500, 503])(
    '%p is tried again, over the same connection and with the same headers',
    async (code) => {
      server.script(inOrderScript(ownError(code, 'a message'), ofProgram));
      expect(await ask()).toMatchObject({ status: 200 });
      expect([server.requests.length, server.connections]).toEqual([2, 1]);
      expect(fixture.rejected).toEqual([undefined, undefined]);
    },
  );

  test('is returned after the last try', async () => {
    server.script({ any: ownError(503, 'a message') });
    expect(await ask()).toMatchObject({ status: 503 });
    expect(server.requests).toHaveLength(3);
  });
});

describe('a program that is slow', () => {
  test('gets one try, and the connection is kept', async () => {
    server.script({ web: ok, any: hang });
    const asked = readErrorOf(ask({ tryTimeout: 300 }));
    await fixture.read();
    expect(await asked).toMatchObject({ reason: 'ProbeTimedOut', message: expect.stringContaining('within 300 ms') });
    await fixture.read();
    expect(fixture.tries).toHaveLength(3);
    expect(server.connections).toBe(1);
  });

  test('ends with the run, and the connection is kept', async () => {
    server.script({ web: ok, any: hang });
    const run = new AbortController();
    const asked = readErrorOf(ask({ signal: run.signal }));
    await fixture.read();
    run.abort();
    expect(await asked).toMatchObject({ reason: 'ProbeTimedOut' });
    await fixture.read();
    expect(server.connections).toBe(1);
  });
});

test('a connection without any response is replaced, as for other requests', async () => {
  server.script({ any: ok });
  await fixture.read();
  server.script({ any: (exchange) => (exchange.isOldConnection ? hang : ofProgram)(exchange) });
  expect(await ask({ tryTimeout: 300 })).toMatchObject({ status: 200 });
  expect(server.connections).toBe(2);
});

const mebibyte = 1024 * 1024;
const compressed: (size: number) => Action = (size) => (exchange) =>
  exchange.send({
    status: 200,
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(size)),
  });

test.each<[string, (size: number) => Action]>([
  ['as it is', (size) => respond(200, 'x'.repeat(size))],
  ['compressed', compressed],
])('a response of more than 1 MiB is rejected, %s', async (_, action) => {
  server.script({ any: action(mebibyte) });
  expect(await ask()).toMatchObject({ status: 200 });
  server.script({ any: action(mebibyte + 1) });
  expect(await readErrorOf(ask())).toMatchObject({ reason: 'ResponseTooLarge' });
  expect(server.requests).toHaveLength(1);
});
