import { breakConnection, hang } from '../../support/servers/actions/actions';
import type { Action } from '../../support/servers/exchange';
import { createClientFixture, readErrorOf } from './clientFixture';
import { generousLimits } from './generousLimits';
import { requestErrorOf, setUpHttp2Fixture } from './http2Fixture';
import { connectionTo, respond } from './testServer';
import { waitUntil } from './waitUntil';

/** What a run can do without leaves connections, tokens and other requests as they are. */

const fixture = setUpHttp2Fixture();
const ok = respond(200, {});
const optional = { isOptional: true } as const;

describe('an optional request', () => {
  test('is sent over an open connection', async () => {
    await fixture.get();
    expect((await fixture.get(optional)).status).toBe(200);
    expect(fixture.server.connections).toBe(1);
  });

  test('opens no connection', async () => {
    expect(await requestErrorOf(fixture.get(optional))).toMatchObject({
      stage: 'connect',
      message: 'the request was not sent: no open connection has capacity',
    });
    expect(fixture.server.connections).toBe(0);
  });

  test('does not wait for capacity', async () => {
    await fixture.useServer({ settings: { maxConcurrentStreams: 1 } });
    fixture.script(ok);
    await fixture.get();
    let release: (() => void) | undefined;
    fixture.script(({ response }) => {
      release = () => response.end();
    });
    const busy = fixture.get();
    await waitUntil(() => release !== undefined);
    expect((await requestErrorOf(fixture.get(optional))).message).toContain('capacity');
    release?.();
    await busy;
  });

  test('is not sent after the end of its time', async () => {
    await fixture.get();
    const error = await requestErrorOf(fixture.get({ ...optional, signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ isTimeout: true, message: 'the request was not sent: the time of the run is over' });
    expect(fixture.server.requests).toHaveLength(1);
  });

  test.each([401, 429, 500, 503])('that is answered with %p does not replace the connection', async (code) => {
    fixture.script(ok, respond(code, {}), ok);
    await fixture.get();
    expect((await fixture.get(optional)).status).toBe(code);
    await fixture.get();
    expect(fixture.server.connections).toBe(1);
  });

  test.each<[string, (controller: AbortController) => void, number]>([
    ['times out', () => {}, 3000],
    ['is aborted', (controller) => controller.abort(), 60_000],
  ])('that %s leaves the connection open', async (_, end, tryTimeout) => {
    const controller = new AbortController();
    fixture.script(ok, hang, ok);
    await fixture.get();
    const request = requestErrorOf(fixture.get({ ...optional, tryTimeout, signal: controller.signal }));
    await waitUntil(() => fixture.server.requests.length === 2);
    end(controller);
    expect(await request).toMatchObject({ stage: 'response', isTimeout: true });
    expect((await fixture.get()).status).toBe(200);
    expect(fixture.server.connections).toBe(1);
  });

  test('that has a large response leaves the connection open', async () => {
    fixture.script(ok, respond(200, JSON.stringify(' '.repeat(2 * 1024 * 1024))), ok);
    await fixture.get();
    expect(await requestErrorOf(fixture.get(optional))).toMatchObject({ stage: 'size' });
    await fixture.get();
    expect(fixture.server.connections).toBe(1);
  });

  test('over a connection that breaks does not close others', async () => {
    await fixture.useServer({ settings: { maxConcurrentStreams: 1 } });
    fixture.script(ok);
    await fixture.get();
    await Promise.all(fixture.getAll(2));
    const before = fixture.server.connections;
    fixture.script(breakConnection, ok);
    await requestErrorOf(fixture.get(optional));
    await fixture.get();
    expect([before, fixture.server.connections]).toEqual([2, 2]);
  });
});

describe('an optional read', () => {
  const events = { verb: 'list', group: '', version: 'v1', resource: 'events', namespace: 'shop' } as const;

  test.each<[string, Action, object]>([
    ['a 503', respond(503, {}), { code: 503 }],
    ['a 429', respond(429, {}, { 'retry-after': '0' }), { code: 429 }],
    ['a 401', respond(401, {}), { code: 401 }],
    ['a broken connection', breakConnection, { reason: 'Unreachable' }],
    ['an HTML page', respond(200, '<html>'), { reason: 'UnreadableResponse' }],
  ])('is not tried again after %s, and the token stays', async (_, action, expected) => {
    const { client, read, rejected, failed } = createClientFixture([connectionTo(fixture.server)]);
    await read();
    fixture.script(action, ok);
    expect(await readErrorOf(client.readOptional(events, generousLimits))).toMatchObject(expected);
    client.destroy();
    expect(fixture.server.requests).toHaveLength(1);
    expect([...rejected, ...failed].filter((one) => one !== undefined)).toEqual([]);
  });

  test('returns the response', async () => {
    const { client, read, tries } = createClientFixture([connectionTo(fixture.server)]);
    await read();
    fixture.script(respond(200, { kind: 'EventList' }));
    expect((await client.readOptional(events, generousLimits)).body).toEqual({ kind: 'EventList' });
    client.destroy();
    expect(tries.map(({ path }) => path).at(-1)).toBe('/api/v1/namespaces/shop/events?limit=100');
  });

  test('can be of a further page', async () => {
    const { client, read, tries } = createClientFixture([connectionTo(fixture.server)]);
    await read();
    fixture.script(respond(200, { kind: 'EventList' }));
    await client.readOptional({ ...events, pageSize: 40 }, generousLimits, 'page-2');
    client.destroy();
    expect(tries.map(({ path }) => path).at(-1)).toBe('/api/v1/namespaces/shop/events?limit=40&continue=page-2');
  });
});
