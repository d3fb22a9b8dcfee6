import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { answer, createCertificates, type Protocol } from './tlsServer';
import { failureOf, patient, transportUnderTest } from './transportUnderTest';

const protocols: readonly Protocol[] = ['h2', 'http/1.1'];

describe.each(protocols)('over %s', (protocol) => {
  const tested = transportUnderTest({ protocol });

  describe('an answer', () => {
    test('comes with status, headers and body, whatever its status', async () => {
      tested.server.script(answer(418, { tea: true }, { 'x-kind': 'pot' }));
      const { status, headers, body } = await tested.send();
      expect([status, headers['x-kind'], String(body)]).toEqual([418, 'pot', '{"tea":true}']);
    });

    test('is asked for compressed, with the headers of the request, in the protocol that is offered', async () => {
      let seen: IncomingMessage | undefined;
      tested.server.script((request, response) => {
        seen = request;
        response.end();
      });
      await tested.transport.send({ path: '/a?b=c', headers: { authorization: 'Bearer x' } }, patient);
      expect([seen?.url, seen?.httpVersion]).toEqual(['/a?b=c', protocol === 'h2' ? '2.0' : '1.1']);
      expect(seen?.headers).toMatchObject({ 'accept-encoding': 'gzip', authorization: 'Bearer x' });
    });

    test('is uncompressed', async () => {
      const zipped = gzipSync('{"large":true}');
      tested.server.script((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
      expect(String((await tested.send()).body)).toBe('{"large":true}');
    });

    test('keeps letters of several bytes whole across its pieces', async () => {
      const bytes = Buffer.from('"Grüße"');
      tested.server.script((_, response) => {
        response.write(bytes.subarray(0, 4));
        setImmediate(() => response.end(bytes.subarray(4)));
      });
      expect(String((await tested.send()).body)).toBe('"Grüße"');
    });

    test('may be larger than every window', async () => {
      const large = Buffer.alloc(1.5 * 1024 * 1024, 32);
      tested.server.script((_, response) => response.end(large));
      const answers = await Promise.all(tested.sendAll(5));
      for (const { body } of answers) expect(body.length).toBe(large.length);
    });

    test('that is a redirect is not followed', async () => {
      tested.server.script(answer(307, '', { location: `${tested.server.url}/elsewhere` }));
      expect((await tested.send()).status).toBe(307);
      expect(tested.server.requests).toEqual(['GET /path']);
    });

    test('comes after what only informs, and before what trails', async () => {
      tested.server.script((_, response) => {
        response.writeContinue();
        response.writeHead(200, { trailer: 'x-trailer' });
        response.addTrailers({ 'x-trailer': 'late' });
        response.end('{}');
      });
      const { status, headers, body } = await tested.send();
      expect([status, headers['x-trailer'], String(body)]).toEqual([200, undefined, '{}']);
    });
  });

  describe('connections', () => {
    test('are kept alive, the first one as well', async () => {
      for (let sent = 0; sent < 3; sent += 1) await tested.send();
      expect([tested.server.requests.length, tested.server.connections]).toEqual([3, 1]);
    });

    test('that nobody uses can be dropped', async () => {
      await tested.send();
      tested.transport.dropIdle();
      await tested.send();
      expect(tested.server.connections).toBe(2);
    });

    test('are closed for good', async () => {
      await tested.send();
      tested.transport.destroy();
      expect(await failureOf(tested.send())).toMatchObject({ timedOut: false });
    });
  });

  describe('trust', () => {
    test('is in the authority that was given, and in no other', async () => {
      tested.connectTo(tested.server.url, (await createCertificates()).authority.certificatePem);
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'connect', timedOut: false });
      expect(tested.server.requests).toEqual([]);
    });

    test('is not in the authorities of the public without one', async () => {
      tested.connectTo(tested.server.url);
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'connect', timedOut: false });
      expect(tested.server.requests).toEqual([]);
    });

    test.each<[string, Parameters<typeof createCertificates>[0], RegExp]>([
      ['of another host', { ipAddresses: ['127.0.0.2'] }, /altnames|127\.0\.0\.2/],
      ['that has expired', { notAfter: new Date(Date.now() - 1000) }, /expired/],
    ])('is not in a certificate %s', async (_, over, message) => {
      const other = await tested.useServer({ protocol }, await createCertificates(over));
      const failure = await failureOf(tested.send());
      expect(failure).toMatchObject({ stage: 'connect', message: expect.stringMatching(message) });
      expect(other.requests).toEqual([]);
    });
  });

  test('a server is asked for by its name', async () => {
    const named = await createCertificates({ dnsNames: ['localhost'], ipAddresses: ['127.0.0.9'] });
    const other = await tested.useServer({ protocol }, named);
    tested.connectTo(`https://localhost:${other.port}`, named.authority.certificatePem);
    let asked: unknown;
    other.script((request, response) => {
      asked = (request.socket as { servername?: unknown }).servername;
      response.end('{}');
    });
    await tested.send();
    expect(asked).toBe('localhost');
  });
});
