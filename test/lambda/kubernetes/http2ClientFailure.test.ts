import { getEventListeners } from 'node:events';
import { constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import type { RequestError } from '../../../lambda/kubernetes/requestError';
import { breakConnection, hang } from '../../support/servers/actions/actions';
import type { Action } from '../../support/servers/exchange';
import { refusedPort, startTcpServer, startTlsServer } from '../../support/servers/rawSockets';
import { clientUnderTest, failureOf, until } from './http2Fixture';
import { respond } from './testServer';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
const mebibyte = 1024 * 1024;
const ok = respond(200, {});
const begun: Action = ({ response }) => response.writeHead(200).write('{');
const tested = clientUnderTest();

describe('no connection', () => {
  test('because nobody listens', async () => {
    tested.connectTo(`https://127.0.0.1:${await refusedPort()}`);
    const failure = await failureOf(tested.get());
    expect(failure).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  test('in time', async () => {
    const silent = await startTcpServer();
    tested.connectTo(`https://127.0.0.1:${silent.port}`);
    expect(await failureOf(tested.get({ tryTimeout: 50 }))).toMatchObject({
      stage: 'connect',
      isTimeout: true,
      message: 'no connection within 50 ms',
    });
    await silent.stop();
  });

  test.each<[string, string[]]>([
    ['offers only HTTP/1.1', ['http/1.1']],
    ['knows no ALPN', []],
  ])('over HTTP/2 with a server that %s', async (_, protocols) => {
    const keys = await tested.authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'] });
    const server = await startTlsServer(keys, protocols, () => {});
    tested.connectTo(`https://127.0.0.1:${server.port}`, tested.authority.certificatePem);
    const failure = await failureOf(tested.get());
    await server.stop();
    expect(failure).toMatchObject({
      stage: 'connect',
      isTimeout: false,
      message: 'the server does not speak HTTP/2: is a proxy in between?',
    });
  });

  test('because the server breaks it during the handshake', async () => {
    const server = await startTcpServer((socket) => socket.destroy());
    tested.connectTo(`https://127.0.0.1:${server.port}`);
    const failure = await failureOf(tested.get());
    await server.stop();
    expect(failure).toMatchObject({ stage: 'connect', isTimeout: false });
  });
});

describe('no response', () => {
  test('in time', async () => {
    tested.script(ok, hang);
    await tested.get();
    expect(await failureOf(tested.get({ tryTimeout: 50 }))).toMatchObject({
      stage: 'response',
      isTimeout: true,
      message: 'no complete response within 50 ms',
    });
  });

  test('with an end', async () => {
    tested.script(ok, begun);
    await tested.get();
    expect(await failureOf(tested.get({ tryTimeout: 200 }))).toMatchObject({ stage: 'response', isTimeout: true });
  });

  test.each<[string, Action]>([
    ['before it', breakConnection],
    [
      'within it',
      ({ connection, response }) => {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        setTimeout(() => connection.destroy(), 10);
      },
    ],
  ])('because the connection breaks %s', async (_, action) => {
    tested.script(action, ok);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await tested.get()).status).toBe(200);
  });

  test('that is compressed as it says', async () => {
    tested.script(respond(200, 'plain', { 'content-encoding': 'gzip' }));
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
  });

  const closing =
    (code: number, before: Action = () => {}): Action =>
    (exchange) => {
      before(exchange);
      setTimeout(() => exchange.stream?.close(code), 10);
    };
  test.each<[string, Action]>([
    ['the stream is refused', closing(NGHTTP2_REFUSED_STREAM)],
    ['the stream is reset', closing(NGHTTP2_INTERNAL_ERROR)],
    ['the stream is canceled', closing(NGHTTP2_CANCEL)],
    ['the stream is closed without a response', closing(NGHTTP2_NO_ERROR)],
    ['the stream is reset within the response', closing(NGHTTP2_INTERNAL_ERROR, begun)],
    ['the stream is canceled within the response', closing(NGHTTP2_CANCEL, begun)],
    [
      'the response is shorter than it says',
      ({ response }) => {
        response.writeHead(200, { 'content-length': 100 });
        response.end('{');
      },
    ],
    ['the session ends in an error', ({ stream }) => stream?.session?.destroy(undefined, NGHTTP2_INTERNAL_ERROR)],
  ])('because %s', async (_, action) => {
    tested.script(action, ok);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await tested.get()).status).toBe(200);
  });
});

