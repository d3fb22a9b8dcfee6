import { gzipSync } from 'node:zlib';
import { proxyPath } from '../../../lambda/kubernetes/resourcePath';
import { probeEndpoints } from '../../../model/probes';
import { hang } from '../../support/servers/actions/actions';
import type { Action } from '../../support/servers/exchange';
import { readErrorOf, setUpClientFixture } from './clientFixture';
import { generousLimits } from './generousLimits';
import { inOrderScript, respond } from './testServer';

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

const fixture = setUpClientFixture(oldHeaders, newHeaders);

const ask = (limits = {}) => fixture.client.getProxied(path, { ...generousLimits, ...limits });

test('the path has the segment that RBAC compares, literally', async () => {
  fixture.server.script({ any: ofProgram });
  await ask();
  expect(fixture.server.requests[0]?.path).toBe(
    '/api/v1/namespaces/monitoring/services/http:grafana:80/proxy/api/health',
  );
});

test('a response needs neither JSON nor a time', async () => {
  fixture.server.script({ any: respond(200, '<html>') });
  expect(await ask()).toMatchObject({ status: 200, body: Buffer.from('<html>') });
});

describe('an error of the program', () => {
  test.each([301, 401, 403, 404, 408, 429, 500, 502, 503, 504])(
    '%p is returned, and costs neither a try, nor a connection, nor a token',
    async (status) => {
      fixture.server.script({ any: respond(status, 'a text') });
      expect(await ask()).toMatchObject({ status });
      fixture.server.script({ any: ok });
      await fixture.read();
      expect(fixture.tries.map(({ outcome }) => outcome)).toEqual([status, 200]);
      expect(fixture.server.connections).toBe(1);
      expect(fixture.rejected).toEqual([undefined, undefined]);
    },
  );

  test.each([
    'no endpoints available for service "grafana"',
    'no service port 80 found for service "grafana"',
    'error trying to reach service: dial tcp 10.0.0.1:3000: connect: connection refused',
  ])('that the proxy reports is not tried again: %s', async (message) => {
    fixture.server.script({ any: ownError(503, message) });
    expect(await ask()).toMatchObject({ status: 503 });
    expect([fixture.server.requests.length, fixture.server.connections]).toEqual([1, 1]);
  });
});

describe('an error of the API server itself', () => {
  test.each([401, 429, 500, 503])(
    '%p is tried again, over the same connection and with the same headers',
    async (code) => {
      fixture.server.script(inOrderScript(ownError(code, 'a message'), ofProgram));
      expect(await ask()).toMatchObject({ status: 200 });
      expect([fixture.server.requests.length, fixture.server.connections]).toEqual([2, 1]);
      expect(fixture.rejected).toEqual([undefined, undefined]);
    },
  );

  test('is returned after the last try', async () => {
    fixture.server.script({ any: ownError(503, 'a message') });
    expect(await ask()).toMatchObject({ status: 503 });
    expect(fixture.server.requests).toHaveLength(3);
  });
});

describe('a program that is slow', () => {
  test('gets one try, and the connection is kept', async () => {
    fixture.server.script({ web: ok, any: hang });
    // The time that the handshake takes does not count.
    await fixture.read();
    const asked = readErrorOf(ask({ tryTimeout: 3000 }));
    await fixture.read();
    expect(await asked).toMatchObject({ reason: 'ProbeTimedOut', message: expect.stringContaining('within 3000 ms') });
    await fixture.read();
    expect(fixture.tries).toHaveLength(4);
    expect(fixture.server.connections).toBe(1);
  });

  test('ends with the run, and the connection is kept', async () => {
    fixture.server.script({ web: ok, any: hang });
    const run = new AbortController();
    const asked = readErrorOf(ask({ signal: run.signal }));
    await fixture.read();
    run.abort();
    expect(await asked).toMatchObject({ reason: 'ProbeTimedOut' });
    await fixture.read();
    expect(fixture.server.connections).toBe(1);
  });
});

test('a connection without any response is replaced, as for other requests', async () => {
  fixture.server.script({ any: ok });
  await fixture.read();
  fixture.server.script({ any: (exchange) => (exchange.isOldConnection ? hang : ofProgram)(exchange) });
  // The second try connects within it.
  expect(await ask({ tryTimeout: 2000 })).toMatchObject({ status: 200 });
  expect(fixture.server.connections).toBe(2);
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
  fixture.server.script({ any: action(mebibyte) });
  expect(await ask()).toMatchObject({ status: 200 });
  fixture.server.script({ any: action(mebibyte + 1) });
  expect(await readErrorOf(ask())).toMatchObject({ reason: 'ResponseTooLarge' });
  expect(fixture.server.requests).toHaveLength(1);
});
