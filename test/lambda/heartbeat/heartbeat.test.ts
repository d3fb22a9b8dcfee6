import { globalAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Heartbeat } from '../../../lambda/heartbeat/heartbeat';
import { createRedactor } from '../../../lambda/logging/redact';
import { createAuthority } from '../../support/servers/certificates';
import { type Answer, answerWith, HeartbeatServer } from '../../support/servers/heartbeatServer';

const token = '3f2a9b1c-4d5e-4f60-8a7b-9c0d1e2f3a4b';
const get = 'AmazonSSM.GetParameter';
const leaf = { commonName: 'heartbeat', ipAddresses: ['127.0.0.1'] };
let server: HeartbeatServer;
let secrets: Set<string>;

beforeAll(async () => {
  const authority = await createAuthority('trusted');
  globalAgent.options.ca = authority.certificatePem;
  server = await HeartbeatServer.start(await authority.issue(leaf));
});
afterAll(() => server.stop());
beforeEach(() => {
  secrets = new Set();
  server.requests.length = 0;
  server.answer = answerWith(200);
  server.parameters = { '/a/ok': `${server.url}/ping/${token}`, '/a/down': `${server.url}/down?key=${token}` };
});

const create = (heartbeat = {}, endpoint = server.url) =>
  new Heartbeat({
    heartbeat: { parameter: '/a/ok', ...heartbeat },
    store: {
      region: 'eu-central-1',
      credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' }),
      endpoint,
      now: Date.now,
    },
    secrets,
  });
const forever = () => new AbortController().signal;

describe('the address that is called', () => {
  test.each<[string, 0 | 1, object, string[]]>([
    ['is that for 1', 1, {}, [`${get} /a/ok`, `GET /ping/${token}`]],
    ['is the same with /fail for 0', 0, {}, [`${get} /a/ok`, `GET /ping/${token}/fail`]],
    ['is that for 0', 0, { failureParameter: '/a/down' }, [`${get} /a/down`, `GET /down?key=${token}`]],
    ['is that for 1, beside one for 0', 1, { failureParameter: '/a/down' }, [`${get} /a/ok`, `GET /ping/${token}`]],
  ])('%s', async (_, value, heartbeat, requests) => {
    expect(await create(heartbeat).report(value, forever())).toBeUndefined();
    expect(server.requests).toEqual(requests);
  });

  test('with a query, has /fail in its path', async () => {
    server.parameters = { '/a/ok': `${server.url}/ping/?token=${token}\n` };
    await create().report(0, forever());
    expect(server.requests[1]).toBe(`GET /ping/fail?token=${token}`);
  });

  test('is read once for the life of the container, and again after a failure', async () => {
    const heartbeat = create();
    await heartbeat.report(1, forever());
    await heartbeat.report(0, forever());
    server.answer = answerWith(404);
    await heartbeat.report(1, forever());
    server.answer = answerWith(200);
    expect(await heartbeat.report(1, forever())).toBeUndefined();
    expect(server.requests.map((request) => request.split(' ')[0])).toEqual([get, 'GET', 'GET', 'GET', get, 'GET']);
  });
});

describe('a failure is described without the address', () => {
  const redirect: Answer = (_, response) =>
    void response.writeHead(302, { location: `${server.url}/elsewhere/${token}` }).end();
  const cases: [string, Answer, RegExp | string][] = [
    ['500', answerWith(500), 'the address in /a/ok answered 500'],
    ['429', answerWith(429), 'the address in /a/ok answered 429'],
    ['a redirect', redirect, 'the address in /a/ok answered 302'],
    ['a connection that ends', (request) => void request.socket.destroy(), 'the connection failed: ECONNRESET'],
    [
      'what is not HTTP',
      (request) => void request.socket.end(`garbage ${token}\r\n\r\n`),
      /^the connection failed: HPE_/,
    ],
  ];
  test.each(cases)('%s', async (_, answer, expected) => {
    server.answer = answer;
    expect(await create().report(1, forever())).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
    expect(server.requests).toHaveLength(2);
  });

  test('no answer', async () => {
    const controller = new AbortController();
    server.answer = () => controller.abort();
    expect(await create().report(1, controller.signal)).toBe('no response in time');
  });

  test.each([`http://127.0.0.1/${token}`, token, ''])('a parameter without an https address: %s', async (value) => {
    server.parameters = { '/a/ok': value };
    expect(await create().report(1, forever())).toBe('the parameter /a/ok has no https URL');
    expect(server.requests).toEqual([`${get} /a/ok`]);
  });

  test('a parameter that does not exist', async () => {
    server.parameters = {};
    expect(await create().report(1, forever())).toBe('ssm:GetParameter for /a/ok answered ParameterNotFound');
  });

  test('a port that refuses', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await create({}, `https://127.0.0.1:${port}`).report(1, forever())).toBe(
      'the connection failed: ECONNREFUSED',
    );
  });

  test('a certificate of another authority', async () => {
    const other = await HeartbeatServer.start(await (await createAuthority('another')).issue(leaf));
    server.parameters = { '/a/ok': `${other.url}/ping/${token}` };
    expect(await create().report(1, forever())).toBe('the connection failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(other.requests).toEqual([]);
    await other.stop();
  });
});

test('what could reach a log has no part of the address', async () => {
  await create().report(1, forever());
  const redact = createRedactor({}, () => secrets);
  for (const text of [`${server.url}/ping/${token}`, `https://else/${token}/fail`, `/ping/${token.slice(0, 20)}`]) {
    expect(redact(JSON.stringify({ text }))).not.toMatch(/3f2a|9c0d1e2f3a4b/);
  }
  expect(redact('"heartbeat":"the connection failed"')).toBe('"heartbeat":"the connection failed"');
});

test('other addresses, and names that are like the host, stay in the log', async () => {
  await create().report(1, forever());
  const other = `${server.url.slice(0, 14)} and https://else.example.com/ping`;
  expect(createRedactor({}, () => secrets)(other)).toBe(other);
});
