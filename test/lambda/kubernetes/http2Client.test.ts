import { constants } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { hang } from '../../support/servers/actions/actions';
import { goAwayBefore } from '../../support/servers/actions/http2Actions';
import { createAuthority, type LeafRequest } from '../../support/servers/certificates';
import type { Action, Exchange } from '../../support/servers/exchange';
import { clientUnderTest, failureOf, patient, until } from './http2Fixture';
import { respond } from './testServer';

const { NGHTTP2_NO_ERROR } = constants;
const ok = respond(200, {});
const tested = clientUnderTest();

/** Responds to all requests once so many have arrived. */
function together(count: number): Action {
  const waiting: (() => void)[] = [];
  return ({ response }) => {
    waiting.push(() => response.end());
    if (waiting.length === count) for (const release of waiting) release();
  };
}

describe('a response', () => {
  test('has status, headers and body, whatever the status', async () => {
    tested.script(respond(418, { tea: true }, { 'x-kind': 'pot' }));
    const { status, headers, body } = await tested.get();
    expect([status, headers['x-kind'], String(body)]).toEqual([418, 'pot', '{"tea":true}']);
  });

  test('is requested compressed and as JSON, with the headers of the request', async () => {
    let seen: Exchange | undefined;
    tested.script((exchange) => {
      seen = exchange;
      exchange.response.end();
    });
    await tested.client.get('/a?b=c', { authorization: 'Bearer x' }, patient);
    expect(seen?.request.url).toBe('/a?b=c');
    expect(seen?.request.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'gzip',
      authorization: 'Bearer x',
    });
  });

  test('is decompressed', async () => {
    const zipped = gzipSync('{"large":true}');
    tested.script(({ response }) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
    expect(String((await tested.get()).body)).toBe('{"large":true}');
  });

  test('keeps multi-byte characters that are split over chunks', async () => {
    const bytes = Buffer.from('"Grüße"');
    tested.script(({ response }) => {
      response.write(bytes.subarray(0, 4));
      setImmediate(() => response.end(bytes.subarray(4)));
    });
    expect(String((await tested.get()).body)).toBe('"Grüße"');
  });

  test('may be larger than every window', async () => {
    const large = Buffer.alloc(1.5 * 1024 * 1024, 32);
    tested.script(({ response }) => response.end(large));
    for (const { body } of await Promise.all(tested.getAll(5))) expect(body.length).toBe(large.length);
  });

  test('that is a redirect is not followed', async () => {
    tested.script(respond(307, '', { location: `${tested.server.url}/elsewhere` }));
    expect((await tested.get()).status).toBe(307);
    expect(tested.server.requests).toHaveLength(1);
  });

  test('may have informational headers before it and trailers after it', async () => {
    tested.script(({ response }) => {
      response.writeContinue();
      response.writeHead(200, { trailer: 'x-trailer' });
      response.addTrailers({ 'x-trailer': 'late' });
      response.end('{}');
    });
    const { status, headers, body } = await tested.get();
    expect([status, headers['x-trailer'], String(body)]).toEqual([200, undefined, '{}']);
  });
});

describe('connections', () => {
  test('are kept alive', async () => {
    for (let sent = 0; sent < 3; sent += 1) await tested.get();
    expect([tested.server.requests.length, tested.server.connections]).toEqual([3, 1]);
  });

  test('take 100 requests at the same time each', async () => {
    tested.script(together(100));
    await Promise.all(tested.getAll(100));
    expect(tested.server.connections).toBe(1);
  });

  test('are opened as needed, and kept', async () => {
    tested.script(together(101));
    await Promise.all(tested.getAll(101));
    expect(tested.server.connections).toBe(2);
    tested.script(together(200));
    await Promise.all(tested.getAll(200));
    expect(tested.server.connections).toBe(2);
  });

  test('are at most three; further requests wait', async () => {
    await Promise.all(tested.getAll(1001));
    expect([tested.server.requests.length, tested.server.connections]).toEqual([1001, 3]);
  });

  test('take as many requests as the server allows', async () => {
    const server = await tested.useServer({ settings: { maxConcurrentStreams: 2 } });
    await tested.get();
    let [now, most] = [0, 0];
    tested.script(({ response }) => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => {
        now -= 1;
        response.end();
      });
    });
    await Promise.all(tested.getAll(2));
    expect([most, server.connections]).toEqual([2, 1]);
    await Promise.all(tested.getAll(20));
    expect(most).toBeLessThanOrEqual(6);
    expect(server.connections).toBeLessThanOrEqual(3);
  });

  test('a request that waits for capacity spends nothing of its timeout', async () => {
    const held: (() => void)[] = [];
    const hold: Action = ({ response }) => held.push(() => response.end());
    tested.script((exchange) => (exchange.countHere <= 300 ? hold : ok)(exchange));
    const busy = tested.getAll(300);
    await until(() => held.length === 300);
    const waiting = tested.get({ tryTimeout: 2000 });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    for (const release of held) release();
    expect((await waiting).status).toBe(200);
    await Promise.all(busy);
  });

  test('have windows that are large enough for a page', async () => {
    let windows: unknown;
    tested.script(({ stream, response }) => {
      windows = [stream?.session?.remoteSettings.initialWindowSize, stream?.session?.state.remoteWindowSize];
      response.end();
    });
    await tested.get();
    await tested.get();
    expect(windows).toEqual([1024 * 1024, 4 * 1024 * 1024]);
  });

  test('are not used after they were closed for good', async () => {
    await tested.get();
    tested.client.destroy();
    expect(await failureOf(tested.get())).toMatchObject({ message: 'the connections were closed', isTimeout: false });
  });

  test('fail for what is in flight or waits when they are closed for good', async () => {
    tested.script(hang);
    const sent = tested.getAll(301).map(failureOf);
    await until(() => tested.server.requests.length === 300);
    tested.client.destroy();
    for (const failure of await Promise.all(sent)) expect(failure.isTimeout).toBe(false);
  });
});

