import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HttpMethod, RequestContext, type ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { type Limits, Transport, TransportError } from '../../../lambda/kubernetes/transport';
import {
  answer,
  type Certificates,
  createCertificates,
  type Handle,
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

describe('an answer', () => {
  test('comes with status, headers and body, whatever its status', async () => {
    server.script(answer(418, { tea: true }, { 'x-kind': 'pot' }));
    const { httpStatusCode, headers, body } = await send();
    expect([httpStatusCode, headers['x-kind'], await body.text()]).toEqual([418, 'pot', '{"tea":true}']);
    expect(String(await body.binary())).toBe('{"tea":true}');
  });

  test('is asked for compressed, with the headers of the request', async () => {
    let seen: IncomingMessage | undefined;
    server.script((request, response) => {
      seen = request;
      response.end();
    });
    const request = new RequestContext(`${server.url}/a?b=c`, HttpMethod.GET);
    request.setHeaderParam('authorization', 'Bearer x');
    await transport.send(request, patient);
    expect(seen?.url).toBe('/a?b=c');
    expect(seen?.headers).toMatchObject({ 'accept-encoding': 'gzip', authorization: 'Bearer x' });
  });

  test('is uncompressed', async () => {
    const zipped = gzipSync('{"large":true}');
    server.script((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
    expect(await (await send()).body.text()).toBe('{"large":true}');
  });

  test('keeps letters of several bytes whole across its pieces', async () => {
    const bytes = Buffer.from('"Grüße"');
    server.script((_, response) => {
      response.write(bytes.subarray(0, 4));
      setImmediate(() => response.end(bytes.subarray(4)));
    });
    expect(await (await send()).body.text()).toBe('"Grüße"');
  });

  test('that is a redirect is not followed', async () => {
    server.script(answer(307, '', { location: `${server.url}/elsewhere` }));
    expect((await send()).httpStatusCode).toBe(307);
    expect(server.requests).toEqual(['GET /path']);
  });
});

describe('connections', () => {
  test('are kept alive', async () => {
    for (let sent = 0; sent < 3; sent += 1) await send();
    expect([server.requests.length, server.connections]).toEqual([3, 1]);
  });

  test('are at most 64', async () => {
    await Promise.all(Array.from({ length: 160 }, () => send()));
    expect([server.requests.length, server.connections]).toEqual([160, 64]);
  });

  test('that nobody uses can be dropped', async () => {
    await send();
    transport.dropIdle();
    await send();
    expect(server.connections).toBe(2);
  });

  test('a request that waits for one spends nothing of its time', async () => {
    const held: (() => void)[] = [];
    const hold: Handle = (_, response) => held.push(() => response.end());
    server.script(...Array.from({ length: 64 }, () => hold), answer(200, {}));
    const busy = Array.from({ length: 64 }, () => send());
    const waiting = send({ tryTimeout: 1000 });
    await sleep(1200);
    expect(held).toHaveLength(64);
    for (const release of held) release();
    expect((await waiting).httpStatusCode).toBe(200);
    await Promise.all(busy);
  });
});

describe('trust', () => {
  test('is in the authority that was given, and in no other', async () => {
    const { authority } = await createCertificates();
    transport = new Transport({ ca: authority.certificatePem });
    expect(await failureOf(send())).toMatchObject({ stage: 'connect', timedOut: false });
    expect(server.requests).toEqual([]);
  });

  test('is not in the authorities of the public without one', async () => {
    transport = new Transport({});
    expect(await failureOf(send())).toMatchObject({ stage: 'connect', timedOut: false });
    expect(server.requests).toEqual([]);
  });

  test.each<[string, Parameters<typeof createCertificates>[0], RegExp]>([
    ['of another host', { ipAddresses: ['127.0.0.2'] }, /altnames|127\.0\.0\.2/],
    ['that has expired', { notAfter: new Date(Date.now() - 1000) }, /expired/],
  ])('is not in a certificate %s', async (_, over, message) => {
    const wrong = await createCertificates(over);
    const other = await startTlsServer(wrong);
    transport = new Transport({ ca: wrong.authority.certificatePem });
    const failure = await failureOf(send({}, other.url));
    expect(failure).toMatchObject({ stage: 'connect', message: expect.stringMatching(message) });
    expect(other.requests).toEqual([]);
    await other.stop();
  });
});
