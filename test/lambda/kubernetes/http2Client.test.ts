import type { IncomingMessage } from 'node:http';
import { constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { clientUnderTest, failureOf, patient, until } from './clientUnderTest';
import { answer, createCertificates, type Handle, silence, streamOf } from './tlsServer';

const { NGHTTP2_NO_ERROR } = constants;
const ok = answer(200, {});
const tested = clientUnderTest();

/** Responds to all requests once so many have arrived. */
function together(count: number): Handle {
  const waiting: (() => void)[] = [];
  return (_, response) => {
    waiting.push(() => response.end());
    if (waiting.length === count) for (const release of waiting) release();
  };
}

describe('a response', () => {
  test('has status, headers and body, whatever the status', async () => {
    tested.server.script(answer(418, { tea: true }, { 'x-kind': 'pot' }));
    const { status, headers, body } = await tested.get();
    expect([status, headers['x-kind'], String(body)]).toEqual([418, 'pot', '{"tea":true}']);
  });

  test('is requested compressed and as JSON, with the headers of the request', async () => {
    let seen: IncomingMessage | undefined;
    tested.server.script((request, response) => {
      seen = request;
      response.end();
    });
    await tested.client.get('/a?b=c', { authorization: 'Bearer x' }, patient);
    expect([seen?.url, seen?.httpVersion]).toEqual(['/a?b=c', '2.0']);
    expect(seen?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'gzip',
      authorization: 'Bearer x',
    });
  });

  test('is decompressed', async () => {
    const zipped = gzipSync('{"large":true}');
    tested.server.script((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
    expect(String((await tested.get()).body)).toBe('{"large":true}');
  });

  test('keeps multi-byte characters that are split over chunks', async () => {
    const bytes = Buffer.from('"Grüße"');
    tested.server.script((_, response) => {
      response.write(bytes.subarray(0, 4));
      setImmediate(() => response.end(bytes.subarray(4)));
    });
    expect(String((await tested.get()).body)).toBe('"Grüße"');
  });

  test('may be larger than every window', async () => {
    const large = Buffer.alloc(1.5 * 1024 * 1024, 32);
    tested.server.script((_, response) => response.end(large));
    for (const { body } of await Promise.all(tested.getAll(5))) expect(body.length).toBe(large.length);
  });

  test('that is a redirect is not followed', async () => {
    tested.server.script(answer(307, '', { location: `${tested.server.url}/elsewhere` }));
    expect((await tested.get()).status).toBe(307);
    expect(tested.server.requests).toEqual(['GET /path']);
  });

  test('may have informational headers before it and trailers after it', async () => {
    tested.server.script((_, response) => {
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
    tested.server.script(together(100));
    await Promise.all(tested.getAll(100));
    expect(tested.server.connections).toBe(1);
  });

  test('are opened as needed, and kept', async () => {
    tested.server.script(together(101));
    await Promise.all(tested.getAll(101));
    expect(tested.server.connections).toBe(2);
    tested.server.script(together(200));
    await Promise.all(tested.getAll(200));
    expect(tested.server.connections).toBe(2);
  });

  test('are at most three; further requests wait', async () => {
    await Promise.all(tested.getAll(1001));
    expect([tested.server.requests.length, tested.server.connections]).toEqual([1001, 3]);
  });

  test('take as many requests as the server allows', async () => {
    const server = await tested.useServer({ maxConcurrentStreams: 2 });
    await tested.get();
    let [now, most] = [0, 0];
    server.script((_, response) => {
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
    const hold: Handle = (_, response) => held.push(() => response.end());
    tested.server.script(...Array.from({ length: 300 }, () => hold), ok);
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
    tested.server.script((request, response) => {
      const { session } = streamOf(request);
      windows = [session?.remoteSettings.initialWindowSize, session?.state.remoteWindowSize];
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
    tested.server.script(silence);
    const sent = tested.getAll(301).map(failureOf);
    await until(() => tested.server.requests.length === 300);
    tested.client.destroy();
    for (const failure of await Promise.all(sent)) expect(failure.isTimeout).toBe(false);
  });
});

describe('GOAWAY', () => {
  test('a request that the server has accepted is still finished; the next one uses a new connection', async () => {
    tested.server.script((request, response) => {
      streamOf(request).session?.goaway(NGHTTP2_NO_ERROR);
      setImmediate(() => response.end());
    }, ok);
    expect((await tested.get()).status).toBe(200);
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });

  test('a request that the server has not accepted fails; the next one uses a new connection', async () => {
    await tested.get();
    tested.server.script((request) => {
      const id = streamOf(request).id ?? 0;
      streamOf(request).session?.goaway(NGHTTP2_NO_ERROR, id - 2);
    }, ok);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'response', isTimeout: false });
    expect((await tested.get()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });
});

describe('replacing the connections', () => {
  test('the old one finishes what is in flight, takes nothing new, and closes', async () => {
    const held: (() => void)[] = [];
    tested.server.script((request, response) => {
      streamOf(request).session?.socket.once('close', () => held.push(() => {}));
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
    tested.connectTo(tested.server.url, (await createCertificates()).authority.certificatePem);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(tested.server.requests).toEqual([]);
  });

  test('without a given authority is not in a private one', async () => {
    tested.connectTo(tested.server.url);
    expect(await failureOf(tested.get())).toMatchObject({ stage: 'connect', isTimeout: false });
    expect(tested.server.requests).toEqual([]);
  });

  test.each<[string, Parameters<typeof createCertificates>[0], RegExp]>([
    ['of another host', { ipAddresses: ['127.0.0.2'] }, /altnames|127\.0\.0\.2/],
    ['that has expired', { notAfter: new Date(Date.now() - 1000) }, /expired/],
  ])('is not in a certificate %s', async (_, over, message) => {
    const other = await tested.useServer({}, await createCertificates(over));
    const failure = await failureOf(tested.get());
    expect(failure).toMatchObject({ stage: 'connect', message: expect.stringMatching(message) });
    expect(other.requests).toEqual([]);
  });

  test('the server name is sent', async () => {
    const named = await createCertificates({ dnsNames: ['localhost'], ipAddresses: ['127.0.0.9'] });
    const other = await tested.useServer({}, named);
    tested.connectTo(`https://localhost:${other.port}`, named.authority.certificatePem);
    let requested: unknown;
    other.script((request, response) => {
      requested = (request.socket as { servername?: unknown }).servername;
      response.end('{}');
    });
    await tested.get();
    expect(requested).toBe('localhost');
  });
});