describe('a connection that was silent for a whole try', () => {
  test('is closed, and the other requests on it fail at once', async () => {
    await tested.get();
    tested.script(hang, hang, ok);
    const first = failureOf(tested.get({ tryTimeout: 100 }));
    const second = failureOf(tested.get());
    expect(await first).toMatchObject({ message: 'no complete response within 100 ms', isTimeout: true });
    expect(await second).toMatchObject({ message: 'the connection was silent for 100 ms', isTimeout: true });
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });

  test('makes its idle neighbors suspect', async () => {
    await Promise.all(tested.getAll(300));
    expect(tested.server.connections).toBe(3);
    tested.script(hang, ok);
    await failureOf(tested.get({ tryTimeout: 100 }));
    await tested.get();
    expect(tested.server.connections).toBe(4);
  });

  test('is not one on which others got a response: it finishes those and takes no new requests', async () => {
    await tested.get();
    const late: (() => void)[] = [];
    tested.script(
      hang,
      ({ response }) => late.push(() => response.end()),
      ({ response }) => response.end(),
    );
    const silent = failureOf(tested.get({ tryTimeout: 1000 }));
    const slow = tested.get();
    await tested.get();
    expect(await silent).toMatchObject({ isTimeout: true });
    await tested.get();
    expect(tested.server.connections).toBe(2);
    for (const respond of late) respond();
    expect((await slow).status).toBe(200);
  });
});

describe('a response of more than 8 MiB is refused', () => {
  const tooLarge = { stage: 'size', isTimeout: false, message: `the response is larger than ${8 * mebibyte} bytes` };

  test.each<[string, Action]>([
    [
      'when it states its length',
      ({ response }) => response.writeHead(200, { 'content-length': 8 * mebibyte + 1 }).flushHeaders(),
    ],
    [
      'when it turns out to be',
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
    tested.script(action, ok);
    expect(await failureOf(tested.get())).toMatchObject(tooLarge);
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(1);
  });
});

describe('the end of the run', () => {
  const ended = (failure: RequestError) =>
    expect(failure).toMatchObject({ isTimeout: true, message: 'the time of the run is over' });

  test('prevents a request', async () => {
    ended(await failureOf(tested.get({ signal: AbortSignal.abort() })));
    expect(tested.server.requests).toEqual([]);
  });

  test('ends a request that waits for its response', async () => {
    const run = new AbortController();
    tested.script(() => run.abort());
    ended(await failureOf(tested.get({ signal: run.signal })));
  });

  test('ends a request within its response, and the server sees it', async () => {
    const run = new AbortController();
    const broken = new Promise((resolve) => {
      tested.script(({ response }) => {
        response.once('close', resolve);
        response.write('{');
        setTimeout(() => run.abort(), 10);
      });
    });
    ended(await failureOf(tested.get({ signal: run.signal })));
    await broken;
  });

  test('ends requests that wait for capacity', async () => {
    const run = new AbortController();
    tested.script(hang);
    const sent = tested.getAll(400, { signal: run.signal }).map(failureOf);
    await until(() => tested.server.requests.length > 0);
    run.abort();
    for (const failure of await Promise.all(sent)) ended(failure);
  });

  test('ends a connection that is being made, and not the requests of another run', async () => {
    const silent = await startTcpServer();
    tested.connectTo(`https://127.0.0.1:${silent.port}`);
    const run = new AbortController();
    const first = failureOf(tested.get({ signal: run.signal }));
    const second = failureOf(tested.get({ tryTimeout: 500 }));
    run.abort();
    ended(await first);
    expect(await second).toMatchObject({ message: 'no connection within 500 ms' });
    await silent.stop();
  });

  test('is listened to once, however many requests there are', async () => {
    const { signal } = new AbortController();
    tested.script(ok, breakConnection, ok);
    await Promise.allSettled(tested.getAll(400, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});
