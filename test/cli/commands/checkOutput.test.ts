import { now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { alteredJson, respondWith } from '../../support/servers/actions/alterResponse';
import { type ApiServer, startApiServer } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Exchange } from '../../support/servers/exchange';
import { configText, eksVigil, type Folder, temporaryFolder } from '../commandLine';
import { kubeconfigText } from '../kubeconfigText';
import { web } from '../kubectlObjects';

let authority: Authority;
let server: ApiServer;
let folder: Folder;

beforeAll(async () => {
  authority = await createAuthority('kubernetes');
});
beforeEach(async () => {
  folder = temporaryFolder();
  server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => now, authority });
  server.put(lease());
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  server.put(web(3));
});
afterEach(async () => {
  await server.stop();
  folder.remove();
});

const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const formats: readonly [title: string, args: readonly string[], columns?: number][] = [
  ['the table', []],
  ['the table on a narrow terminal', [], 100],
  ['JSON', ['--output', 'json']],
];

/** Everything that `check` prints. */
async function check(user: object, args: readonly string[], columns?: number, entry: object = {}) {
  const kubeconfig = folder.write('kubeconfig', kubeconfigText(server, { user, entry }));
  const config = folder.write('prod.yaml', configText([target]));
  const terminal = columns === undefined ? {} : { columns, isTerminal: true };
  return eksVigil(['check', '--config', config, '--kubeconfig', kubeconfig, ...args], terminal);
}

const status = (message: string) => JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message });
const refuse = (getMessage: (exchange: Exchange) => string) =>
  respondWith(403, 'application/json', (exchange) => status(getMessage(exchange)));

/** An exec plugin that prints these credentials, one after the other. */
function execPlugin(...credentials: readonly object[]): object {
  const count = folder.write('count', '');
  const script = folder.write(
    'plugin.cjs',
    `const fs = require('node:fs');
     fs.appendFileSync(${JSON.stringify(count)}, 'x');
     const all = ${JSON.stringify(credentials)};
     const index = Math.min(fs.readFileSync(${JSON.stringify(count)}, 'utf8').length, all.length) - 1;
     console.log(JSON.stringify({ status: all[index] }));`,
  );
  return { exec: { command: process.execPath, args: [script] } };
}

describe('a 403 that repeats the request does not print', () => {
  const token = 'opaque0token1of2a3person4+/=';
  const other = 'an0other1token2that3was4rejected';
  const password = 'correct"horse battery';
  const basic = Buffer.from(`operator:${password}`).toString('base64');
  const users: readonly [title: string, getUser: () => object, secrets: readonly string[]][] = [
    ['the token of the kubeconfig', () => ({ token }), [token, 'opaque0token']],
    ['the password of the kubeconfig', () => ({ username: 'operator', password }), [basic, password, 'horse battery']],
    ['the token of an exec plugin', () => execPlugin({ token }), [token, 'opaque0token']],
    ['a token that was rejected, and its successor', () => execPlugin({ token: other }, { token }), [token, other]],
  ];

  const cases = users.flatMap(([title, ...user]) =>
    formats.map((format) => [`${title} in ${format[0]}`, user, format] as const),
  );
  test.each(cases)('%s', async (_, [getUser, secrets], [, args, columns]) => {
    const received = new Set<string>();
    const echo = refuse(({ request }) => {
      // Without the names of headers, by which credentials would be recognized.
      const bare = [...received].map((value) => value.replace(/^\w+ /, ''));
      return `no: ${[...bare, ...bare.map((value) => Buffer.from(value, 'base64').toString())].join(' | ')} for ${request.url}`;
    });
    const rejected = respondWith(401, 'application/json', () => status('Unauthorized'));
    const respond = (exchange: Exchange) => {
      const { authorization = '' } = exchange.request.headers;
      received.add(authorization);
      return authorization.includes(other) ? rejected(exchange) : echo(exchange);
    };
    server.script({ web: respond, lease: respond });
    const { stdout, stderr } = await check(getUser(), args, columns);
    expect(received.size).toBeGreaterThan(0);
    const printed = `${stdout}${stderr}`.replace(/\s+/g, '');
    expect(printed).toContain('[redacted]');
    for (const secret of secrets) expect(printed).not.toContain(secret.replace(/\s+/g, ''));
  });
});

