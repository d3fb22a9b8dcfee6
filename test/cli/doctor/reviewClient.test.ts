import { createReviews, type Review } from '../../../cli/doctor/reviewClient';
import { breakConnection, breakInBody, once } from '../../support/servers/actions/actions';
import { respondWith } from '../../support/servers/actions/alterResponse';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Action, HttpRequest } from '../../support/servers/exchange';
import { type ScriptedServer, startScriptedServer } from '../../support/servers/scriptedServer';

const review: Review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', spec: { of: 'me' } };

let authority: Authority;
let server: ScriptedServer;
const seen: (Pick<HttpRequest, 'method' | 'url'> & { readonly body: unknown })[] = [];

beforeAll(async () => {
  authority = await createAuthority('kubernetes');
  server = await startScriptedServer({
    respond: async ({ method, url }, body) => {
      seen.push({ method, url, body: JSON.parse(String(body)) });
      return { status: 201, headers: {}, body: Buffer.from(`{"status":{"for":${JSON.stringify(url)}}}`) };
    },
    placeOf: () => 'any',
    now: Date.now,
    keys: await authority.issue({ commonName: 'api', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }),
  });
});
afterAll(() => server.stop());
beforeEach(() => {
  seen.length = 0;
});

function create(action?: Action) {
  server.script(action === undefined ? {} : { any: action });
  const connection = { server: server.url, tls: { ca: authority.certificatePem } };
  return createReviews(connection, { authorization: 'Bearer token' }, [review, { ...review, kind: 'OtherReview' }]);
}

const self = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const other = '/apis/authentication.k8s.io/v1/otherreviews';
const answers = [self, other].map((url) => ({ status: 201, body: { status: { for: url } } }));

test('each review is created by POST, and the answers are in their order', async () => {
  expect(await create()).toEqual(answers);
  expect(seen).toEqual([
    { method: 'POST', url: self, body: review },
    { method: 'POST', url: other, body: { ...review, kind: 'OtherReview' } },
  ]);
});

test.each([
  ['the connection breaks', breakConnection],
  ['the connection breaks inside of an answer', breakInBody],
  ['the API server is overloaded', respondWith(503, 'text/plain', () => 'overloaded')],
])('if %s once, the reviews are answered all the same', async (_, action) => {
  expect(await create(once(action))).toEqual(answers);
});

test('an answer with an error status is an answer', async () => {
  const refused = await create(respondWith(403, 'application/json', () => '{"message":"no"}'));
  expect(refused).toEqual(answers.map(() => ({ status: 403, body: { message: 'no' } })));
});

test('an API server that breaks every connection did not answer', async () => {
  await expect(create(breakConnection)).rejects.toThrow(
    `the API server at ${server.url} did not answer: the connection was closed`,
  );
});