describe('GOAWAY', () => {
  test('a request that the server has accepted is still finished; the next one uses a new connection', async () => {
    tested.script(({ stream, response }) => {
      stream?.session?.goaway(NGHTTP2_NO_ERROR);
      setImmediate(() => response.end());
    }, ok);
    expect((await tested.get()).status).toBe(200);
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });

  test('a request that the server has not accepted fails; the next one uses a new connection', async () => {
    await tested.get();
    tested.script(goAwayBefore, ok);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });
});

describe('replacing the connections', () => {
  test('the old one finishes what is in flight, takes nothing new, and closes', async () => {
    const held: (() => void)[] = [];
    tested.script(({ connection, response }) => {
      connection.once('close', () => held.push(() => {}));
      held.push(() => response.end());
    }, ok);
    const slow = tested.get();
    await until(() => held.length === 1);
    tested.client.replaceConnections(patient);
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
    held[0]?.();
    expect((await slow).status).toBe(200);
    await until(() => held.length === 2);
  });

  test('happens once a run', async () => {
    await tested.get();
    for (let count = 0; count < 3; count += 1) {
      tested.client.replaceConnections(patient);
      await tested.get();
    }
    expect(tested.server.connections).toBe(2);
    const nextRun = { ...patient, signal: new AbortController().signal };
    tested.client.replaceConnections(nextRun);
    await tested.get();
    expect(tested.server.connections).toBe(3);
  });

  test('opens one new connection in that run, however many requests there are', async () => {
    const { signal } = new AbortController();
    await Promise.all(tested.getAll(250, { signal }));
    const before = tested.server.connections;
    tested.client.replaceConnections({ ...patient, signal });
    await Promise.all(tested.getAll(250, { signal }));
    expect(tested.server.connections - before).toBe(1);
    await Promise.all(tested.getAll(250));
    expect(tested.server.connections - before).toBe(3);
  });
});

describe('trust', () => {
  test('is in the given authority and in no other', async () => {
    tested.connectTo(tested.server.url, (await createAuthority('other')).certificatePem);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(tested.server.requests).toEqual([]);
  });

  test('without a given authority is not in a private one', async () => {
    tested.connectTo(tested.server.url);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(tested.server.requests).toEqual([]);
  });

  test.each<[string, Partial<LeafRequest>, RegExp]>([
    ['of another host', { ipAddresses: ['127.0.0.2'] }, /altnames|127\.0\.0\.2/],
    ['that has expired', { notAfter: new Date(Date.now() - 1000) }, /expired/],
  ])('is not in a certificate %s', async (_, over, message) => {
    const keys = await tested.authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'], ...over });
    const other = await tested.useServer({ keys });
    const failure = await failureOf(tested.get());
    expect(failure).toMatchObject({ stage: 'connect', message: expect.stringMatching(message) });
    expect(other.requests).toEqual([]);
  });

  test('the server name is sent', async () => {
    const keys = await tested.authority.issue({ commonName: 'server', dnsNames: ['localhost'] });
    const other = await tested.useServer({ keys });
    tested.connectTo(`https://localhost:${other.port}`, tested.authority.certificatePem);
    let requested: unknown;
    tested.script(({ stream, response }) => {
      requested = (stream?.session?.socket as TLSSocket | undefined)?.servername;
      response.end('{}');
    });
    await tested.get();
    expect(requested).toBe('localhost');
  });
});
