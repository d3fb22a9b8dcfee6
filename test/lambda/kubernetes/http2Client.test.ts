import { constants } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { version } from '../../../package.json';
import { hang } from '../../support/servers/actions/actions';
import { goAwayBefore } from '../../support/servers/actions/http2Actions';
import { createAuthority, type LeafRequest } from '../../support/servers/certificates';
import type { Action, Exchange } from '../../support/servers/exchange';
import { generousLimits } from './generousLimits';
import { requestErrorOf, setUpHttp2Fixture, useFakeTimeouts } from './http2Fixture';
import { respond } from './testServer';
import { waitUntil } from './waitUntil';

const { NGHTTP2_NO_ERROR } = constants;
const ok = respond(200, {});
const fixture = setUpHttp2Fixture();

/** Responds when this number of requests have arrived, to all of them. */
function respondTogether(count: number): Action {
  const waiting: (() => void)[] = [];
  return ({ response }) => {
    waiting.push(() => response.end());
    if (waiting.length === count) for (const end of waiting) end();
  };
}

describe('a response', () => {
  test('has status, headers and body, whatever the status', async () => {
    fixture.script(respond(418, { tea: true }, { 'x-kind': 'pot' }));
    const { status, headers, body } = await fixture.get();
    expect([status, headers['x-kind'], String(body)]).toEqual([418, 'pot', '{"tea":true}']);
  });

  test('is requested as compressed JSON, with the given headers and the version as user agent', async () => {
    let seen: Exchange | undefined;
    fixture.script((exchange) => {
      seen = exchange;
      exchange.response.end();
    });
    await fixture.client.send({ path: '/a?b=c' }, { authorization: 'Bearer x' }, generousLimits);
    expect(seen?.request.url).toBe('/a?b=c');
    expect(seen?.request.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'gzip',
      authorization: 'Bearer x',
      'user-agent': `eks-vigil/${version}`,
    });
  });

  test('is decompressed', async () => {
    const zipped = gzipSync('{"large":true}');
    fixture.script(({ response }) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
    expect(String((await fixture.get()).body)).toBe('{"large":true}');
  });

  test('keeps multi-byte characters that are split over chunks', async () => {
    const bytes = Buffer.from('"Grüße"');
    fixture.script(({ response }) => {
      response.write(bytes.subarray(0, 4));
      setImmediate(() => response.end(bytes.subarray(4)));
    });
    expect(String((await fixture.get()).body)).toBe('"Grüße"');
  });

  test('may be larger than the flow control windows', async () => {
    const large = Buffer.alloc(1.5 * 1024 * 1024, 32);
    fixture.script(({ response }) => response.end(large));
    for (const { body } of await Promise.all(fixture.getAll(5))) expect(body.length).toBe(large.length);
  });

  test('that is a redirect is not followed', async () => {
    fixture.script(respond(307, '', { location: `${fixture.server.url}/elsewhere` }));
    expect((await fixture.get()).status).toBe(307);
    expect(fixture.server.requests).toHaveLength(1);
  });

  test('may have informational headers before it and trailers after it', async () => {
    fixture.script(({ response }) => {
      response.writeContinue();
      response.writeHead(200, { trailer: 'x-trailer' });
      response.addTrailers({ 'x-trailer': 'late' });
      response.end('{}');
    });
    const { status, headers, body } = await fixture.get();
    expect([status, headers['x-trailer'], String(body)]).toEqual([200, undefined, '{}']);
  });
});

