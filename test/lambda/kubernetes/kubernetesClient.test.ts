import type { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import type { ApiServer } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Action } from '../../support/servers/exchange';
import { deployment, deploymentList } from '../observe/responses';
import { type ClientUnderTest, clientOf, failureOf, patient } from './clientFixture';
import { connectionTo, each, respond, serverTime, startTestServer } from './testServer';

const path = '/apis/apps/v1/namespaces/shop/deployments/web';
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

describe('an answer', () => {
  test('is its body and the clock of the server', async () => {
    server.script(each(ok));
    expect(await tested.read()).toEqual({ body: { kind: 'Deployment' }, now: serverTime });
    expect(server.requests).toMatchObject([{ method: 'GET', path }]);
  });

  test('is asked for as JSON, with the headers of the access', async () => {
    let seen: object = {};
    server.script(
      each((exchange) => {
        seen = exchange.request.headers;
        return ok(exchange);
      }),
    );
    await tested.read();
    expect(seen).toMatchObject({ accept: 'application/json', authorization: `Bearer ${token}` });
  });

  test('to a further page carries its token', async () => {
    server.script(each(ok));
    await tested.client.read(deploymentList, patient, 'page-2');
    expect(server.requests[0]?.path).toContain('&continue=page-2');
  });

  test('comes over connections that are kept', async () => {
    for (let count = 0; count < 3; count += 1) await tested.read();
    expect([server.requests.length, server.connections]).toEqual([3, 1]);
  });

  test.each<[string, Action, string]>([
    ['text', respond(200, 'ok'), 'the API server responded 200 with a body that is not a JSON object'],
    ['a JSON list', respond(200, []), 'the API server responded 200 with a body that is not a JSON object'],
    ['JSON null', respond(200, 'null'), 'the API server responded 200 with a body that is not a JSON object'],
    ['nothing', respond(204, ''), 'the API server responded 204 with a body that is not a JSON object'],
    ['of no time', respond(200, {}, { date: 'now' }), 'the response of the API server has no Date header'],
  ])('that is %s cannot be read', async (_, action, message) => {
    server.script(each(action));
    expect(await failureOf(tested.read())).toMatchObject({
      name: 'ReadFailure',
      reason: 'UnreadableResponse',
      message,
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an error status', () => {
  test.each([301, 400, 403, 404, 409, 410, 422, 501])('%p is told at once', async (status) => {
    server.script(each(respond(status, { kind: 'Status', code: status }), ok));
    expect(await failureOf(tested.read())).toMatchObject({ code: status, body: { kind: 'Status', code: status } });
    expect(server.requests).toHaveLength(1);
  });

  test.each([408, 429, 500, 502, 503, 504])('%p is tried again', async (status) => {
    server.script(each(respond(status, {}), ok));
    expect((await tested.read()).body).toEqual({ kind: 'Deployment' });
    expect(tested.tries.map(({ outcome }) => outcome)).toEqual([status, 200]);
  });

  test('is tried three times, and the last answer counts', async () => {
    server.script(each(respond(503, {}), respond(500, {}), respond(504, { message: 'the third' }), ok));
    expect(await failureOf(tested.read())).toMatchObject({ code: 504, body: { message: 'the third' } });
    expect(server.requests).toHaveLength(3);
  });

  test('in plain text is kept short', async () => {
    server.script(each(respond(404, `404 page not found\n${'x'.repeat(1000)}`)));
    const { body } = (await failureOf(tested.read())) as ApiException<unknown>;
    expect(body).toMatch(/^404 page not found\nx{181}$/);
  });
});

describe('after a response that may come from an API server that is being removed', () => {
  /** The first connection leads to the server that is being removed. */
  const onFirstConnection =
    (status: number): Action =>
    (exchange) =>
      (exchange.isOldConnection ? respond(status, {}) : ok)(exchange);

  test.each([401, 429, 500, 502, 503, 504])('%p, the next try uses a new connection', async (status) => {
    server.script(each(onFirstConnection(status)));
    expect((await tested.read()).body).toEqual({ kind: 'Deployment' });
    expect(tested.tries.map(({ outcome }) => outcome)).toEqual([status, 200]);
    expect(server.connections).toBe(2);
  });

  test('all requests of the run share the one new connection', async () => {
    server.script(each(onFirstConnection(503)));
    await Promise.all(Array.from({ length: 20 }, () => tested.read()));
    expect(server.connections).toBe(2);
  });

  test('a path that fails on both connections leaves the new one to the others', async () => {
    server.script({ web: respond(500, {}), any: ok });
    expect(await failureOf(tested.read())).toMatchObject({ code: 500 });
    await tested.client.get('/other', patient);
    expect(server.connections).toBe(2);
  });

  test.each([404, 403, 408])('%p says nothing about the server', async (status) => {
    server.script(each(respond(status, {}), ok));
    await tested.read().catch(() => {});
    await tested.read();
    expect(server.connections).toBe(1);
  });
});

describe('a 401', () => {
  const unauthorized = respond(401, { kind: 'Status', code: 401 });
  const old = { authorization: 'Bearer old' };
  const renewed = { authorization: 'Bearer new' };

  test('is tried once more, with new headers', async () => {
    const seen: unknown[] = [];
    tested = clientOf([connectionTo(server)], [old, renewed]);
    server.script(
      each((exchange) => {
        const { authorization } = exchange.request.headers;
        seen.push(authorization);
        return (authorization === 'Bearer new' ? ok : unauthorized)(exchange);
      }),
    );
    expect((await tested.read()).body).toEqual({ kind: 'Deployment' });
    expect(seen).toEqual(['Bearer old', 'Bearer new']);
    expect(tested.refused).toEqual([undefined, old]);
  });

  test('that comes again is told', async () => {
    tested = clientOf([connectionTo(server)], [old, renewed]);
    server.script(each(unauthorized));
    expect(await failureOf(tested.read())).toMatchObject({ code: 401 });
    expect(server.requests).toHaveLength(2);
  });

  test('does not take away the tested.tries that a transient failure has', async () => {
    tested = clientOf([connectionTo(server)], [old, renewed]);
    server.script(each(unauthorized, respond(503, {}), respond(503, {}), ok));
    expect((await tested.read()).body).toEqual({ kind: 'Deployment' });
    expect(tested.refused).toEqual([undefined, old, old, old]);
  });
});

test('each try is told, with its path and its time', async () => {
  server.script(each(respond(503, {}), ok));
  await tested.read();
  expect(tested.tries).toEqual([
    { path, outcome: 503, milliseconds: expect.any(Number) },
    { path, outcome: 200, milliseconds: expect.any(Number) },
  ]);
});

test('the connection is kept while it is the same, whoever tells it', async () => {
  const [one, same] = [connectionTo(server), connectionTo(server)];
  const told = [one, same, one];
  const client = new KubernetesClient({ connection: async () => told.shift() ?? one, headers: async () => ({}) });
  for (let count = 0; count < 3; count += 1) await client.read(deployment, patient);
  expect(server.connections).toBe(1);
  client.destroy();
});
