import { getEventListeners } from 'node:events';
import { constants } from 'node:http2';
import type { LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { AccessFailure } from '../../../lambda/kubernetes/clusterAccess';
import { Http2Client } from '../../../lambda/kubernetes/http2Client';
import type { RequestError } from '../../../lambda/kubernetes/requestError';
import { breakConnection, hang } from '../../support/servers/actions/actions';
import type { Action, Exchange } from '../../support/servers/exchange';
import {
  type RawServer,
  refusedPort,
  startBlackHole,
  startTcpServer,
  startTlsServer,
} from '../../support/servers/rawSockets';
import { generousLimits } from './generousLimits';
import { requestErrorOf, setUpHttp2Fixture, useFakeTimeouts } from './http2Fixture';
import { respond } from './testServer';
import { waitUntil } from './waitUntil';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
const mebibyte = 1024 * 1024;
const ok = respond(200, {});
const fixture = setUpHttp2Fixture();

/** Sends the headers and a part of the body, and calls back when they are sent. */
function startResponse({ response }: Exchange, sent: () => void): void {
  response.writeHead(200).write('{', sent);
}

describe('no connection', () => {
  test('because it is refused', async () => {
    fixture.connectTo(`https://127.0.0.1:${await refusedPort()}`);
    const error = await requestErrorOf(fixture.get());
    expect(error).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test.each<[string, () => Promise<RawServer>, (address: string) => string]>([
    ['TCP', startBlackHole, (address) => `no TCP connection to ${address} within 1000 ms`],
    [
      'TLS',
      startTcpServer,
      (address) => `connected to ${address}, but the TLS handshake did not finish within 1000 ms`,
    ],
  ])('over %s before the timeout, for every request that waits for it', async (_, start, describe) => {
    const silent = await start();
    const address = `127.0.0.1:${silent.port}`;
    fixture.connectTo(`https://${address}`);
    const errors = await Promise.all([1000, 30_000].map((tryTimeout) => requestErrorOf(fixture.get({ tryTimeout }))));
    await silent.stop();
    for (const error of errors) {
      expect(error).toMatchObject({ stage: 'connect', isTimeout: true, message: describe(address) });
    }
  });

  test.each<[string, LookupFunction, (port: number) => { message: string; accessFailure: AccessFailure }]>([
    [
      'DNS does not respond',
      () => {},
      () => ({ message: 'the name api.cluster.test was not resolved within 1000 ms', accessFailure: 'unresolved' }),
    ],
    [
      'the resolved address does not respond',
      (_host, _options, done) => setImmediate(done, null, [{ address: '127.0.0.1', family: 4 }]),
      (port) => ({
        message: `no TCP connection to api.cluster.test:${port} within 1000 ms`,
        accessFailure: 'unreached',
      }),
    ],
  ])('because %s', async (_, lookup, expectedOf) => {
    const { port, stop } = await startBlackHole();
    const client = new Http2Client({ server: `https://api.cluster.test:${port}`, tls: { lookup } });
    const error = await requestErrorOf(client.send({ path: '/path' }, {}, { ...generousLimits, tryTimeout: 1000 }));
    client.destroy();
    await stop();
    expect(error).toMatchObject({ stage: 'connect', isTimeout: true, ...expectedOf(port) });
  });

  test.each<[string, string[]]>([
    ['offers only HTTP/1.1', ['http/1.1']],
    ['does not support ALPN', []],
  ])('because the server %s', async (_, protocols) => {
    const keys = await fixture.authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'] });
    const server = await startTlsServer(keys, protocols, () => {});
    fixture.connectTo(`https://127.0.0.1:${server.port}`, fixture.authority.certificatePem);
    const error = await requestErrorOf(fixture.get());
    await server.stop();
    expect(error).toMatchObject({
      stage: 'connect',
      isTimeout: false,
      message: 'the server does not speak HTTP/2: is a proxy in between?',
    });
  });

  test('because the server closes it during the handshake', async () => {
    const server = await startTcpServer((socket) => socket.destroy());
    fixture.connectTo(`https://127.0.0.1:${server.port}`);
    const error = await requestErrorOf(fixture.get());
    await server.stop();
    expect(error).toMatchObject({ stage: 'connect', isTimeout: false });
  });
});

describe('no response', () => {
  test('before the timeout', async () => {
    fixture.script(ok, hang);
    await fixture.get();
    expect(await requestErrorOf(fixture.get({ tryTimeout: 50 }))).toMatchObject({
      stage: 'response',
      isTimeout: true,
      message: `connected to 127.0.0.1:${fixture.server.port} with verified TLS, but it sent no complete response within 50 ms`,
    });
  });

  test('over TLS that is not verified', async () => {
    const client = new Http2Client({ server: fixture.server.url, tls: { rejectUnauthorized: false } });
    const send = (tryTimeout: number) => client.send({ path: '/path' }, {}, { ...generousLimits, tryTimeout });
    fixture.script(ok, hang);
    await send(generousLimits.tryTimeout);
    const error = await requestErrorOf(send(200));
    client.destroy();
    expect(error.message).toMatch(/^connected to \S+ with TLS that is not verified, but it sent/);
  });

  test('that is complete before the timeout', async () => {
    await fixture.get();
    useFakeTimeouts();
    let isSent = false;
    fixture.script((exchange) =>
      startResponse(exchange, () => {
        isSent = true;
      }),
    );
    const error = requestErrorOf(fixture.get({ tryTimeout: 1000 }));
    await waitUntil(() => isSent);
    jest.advanceTimersByTime(1000);
    expect(await error).toMatchObject({ stage: 'response', isTimeout: true });
  });

  test('in the announced encoding', async () => {
    fixture.script(respond(200, 'plain', { 'content-encoding': 'gzip' }));
    expect(await requestErrorOf(fixture.get())).toMatchObject({ stage: 'response', isTimeout: false });
  });

  const closeStream =
    (code: number): Action =>
    ({ stream }) =>
      stream?.close(code);
  const closeStreamInBody =
    (code: number): Action =>
    (exchange) =>
      startResponse(exchange, () => exchange.stream?.close(code));
  const incomplete = 'the connection was closed before the response was complete';
  const notBegun = 'the connection was closed before the response began';
  test.each<[string, Action, string]>([
    ['the connection is closed before it', breakConnection, notBegun],
    [
      'the connection is closed within it',
      (exchange) => startResponse(exchange, () => exchange.connection.destroy()),
      incomplete,
    ],
    ['the stream is refused', closeStream(NGHTTP2_REFUSED_STREAM), 'NGHTTP2_REFUSED_STREAM'],
    ['the stream is reset', closeStream(NGHTTP2_INTERNAL_ERROR), 'NGHTTP2_INTERNAL_ERROR'],
    ['the stream is canceled', closeStream(NGHTTP2_CANCEL), notBegun],
    ['the stream is closed without a response', closeStream(NGHTTP2_NO_ERROR), notBegun],
    ['the stream is reset within the response', closeStreamInBody(NGHTTP2_INTERNAL_ERROR), 'NGHTTP2_INTERNAL_ERROR'],
    ['the stream is canceled within the response', closeStreamInBody(NGHTTP2_CANCEL), incomplete],
    [
      'the response is shorter than its content-length',
      ({ response }) => {
        response.writeHead(200, { 'content-length': 100 });
        response.end('{');
      },
      'NGHTTP2_PROTOCOL_ERROR',
    ],
    [
      'the session ends with an error',
      ({ stream }) => stream?.session?.destroy(undefined, NGHTTP2_INTERNAL_ERROR),
      notBegun,
    ],
  ])('because %s', async (_, action, message) => {
    fixture.script(action, ok);
    expect(await requestErrorOf(fixture.get())).toMatchObject({
      stage: 'response',
      isTimeout: false,
      message: expect.stringContaining(message),
    });
    expect((await fixture.get()).status).toBe(200);
  });
});

describe('a connection without any response during a try', () => {
  beforeEach(async () => {
    await fixture.get();
    useFakeTimeouts();
  });

  test('is closed, and the other requests on it fail immediately', async () => {
    fixture.script(hang, hang, ok);
    const connected = `connected to 127.0.0.1:${fixture.server.port} with verified TLS, but it sent`;
    const first = requestErrorOf(fixture.get({ tryTimeout: 100 }));
    const second = requestErrorOf(fixture.get());
    await waitUntil(() => fixture.server.requests.length === 2);
    jest.advanceTimersByTime(100);
    expect(await first).toMatchObject({ message: `${connected} no complete response within 100 ms`, isTimeout: true });
    expect(await second).toMatchObject({ message: `${connected} nothing for 100 ms`, isTimeout: true });
    expect((await fixture.get()).status).toBe(200);
    expect(fixture.server.connections).toBe(2);
  });

  test('causes the idle connections to be closed, too', async () => {
    await Promise.all(fixture.getAll(300));
    expect(fixture.server.connections).toBe(3);
    fixture.script(hang, ok);
    const error = requestErrorOf(fixture.get({ tryTimeout: 100 }));
    await waitUntil(() => fixture.server.requests.length === 1);
    jest.advanceTimersByTime(100);
    await error;
    await fixture.get();
    expect(fixture.server.connections).toBe(4);
  });

  test('stays open if another request got a response; it finishes its requests and accepts no new ones', async () => {
    let respondLate: (() => void) | undefined;
    fixture.script(
      hang,
      ({ response }) => {
        respondLate = () => response.end();
      },
      ok,
    );
    const silent = requestErrorOf(fixture.get({ tryTimeout: 1000 }));
    const slow = fixture.get();
    await fixture.get();
    jest.advanceTimersByTime(1000);
    expect(await silent).toMatchObject({ isTimeout: true });
    await fixture.get();
    expect(fixture.server.connections).toBe(2);
    respondLate?.();
    expect((await slow).status).toBe(200);
  });
});

test.each<[string, Action]>([
  ['a refused stream', ({ stream }) => stream?.close(NGHTTP2_REFUSED_STREAM)],
  [
    'a response that is too large',
    ({ response }) => response.writeHead(200, { 'content-length': 8 * mebibyte + 1 }).flushHeaders(),
  ],
])('%s closes no connection', async (_, action) => {
  await Promise.all(fixture.getAll(300));
  expect(fixture.server.connections).toBe(3);
  fixture.script(action, ok);
  await requestErrorOf(fixture.get());
  // More than two connections take. Node.js's server may refuse one, as it counts a canceled stream for a moment.
  await Promise.allSettled(fixture.getAll(210));
  expect(fixture.server.connections).toBe(3);
});

describe('a response of more than 8 MiB is rejected', () => {
  const tooLarge = { stage: 'size', isTimeout: false, message: `the response is larger than ${8 * mebibyte} bytes` };

  test.each<[string, Action]>([
    [
      'by its content-length',
      ({ response }) => response.writeHead(200, { 'content-length': 8 * mebibyte + 1 }).flushHeaders(),
    ],
    [
      'while it is received',
      ({ response }) => {
        for (let sent = 0; sent <= 8; sent += 1) response.write(Buffer.alloc(mebibyte, 32));
        response.end();
      },
    ],
    [
      'after decompression',
      ({ response }) => {
        const zipped = gzipSync(Buffer.alloc(8 * mebibyte + 1, 32), { level: 1 });
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped);
      },
    ],
  ])('%s', async (_, action) => {
    fixture.script(action, ok);
    expect(await requestErrorOf(fixture.get())).toMatchObject(tooLarge);
    expect((await fixture.get()).status).toBe(200);
    expect(fixture.server.connections).toBe(1);
  });
});

describe('the end of the run', () => {
  const withoutResponse =
    'connected to 127\\.0\\.0\\.1:\\d+ with verified TLS, but it sent no complete response within \\d+ ms;';
  const notSent = 'the request was not sent:';
  const expectEndOfRun = (error: RequestError, ...states: readonly string[]) => {
    const message = expect.stringMatching(new RegExp(`^(${states.join('|')}) the time of the run is over$`));
    expect(error).toMatchObject({ isTimeout: true, message });
  };

  test('prevents new requests', async () => {
    expectEndOfRun(await requestErrorOf(fixture.get({ signal: AbortSignal.abort() })), notSent);
    expect(fixture.server.requests).toEqual([]);
  });

  test('ends a request that waits for its response', async () => {
    const run = new AbortController();
    fixture.script(() => run.abort());
    expectEndOfRun(await requestErrorOf(fixture.get({ signal: run.signal })), withoutResponse);
  });

  test('ends a request within its response, and cancels it at the server', async () => {
    const run = new AbortController();
    const canceled = new Promise((resolve) => {
      fixture.script((exchange) => {
        exchange.response.once('close', resolve);
        startResponse(exchange, () => run.abort());
      });
    });
    expectEndOfRun(await requestErrorOf(fixture.get({ signal: run.signal })), withoutResponse);
    await canceled;
  });

  test('ends requests that wait for capacity', async () => {
    const run = new AbortController();
    fixture.script(hang);
    const errors = fixture.getAll(400, { signal: run.signal }).map(requestErrorOf);
    await waitUntil(() => fixture.server.requests.length > 0);
    run.abort();
    for (const error of await Promise.all(errors)) expectEndOfRun(error, '.+[;:]');
  });

  test('ends requests that wait for a connection, but not those of another run', async () => {
    const silent = await startTcpServer();
    fixture.connectTo(`https://127.0.0.1:${silent.port}`);
    const run = new AbortController();
    const first = requestErrorOf(fixture.get({ signal: run.signal }));
    const second = requestErrorOf(fixture.get({ tryTimeout: 2000 }));
    run.abort();
    expectEndOfRun(await first, 'no TCP connection to \\S+ within \\d+ ms;');
    expect(await second).toMatchObject({ message: expect.stringMatching(/^connected to .* within 2000 ms$/) });
    await silent.stop();
  });

  test('has one listener, however many requests there are', async () => {
    const { signal } = new AbortController();
    fixture.script(ok, breakConnection, ok);
    await Promise.allSettled(fixture.getAll(400, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});