describe('connections', () => {
  test('are kept alive', async () => {
    for (let sent = 0; sent < 3; sent += 1) await fixture.get();
    expect([fixture.server.requests.length, fixture.server.connections]).toEqual([3, 1]);
  });

  test('have up to 100 concurrent requests each', async () => {
    fixture.script(respondTogether(100));
    await Promise.all(fixture.getAll(100));
    expect(fixture.server.connections).toBe(1);
  });

  test('are opened as needed, and reused', async () => {
    fixture.script(respondTogether(101));
    await Promise.all(fixture.getAll(101));
    expect(fixture.server.connections).toBe(2);
    fixture.script(respondTogether(200));
    await Promise.all(fixture.getAll(200));
    expect(fixture.server.connections).toBe(2);
  });

  test('are at most three; further requests wait', async () => {
    await Promise.all(fixture.getAll(1001));
    expect([fixture.server.requests.length, fixture.server.connections]).toEqual([1001, 3]);
  });

  test('have at most as many concurrent requests as the server allows', async () => {
    const server = await fixture.useServer({ settings: { maxConcurrentStreams: 2 } });
    await fixture.get();
    let [current, maximum] = [0, 0];
    fixture.script(({ response }) => {
      current += 1;
      maximum = Math.max(maximum, current);
      setImmediate(() => {
        current -= 1;
        response.end();
      });
    });
    await Promise.all(fixture.getAll(2));
    expect([maximum, server.connections]).toEqual([2, 1]);
    await Promise.all(fixture.getAll(20));
    expect(maximum).toBeLessThanOrEqual(6);
    expect(server.connections).toBeLessThanOrEqual(3);
  });

  test('the timeout of a request does not include its wait for capacity', async () => {
    useFakeTimeouts();
    const held: (() => void)[] = [];
    const hold: Action = ({ response }) => held.push(() => response.end());
    fixture.script((exchange) => (exchange.countHere <= 300 ? hold : ok)(exchange));
    const busy = fixture.getAll(300);
    await waitUntil(() => held.length === 300);
    const waiting = fixture.get({ tryTimeout: 1000 });
    jest.advanceTimersByTime(2000);
    for (const release of held) release();
    for (const { status } of await Promise.all([waiting, ...busy])) expect(status).toBe(200);
  });

  test('have flow control windows that are large enough for a page', async () => {
    let windows: unknown;
    fixture.script(({ stream, response }) => {
      windows = [stream?.session?.remoteSettings.initialWindowSize, stream?.session?.state.remoteWindowSize];
      response.end();
    });
    await fixture.get();
    await fixture.get();
    expect(windows).toEqual([1024 * 1024, 4 * 1024 * 1024]);
  });

  test('are not opened after the client was destroyed', async () => {
    await fixture.get();
    fixture.client.destroy();
    expect(await requestErrorOf(fixture.get())).toMatchObject({
      message: 'the connections were closed',
      isTimeout: false,
    });
  });

  test('are closed when the client is destroyed, and requests in flight or waiting fail', async () => {
    fixture.script(hang);
    const errors = fixture.getAll(301).map(requestErrorOf);
    await waitUntil(() => fixture.server.requests.length === 300);
    fixture.client.destroy();
    for (const error of await Promise.all(errors)) expect(error.isTimeout).toBe(false);
  });
});

describe('GOAWAY', () => {
  test('a request that the server accepted finishes; the next one uses a new connection', async () => {
    fixture.script(({ stream, response }) => {
      stream?.session?.goaway(NGHTTP2_NO_ERROR);
      setImmediate(() => response.end());
    }, ok);
    expect((await fixture.get()).status).toBe(200);
    expect((await fixture.get()).status).toBe(200);
    expect(fixture.server.connections).toBe(2);
  });

  test('a request that the server did not accept fails; the next one uses a new connection', async () => {
    await fixture.get();
    fixture.script(goAwayBefore, ok);
    expect(await requestErrorOf(fixture.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await fixture.get()).status).toBe(200);
    expect(fixture.server.connections).toBe(2);
  });
});

