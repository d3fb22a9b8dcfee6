import type { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import type { Action } from '../../support/servers/exchange';
import { deployment, deploymentList } from '../observe/apiErrors';
import { readErrorOf, setUpClientFixture } from './clientFixture';
import { generousLimits } from './generousLimits';
import { byConnection, connectionTo, inOrderScript, respond, serverTime } from './testServer';

const path = '/apis/apps/v1/namespaces/shop/deployments/web';
const token = 'k8s-aws-v1.secret';

const fixture = setUpClientFixture({ authorization: `Bearer ${token}` });

const ok = respond(200, { kind: 'Deployment' });

describe('a response', () => {
  test("has a body and the server's time", async () => {
    fixture.server.script(inOrderScript(ok));
    expect(await fixture.read()).toEqual({ body: { kind: 'Deployment' }, now: serverTime });
    expect(fixture.server.requests).toMatchObject([{ method: 'GET', path }]);
  });

  test('is requested as JSON, with the headers of the access', async () => {
    let seen: object = {};
    fixture.server.script(
      inOrderScript((exchange) => {
        seen = exchange.request.headers;
        return ok(exchange);
      }),
    );
    await fixture.read();
    expect(seen).toMatchObject({ accept: 'application/json', authorization: `Bearer ${token}` });
  });

  test('with a further page is requested with the continue token', async () => {
    fixture.server.script(inOrderScript(ok));
    await fixture.client.read(deploymentList, generousLimits, 'page-2');
    expect(fixture.server.requests[0]?.path).toContain('&continue=page-2');
  });

  test('is received over a kept-alive connection', async () => {
    for (let count = 0; count < 3; count += 1) await fixture.read();
    expect([fixture.server.requests.length, fixture.server.connections]).toEqual([3, 1]);
  });

  test.each<[string, Action, string]>([
    ['with text', respond(200, 'ok'), 'the API server responded 200 with a body that is not a JSON object'],
    ['with a JSON array', respond(200, []), 'the API server responded 200 with a body that is not a JSON object'],
    ['with JSON null', respond(200, 'null'), 'the API server responded 200 with a body that is not a JSON object'],
    ['without a body', respond(204, ''), 'the API server responded 204 with a body that is not a JSON object'],
    ['without a valid date', respond(200, {}, { date: 'now' }), 'the response of the API server has no Date header'],
  ])('%s is an UnreadableResponse', async (_, action, message) => {
    fixture.server.script(inOrderScript(action));
    expect(await readErrorOf(fixture.read())).toMatchObject({
      name: 'ReadFailure',
      reason: 'UnreadableResponse',
      message,
    });
    expect(fixture.server.requests).toHaveLength(1);
  });
});

describe('an error status', () => {
  test.each([301, 400, 403, 404, 409, 410, 422, 501])('%p is not retried', async (status) => {
    fixture.server.script(inOrderScript(respond(status, { kind: 'Status', code: status }), ok));
    expect(await readErrorOf(fixture.read())).toMatchObject({ code: status, body: { kind: 'Status', code: status } });
    expect(fixture.server.requests).toHaveLength(1);
  });

  test.each([408, 429, 500, 502, 503, 504])('%p is retried', async (status) => {
    fixture.server.script(inOrderScript(respond(status, {}), ok));
    expect((await fixture.read()).body).toEqual({ kind: 'Deployment' });
    expect(fixture.tries.map(({ outcome }) => outcome)).toEqual([status, 200]);
  });

  test('is retried twice, and the last response counts', async () => {
    fixture.server.script(
      inOrderScript(respond(503, {}), respond(500, {}), respond(504, { message: 'the third' }), ok),
    );
    expect(await readErrorOf(fixture.read())).toMatchObject({ code: 504, body: { message: 'the third' } });
    expect(fixture.server.requests).toHaveLength(3);
  });

  test('with a body of plain text is truncated', async () => {
    fixture.server.script(inOrderScript(respond(404, `404 page not found\n${'x'.repeat(1000)}`)));
    const { body } = (await readErrorOf(fixture.read())) as ApiException<unknown>;
    expect(body).toMatch(/^404 page not found\nx{181}$/);
  });
});

describe('after a response that may come from an API server that is being removed', () => {
  test.each([401, 429, 500, 502, 503, 504])('%p, the next try uses a new connection', async (status) => {
    fixture.server.script({ any: byConnection(respond(status, {}), ok) });
    expect((await fixture.read()).body).toEqual({ kind: 'Deployment' });
    expect(fixture.tries.map(({ outcome }) => outcome)).toEqual([status, 200]);
    expect(fixture.server.connections).toBe(2);
  });

  test('all requests of the run share the one new connection', async () => {
    fixture.server.script({ any: byConnection(respond(503, {}), ok) });
    await Promise.all(Array.from({ length: 20 }, () => fixture.read()));
    expect(fixture.server.connections).toBe(2);
  });

  test('a path that fails on both connections leaves the new one to the others', async () => {
    fixture.server.script({ web: respond(500, {}), any: ok });
    expect(await readErrorOf(fixture.read())).toMatchObject({ code: 500 });
    await fixture.client.get('/other', generousLimits);
    expect(fixture.server.connections).toBe(2);
  });

  test.each([404, 403, 408])('%p does not come from such a server: the connection is kept', async (status) => {
    fixture.server.script(inOrderScript(respond(status, {}), ok));
    await fixture.read().catch(() => {});
    await fixture.read();
    expect(fixture.server.connections).toBe(1);
  });
});

describe('a 401', () => {
  const unauthorized = respond(401, { kind: 'Status', code: 401 });
  const oldHeaders = { authorization: 'Bearer old' };
  const newHeaders = { authorization: 'Bearer new' };

  test('is retried once, with new headers', async () => {
    const seen: unknown[] = [];
    fixture.useHeaders(oldHeaders, newHeaders);
    fixture.server.script(
      inOrderScript((exchange) => {
        const { authorization } = exchange.request.headers;
        seen.push(authorization);
        return (authorization === 'Bearer new' ? ok : unauthorized)(exchange);
      }),
    );
    expect((await fixture.read()).body).toEqual({ kind: 'Deployment' });
    expect(seen).toEqual(['Bearer old', 'Bearer new']);
    expect(fixture.rejected).toEqual([undefined, oldHeaders]);
  });

  test('after new headers is thrown', async () => {
    fixture.useHeaders(oldHeaders, newHeaders);
    fixture.server.script(inOrderScript(unauthorized));
    expect(await readErrorOf(fixture.read())).toMatchObject({ code: 401 });
    expect(fixture.server.requests).toHaveLength(2);
  });

  test('does not count as one of the three tries of a transient failure', async () => {
    fixture.useHeaders(oldHeaders, newHeaders);
    fixture.server.script(inOrderScript(unauthorized, respond(503, {}), respond(503, {}), ok));
    expect((await fixture.read()).body).toEqual({ kind: 'Deployment' });
    expect(fixture.rejected).toEqual([undefined, oldHeaders, oldHeaders, oldHeaders]);
  });
});

test('each try is reported, with its path and duration', async () => {
  fixture.server.script(inOrderScript(respond(503, {}), ok));
  await fixture.read();
  expect(fixture.tries).toEqual([
    { path, outcome: 503, milliseconds: expect.any(Number) },
    { path, outcome: 200, milliseconds: expect.any(Number) },
  ]);
});

test('an equal connection is reused, even if it is another object', async () => {
  const [one, equal] = [connectionTo(fixture.server), connectionTo(fixture.server)];
  const connections = [one, equal, one];
  const client = new KubernetesClient({
    connection: async () => connections.shift() ?? one,
    headers: async () => ({}),
    explain: () => undefined,
  });
  for (let count = 0; count < 3; count += 1) await client.read(deployment, generousLimits);
  expect(fixture.server.connections).toBe(1);
  client.destroy();
});