describe('no error prints', () => {
  const secret = 'opaque0token1of2a3person4';
  const user = (command: string, more: object = {}) => ({ exec: { command: 'sh', args: ['-c', command], ...more } });

  test.each<[title: string, user: object]>([
    ['a token that the exec plugin prints as it is', user(`echo ${secret}`)],
    [
      'a password that the exec plugin repeats',
      user('echo $CLIENT_SECRET >&2; exit 1', { env: [{ name: 'CLIENT_SECRET', value: secret }] }),
    ],
    [
      'a password among its arguments',
      { exec: { command: 'sh', args: ['-c', 'echo $2 >&2; exit 1', 'x', '--oidc-client-secret', secret] } },
    ],
    [
      'a password in one of its arguments',
      { exec: { command: 'sh', args: ['-c', 'echo $1 >&2; exit 1', 'x', `--client-secret=${secret}`] } },
    ],
    ['a JSON Web Token', user('echo eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.c2ln >&2; exit 1')],
  ])('%s', async (_, given) => {
    for (const args of [[], ['--watch']]) {
      const { stdout, stderr, exitCode } = await check(given, args);
      expect(stderr).toMatch(
        /^error: user operator of the kubeconfig gets its credentials from the command sh, which /,
      );
      expect(`${stdout}${stderr}`).not.toMatch(/opaque0t|eyJ/);
      expect(exitCode).toBe(3);
    }
  });

  test.each<[title: string, encode: (pem: string) => string]>([
    ['as it is', (pem) => pem],
    ['as in a kubeconfig', (pem) => Buffer.from(pem).toString('base64')],
  ])('a private key, %s', async (_, encode) => {
    const { privateKeyPem: clientKeyData, certificatePem: clientCertificateData } = await authority.issue({
      commonName: 'operator',
    });
    server.script({ web: refuse(() => encode(clientKeyData)) });
    const { stdout } = await check(execPlugin({ clientCertificateData, clientKeyData }), []);
    expect(stdout).toContain('[redacted]');
    const lines = clientKeyData.trim().split('\n').slice(1, -1);
    for (const line of [...lines, encode(lines.join('\n'))]) expect(stdout).not.toContain(line.slice(0, 16));
  });

  test('the lines of a kubeconfig that is not YAML', async () => {
    const kubeconfig = folder.write('kubeconfig', `users:\n  - token: ${secret}\n : x`);
    const config = folder.write('prod.yaml', configText([target]));
    const { stderr } = await eksVigil(['check', '--config', config, '--kubeconfig', kubeconfig]);
    expect(stderr).toMatch(/^error: cannot read the kubeconfig \S+: 3:\d+: .*\n$/);
    expect(stderr).not.toContain(secret);
  });
});

describe('what a cluster says cannot control the terminal', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const unsafe = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
  const hostile = '\u001b[2J\u009b31m\u202eevil\u2066\u200f\u061c\u2028\u200b\r\nOK: all is well\u0007';

  test.each(formats.filter(([, , columns]) => columns === undefined))('in %s', async (_, args) => {
    server.script({
      lease: refuse(() => hostile),
      web: alteredJson((object) => ({ ...object, metadata: { name: hostile, namespace: hostile } })),
    });
    const { stdout, stderr } = await check({ token: 'x' }, args);
    expect(`${stdout}${stderr}`).not.toMatch(unsafe);
    expect(stdout).not.toMatch(/^OK: all is well/m);
    expect(stdout).toContain(String.raw`\u001b[2J\u009b31m\u202eevil`);
    if (args.length > 0) expect(JSON.parse(stdout).targets[0].message).toContain(hostile);
  });

  test('nor in the notes', async () => {
    server.script({ lease: refuse(() => hostile) });
    const { stdout } = await check({ token: 'x' }, []);
    expect(stdout).toMatch(/^note: .*\\u001b\[2J.*$/m);
    expect(stdout).not.toMatch(unsafe);
  });

  test('nor in what an exec plugin says', async () => {
    const { stderr } = await check(
      {
        exec: { command: process.execPath, args: ['-e', `console.error(${JSON.stringify(hostile)}); process.exit(1)`] },
      },
      [],
    );
    expect(stderr).toContain(String.raw`\u001b[2J\u009b31m\u202eevil`);
    expect(stderr).not.toMatch(unsafe);
  });
});

describe('insecure-skip-tls-verify causes a warning', () => {
  const message =
    /cluster local of the kubeconfig has insecure-skip-tls-verify: .*; remove it, and set certificate-authority-data$/;
  const entry = { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined };

  test('on stderr', async () => {
    const { stdout, stderr, exitCode } = await check({ token: 'x' }, [], undefined, entry);
    expect(stderr).toMatch(/^note: [^\n]*\n$/);
    expect(stderr.slice('note: '.length).trimEnd()).toMatch(message);
    expect(stdout).toMatch(/\nOK: /);
    expect(exitCode).toBe(0);
  });

  test('and in JSON', async () => {
    const { stdout } = await check({ token: 'x' }, ['--output', 'json'], undefined, entry);
    expect(JSON.parse(stdout).notes).toEqual([expect.stringMatching(message)]);
  });
});
