import { getEventListeners, once } from 'node:events';
import { constants } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { RequestError } from '../../../lambda/kubernetes/requestError';
import { clientUnderTest, failureOf, until } from './clientUnderTest';
import { answer, connectionOf, type Handle, hangUp, refusedUrl, silence, startMuteServer, streamOf } from './tlsServer';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
const mebibyte = 1024 * 1024;
const ok = answer(200, {});
const begun: Handle = (_, response) => response.writeHead(200).write('{');
const tested = clientUnderTest();

describe('no connection', () => {
  test('because nobody listens', async () => {
    tested.connectTo(await refusedUrl());
    const failure = await failureOf(tested.get());
    expect(failure).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  test('in time', async () => {
    const mute = await startMuteServer();
    tested.connectTo(mute.url);
    expect(await failureOf(tested.get({ tryTimeout: 50 }))).toMatchObject({
      stage: 'connect',
      isTimeout: true,
      message: 'no connection within 50 ms',
    });
    await mute.stop();
  });

  test.each<[string, string[] | undefined]>([
    ['offers only HTTP/1.1', ['http/1.1']],
    ['knows no ALPN', undefined],
  ])('over HTTP/2 with a server that %s', async (_, ALPNProtocols) => {
    const { certificatePem: cert, privateKeyPem: key } = tested.certificates.server;
    const server = createTlsServer({ cert, key, ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }) });
    server.on('tlsClientError', () => {});
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    tested.connectTo(`https://127.0.0.1:${port}`, tested.certificates.authority.certificatePem);
    const failure = await failureOf(tested.get());
    server.close();
    expect(failure).toMatchObject({
      stage: 'connect',
      isTimeout: false,
      message: 'the server does not speak HTTP/2: is a proxy in between?',
    });
  });

  test('because the server breaks it during the handshake', async () => {
    const server = createTcpServer((socket) => socket.destroy());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    tested.connectTo(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const failure = await failureOf(tested.get());
    server.close();
    expect(failure).toMatchObject({ stage: 'connect', isTimeout: false });
  });
});

describe('no response', () => {
  test('in time', async () => {
    tested.server.script(ok, silence);
    await tested.get();
    expect(await failureOf(tested.get({ tryTimeout: 50 }))).toMatchObject({
      stage: 'response',
      isTimeout: true,
      message: 'no complete response within 50 ms',
    });
  });

  test('with an end', async () => {
    tested.server.script(ok, begun);
    await tested.get();
    expect(await failureOf(tested.get({ tryTimeout: 200 }))).toMatchObject({ stage: 'response', isTimeout: true });
  });

  test.each<[string, Handle]>([
    ['before it', hangUp],
    [
      'within it',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        setTimeout(() => connectionOf(request).destroy(), 10);
      },
    ],
  ])('because the connection breaks %s', async (_, handle) => {
    tested.server.script(handle, ok);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await tested.get()).status).toBe(200);
  });

  test('that is compressed as it says', async () => {
    tested.server.script(answer(200, 'plain', { 'content-encoding': 'gzip' }));
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
  });

  const closing =
    (code: number, before: Handle = () => {}): Handle =>
    (request, response) => {
      before(request, response);
      setTimeout(() => streamOf(request).close(code), 10);
    };
  test.each<[string, Handle]>([
    ['the stream is refused', closing(NGHTTP2_REFUSED_STREAM)],
    ['the stream is reset', closing(NGHTTP2_INTERNAL_ERROR)],
    ['the stream is canceled', closing(NGHTTP2_CANCEL)],
    ['the stream is closed without a response', closing(NGHTTP2_NO_ERROR)],
    ['the stream is reset within the response', closing(NGHTTP2_INTERNAL_ERROR, begun)],
    ['the stream is canceled within the response', closing(NGHTTP2_CANCEL, begun)],
    [
      'the response is shorter than it says',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.end('{');
      },
    ],
    [
      'the session ends in an error',
      (request) => streamOf(request).session?.destroy(undefined, NGHTTP2_INTERNAL_ERROR),
    ],
  ])('because %s', async (_, handle) => {
    tested.server.script(handle, ok);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await tested.get()).status).toBe(200);
  });
});

describe('a connection that was silent for a whole try', () => {
  test('is closed, and the other requests on it fail at once', async () => {
    await tested.get();
    tested.server.script(silence, silence, ok);
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
    tested.server.script(silence, ok);
    await failureOf(tested.get({ tryTimeout: 100 }));
    await tested.get();
    expect(tested.server.connections).toBe(4);
  });

  test('is not one on which others got a response: it finishes those and takes no new requests', async () => {
    await tested.get();
    const late: (() => void)[] = [];
    tested.server.script(
      silence,
      (_, response) => late.push(() => response.end()),
      (_, response) => response.end(),
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

  test.each<[string, Handle]>([
    [
      'when it states its length',
      (_, response) => response.writeHead(200, { 'content-length': 8 * mebibyte + 1 }).flushHeaders(),
    ],
    [
      'when it turns out to be',
      (_, response) => {
        for (let sent = 0; sent <= 8; sent += 1) response.write(Buffer.alloc(mebibyte, 32));
        response.end();
      },
    ],
    [
      'after decompression',
      (_, response) => {
        const zipped = gzipSync(Buffer.alloc(8 * mebibyte + 1, 32), { level: 1 });
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped);
      },
    ],
  ])('%s', async (_, handle) => {
    tested.server.script(handle, ok);
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
    tested.server.script(() => run.abort());
    ended(await failureOf(tested.get({ signal: run.signal })));
  });

  test('ends a request within its response, and the server sees it', async () => {
    const run = new AbortController();
    const broken = new Promise((resolve) => {
      tested.server.script((_, response) => {
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
    tested.server.script(silence);
    const sent = tested.getAll(400, { signal: run.signal }).map(failureOf);
    await until(() => tested.server.requests.length > 0);
    run.abort();
    for (const failure of await Promise.all(sent)) ended(failure);
  });

  test('ends a connection that is being made, and not the requests of another run', async () => {
    const mute = await startMuteServer();
    tested.connectTo(mute.url);
    const run = new AbortController();
    const first = failureOf(tested.get({ signal: run.signal }));
    const second = failureOf(tested.get({ tryTimeout: 500 }));
    run.abort();
    ended(await first);
    expect(await second).toMatchObject({ message: 'no connection within 500 ms' });
    await mute.stop();
  });

  test('leaves no listener on its signal', async () => {
    const { signal } = new AbortController();
    tested.server.script(ok, hangUp, ok);
    await Promise.allSettled(tested.getAll(400, { signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
