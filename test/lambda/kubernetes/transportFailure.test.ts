import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HttpMethod, RequestContext, type ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { type Limits, Transport, TransportError } from '../../../lambda/kubernetes/transport';
import {
  answer,
  type Certificates,
  createCertificates,
  type Handle,
  hangUp,
  refusedUrl,
  silence,
  startMuteServer,
  startTlsServer,
  type TlsServer,
} from './tlsServer';

let certificates: Certificates;
let server: TlsServer;
let transport: Transport;

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await startTlsServer(certificates);
  transport = new Transport({ ca: certificates.authority.certificatePem });
});
afterEach(async () => {
  transport.destroy();
  await server.stop();
});

const patient: Limits = { tryTimeout: 10_000, signal: new AbortController().signal };
const mebibyte = 1024 * 1024;

function send(limits: Partial<Limits> = {}, url = `${server.url}/path`): Promise<ResponseContext> {
  return transport.send(new RequestContext(url, HttpMethod.GET), { ...patient, ...limits });
}

async function failureOf(sent: Promise<unknown>): Promise<TransportError> {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
}

describe('no answer', () => {
  test('as nobody listens', async () => {
    const failure = await failureOf(send({}, await refusedUrl()));
    expect(failure).toMatchObject({ stage: 'connect', timedOut: false, reusedSocket: false });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  test('as the connection is not made in time', async () => {
    const mute = await startMuteServer();
    expect(await failureOf(send({ tryTimeout: 50 }, mute.url))).toMatchObject({
      stage: 'connect',
      timedOut: true,
      message: 'no connection within 50 ms',
    });
    await mute.stop();
  });

  test('as it is not given in time', async () => {
    server.script(silence);
    expect(await failureOf(send({ tryTimeout: 200 }))).toMatchObject({
      stage: 'answer',
      timedOut: true,
      message: 'no complete answer within 200 ms',
    });
  });

  test('as it is not given in time over a connection that served before', async () => {
    server.script(answer(200, {}), silence);
    await send();
    expect(await failureOf(send({ tryTimeout: 50 }))).toMatchObject({
      stage: 'answer',
      timedOut: true,
      reusedSocket: true,
    });
  });

  test('over a connection that was handed on to a request that waited for one', async () => {
    const held: (() => void)[] = [];
    const hold: Handle = (_, response) => {
      held.push(() => response.end());
      if (held.length === 64) for (const release of held) release();
    };
    server.script(...Array.from({ length: 64 }, () => hold), hangUp);
    const sent = await Promise.allSettled(Array.from({ length: 65 }, () => send()));
    expect(sent.map(({ status }) => status)).toEqual([...Array.from({ length: 64 }, () => 'fulfilled'), 'rejected']);
    expect(sent[64]).toMatchObject({ reason: { stage: 'answer', timedOut: false, reusedSocket: true } });
  });

  test('as its end does not come', async () => {
    server.script((_, response) => response.write('{'));
    expect(await failureOf(send({ tryTimeout: 200 }))).toMatchObject({ stage: 'answer', timedOut: true });
  });

  test('as the connection breaks', async () => {
    server.script(hangUp);
    expect(await failureOf(send())).toMatchObject({ stage: 'answer', timedOut: false, reusedSocket: false });
  });

  test('as the connection breaks that served before', async () => {
    server.script(answer(200, {}), hangUp);
    await send();
    expect(await failureOf(send())).toMatchObject({ stage: 'answer', timedOut: false, reusedSocket: true });
  });

  test('as the connection breaks in the middle', async () => {
    server.script((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => request.socket.destroy(), 10);
    });
    expect(await failureOf(send())).toMatchObject({ stage: 'answer', timedOut: false });
  });

  test('as what came is not compressed, though it says so', async () => {
    server.script(answer(200, 'plain', { 'content-encoding': 'gzip' }));
    expect(await failureOf(send())).toMatchObject({ stage: 'answer', timedOut: false });
  });
});

describe('an answer of more than 8 MiB is refused', () => {
  test('as it says how long it is, before it comes', async () => {
    server.script((_, response) => response.writeHead(200, { 'content-length': 8 * mebibyte + 1 }).flushHeaders());
    const failure = await failureOf(send());
    expect(failure).toMatchObject({ stage: 'size', timedOut: false });
    expect(failure.message).toBe(`the answer is larger than ${8 * mebibyte} bytes`);
  });

  test('as it comes', async () => {
    server.script((_, response) => {
      for (let sent = 0; sent <= 8; sent += 1) response.write(Buffer.alloc(mebibyte, 32));
      response.end();
    });
    const failure = await failureOf(send());
    expect(failure).toMatchObject({ stage: 'size', timedOut: false });
    expect(failure.message).toBe(`the answer is larger than ${8 * mebibyte} bytes`);
  });

  test('as it grows out of its compression', async () => {
    const zipped = gzipSync(Buffer.alloc(8 * mebibyte + 1, 32), { level: 1 });
    server.script((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
    expect(await failureOf(send())).toMatchObject({ stage: 'size', timedOut: false });
  });
});

describe('the end of the run', () => {
  const overWith = (failure: TransportError) =>
    expect(failure).toMatchObject({ timedOut: true, message: 'the time of the run is over' });

  test('ends a request before it begins', async () => {
    overWith(await failureOf(send({ signal: AbortSignal.abort() })));
    expect(server.requests).toEqual([]);
  });

  test('ends a request that waits for its answer', async () => {
    const run = new AbortController();
    server.script(() => run.abort());
    overWith(await failureOf(send({ signal: run.signal })));
  });

  test('ends a request in the middle of its answer, and closes its connection', async () => {
    const run = new AbortController();
    const broken = new Promise((resolve) => {
      server.script((request, response) => {
        request.socket.once('close', resolve);
        response.write('{');
        setTimeout(() => run.abort(), 10);
      });
    });
    overWith(await failureOf(send({ signal: run.signal })));
    await broken;
  });

  test('ends requests that wait for a connection', async () => {
    const run = new AbortController();
    server.script(silence);
    const sent = Array.from({ length: 80 }, () => failureOf(send({ signal: run.signal })));
    await sleep(50);
    run.abort();
    for (const failure of await Promise.all(sent)) overWith(failure);
  });

  test('leaves nothing behind at its signal', async () => {
    const { signal } = new AbortController();
    server.script(answer(200, {}), hangUp, answer(200, {}));
    await Promise.allSettled(Array.from({ length: 20 }, () => send({ signal })));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