describe('after a response that may come from an API server that is being removed', () => {
  const unavailable = respond(503, {});
  const newRun = () => ({ signal: new AbortController().signal });

  test('the old connection finishes its requests, accepts no new ones, and closes', async () => {
    let respondLate: (() => void) | undefined;
    let isClosed = false;
    const late: Action = ({ connection, response }) => {
      connection.once('close', () => {
        isClosed = true;
      });
      respondLate = () => response.end();
    };
    fixture.script(late, unavailable, ok);
    const slow = fixture.get();
    await waitUntil(() => respondLate !== undefined);
    expect((await fixture.get()).status).toBe(503);
    expect((await fixture.get()).status).toBe(200);
    expect([fixture.server.connections, isClosed]).toEqual([2, false]);
    respondLate?.();
    expect((await slow).status).toBe(200);
    await waitUntil(() => isClosed);
  });

  test('a new connection is opened once per run', async () => {
    fixture.script(unavailable);
    for (let count = 0; count < 4; count += 1) await fixture.get();
    expect(fixture.server.connections).toBe(2);
    const run = newRun();
    for (let count = 0; count < 4; count += 1) await fixture.get(run);
    expect(fixture.server.connections).toBe(3);
  });

  test('one connection is enough for the rest of that run, however many requests there are', async () => {
    await Promise.all(fixture.getAll(250));
    const before = fixture.server.connections;
    const run = newRun();
    fixture.script(unavailable, ok);
    await fixture.get(run);
    await Promise.all(fixture.getAll(250, run));
    expect(fixture.server.connections - before).toBe(1);
    await Promise.all(fixture.getAll(250));
    expect(fixture.server.connections - before).toBe(3);
  });

  test('no waiting request goes over an old connection', async () => {
    await fixture.useServer({ settings: { maxConcurrentStreams: 10 } });
    await fixture.get();
    await Promise.all(fixture.getAll(100));
    const old = new Set<unknown>();
    let [overOld, afterReplacement] = [0, 0];
    fixture.script(({ connection, response }) => {
      if (overOld < 30 || old.has(connection)) {
        old.add(connection);
        overOld += 1;
        if (overOld > 30) afterReplacement += 1;
        response.writeHead(503).end();
      } else response.end('{}');
    });
    await Promise.all(fixture.getAll(100, newRun()));
    expect([overOld, afterReplacement]).toEqual([30, 0]);
  });

  test('requests in flight on old connections count as well', async () => {
    const held: (() => void)[] = [];
    let arrived = 0;
    const hold: Action = ({ response }) => {
      arrived += 1;
      held.push(() => response.end());
    };
    fixture.script(hold, ...Array.from({ length: 298 }, () => hold), unavailable, hold);
    const all = fixture.getAll(350);
    await waitUntil(() => arrived === 300);
    await new Promise((resolve) => setImmediate(resolve));
    expect(arrived).toBe(300);
    const release = setInterval(() => held.splice(0).forEach((end) => void end()), 5);
    await Promise.all(all);
    clearInterval(release);
  });
});

describe('certificates', () => {
  test('of another CA than the given one are rejected', async () => {
    fixture.connectTo(fixture.server.url, (await createAuthority('other')).certificatePem);
    expect(await requestErrorOf(fixture.get())).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(fixture.server.requests).toEqual([]);
  });

  test('of a private CA are rejected if no CA is given', async () => {
    fixture.connectTo(fixture.server.url);
    expect(await requestErrorOf(fixture.get())).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(fixture.server.requests).toEqual([]);
  });

  test.each<[string, Partial<LeafRequest>, RegExp]>([
    ['for another host', { ipAddresses: ['127.0.0.2'] }, /altnames|127\.0\.0\.2/],
    ['that have expired', { notAfter: new Date(Date.now() - 1000) }, /expired/],
  ])('%s are rejected', async (_, overrides, message) => {
    const keys = await fixture.authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'], ...overrides });
    const other = await fixture.useServer({ keys });
    const error = await requestErrorOf(fixture.get());
    expect(error).toMatchObject({ stage: 'connect', message: expect.stringMatching(message) });
    expect(other.requests).toEqual([]);
  });

  test('the server name is sent', async () => {
    const keys = await fixture.authority.issue({ commonName: 'server', dnsNames: ['localhost'] });
    const other = await fixture.useServer({ keys });
    fixture.connectTo(`https://localhost:${other.port}`, fixture.authority.certificatePem);
    let requested: unknown;
    fixture.script(({ stream, response }) => {
      requested = (stream?.session?.socket as TLSSocket | undefined)?.servername;
      response.end('{}');
    });
    await fixture.get();
    expect(requested).toBe('localhost');
  });
});
