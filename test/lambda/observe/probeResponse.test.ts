import { ReadFailure } from '../../../lambda/errors';
import { RequestError } from '../../../lambda/kubernetes/requestError';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import { toAnswer, toUnanswered } from '../../../lambda/observe/probeResponse';
import { type ProbeReference, probeEndpoints } from '../../../model/probes';
import type { Read } from '../../../model/readingPlan';

/** What the API server reports itself, as kube-apiserver 1.36 does, and what programs answer. */

const probe: ProbeReference = { probe: 'http', namespace: 'shop', service: 'web', scheme: 'http', port: 80 };
const proxyOf = (reference: ProbeReference) => probeEndpoints(reference)[0]?.proxy as Read;
const service = proxyOf(probe);
const named = proxyOf({ ...probe, port: 'metrics' });
const pod = proxyOf({ ...probe, service: undefined, pods: ['web-0'], port: 8080 });

function raw(status: number, body: string | object, headers: RawResponse['headers'] = {}): RawResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: Buffer.from(text) };
}

function own(code: number, reason: string, message: string, details = {}): RawResponse {
  return raw(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details });
}

const orProgram = (status: number) =>
  `; or the program answered so, in the form of the API server (HTTP status ${status})`;
const unavailable = (message: string) => own(503, 'ServiceUnavailable', message);
const reach = (error: string) => unavailable(`error trying to reach service: ${error}`);
const dial = (error: string) => reach(`dial tcp 10.0.0.1:8080: ${error}`);

test.each<[title: string, read: Read, response: RawResponse, expected: string]>([
  [
    'no address',
    service,
    unavailable('no endpoints available for service "web"'),
    'down NoEndpoints the Service has no ready endpoint',
  ],
  [
    'no ready address',
    service,
    unavailable('no endpoints available for service "http:web:80"'),
    'down NoEndpoints the Service has no ready endpoint',
  ],
  [
    'no address for the name of a port',
    named,
    unavailable('no endpoints available for service "http:web:metrics"'),
    'down NoEndpoints the Service has no ready endpoint, or none for a port with the name metrics',
  ],
  [
    'no such port',
    service,
    unavailable('no service port 80 found for service "web"'),
    'unknown NoSuchPort the Service web has no port 80: fix `port`',
  ],
  [
    'nothing that listens',
    pod,
    dial('connect: connection refused'),
    'down ConnectionRefused nothing listens at port 8080',
  ],
  [
    'a blocked port',
    pod,
    dial('i/o timeout'),
    'unknown ProbeBlocked the control plane cannot connect to port 8080: allow TCP',
  ],
  ['no route', pod, dial('connect: no route to host'), 'unknown ProbeBlocked '],
  [
    'a program without TLS',
    pod,
    reach('http: server gave HTTP response to HTTPS client'),
    'unknown ProbeFailed the program does not speak TLS',
  ],
  ['a broken answer', pod, reach('EOF'), 'unknown ProbeFailed the connection to the program failed'],
  [
    'a pod without an address',
    pod,
    own(400, 'BadRequest', 'address not allowed'),
    'down NotReady the pod has no address yet',
  ],
  [
    'no such Service',
    service,
    own(404, 'NotFound', 'services "web" not found', { name: 'web', kind: 'services' }),
    'missing NotFound the Service web does not exist',
  ],
  [
    'no such pod',
    pod,
    own(404, 'NotFound', 'pods "web-0" not found', { name: 'web-0', kind: 'pods' }),
    'missing NotFound the pod web-0 does not exist',
  ],
  [
    'no permission',
    service,
    own(403, 'Forbidden', 'hunter2', { name: 'http:web:80', kind: 'services' }),
    'unknown Forbidden permission to get services/proxy "http:web:80" in namespace "shop" is missing',
  ],
  [
    'no authentication',
    service,
    own(401, 'Unauthorized', 'Unauthorized'),
    `unknown Unauthorized the cluster does not accept the identity${orProgram(401)}`,
  ],
  [
    'throttling',
    service,
    own(429, 'TooManyRequests', 'too many'),
    `unknown TooManyRequests the API server is throttling requests${orProgram(429)}`,
  ],
  [
    'an error',
    service,
    own(500, 'InternalError', 'etcd'),
    `unknown ServerError the API server responded with 500${orProgram(500)}`,
  ],
  [
    'an error of its proxy that is not known',
    service,
    unavailable('hunter2'),
    `unknown ServerError the API server responded with 503${orProgram(503)}`,
  ],
  [
    'its end',
    service,
    raw(429, 'The apiserver is shutting down, please try again later.\n'),
    'unknown TooManyRequests ',
  ],
  [
    'a panic',
    service,
    raw(500, 'This request caused apiserver to panic. Look in the logs for details.\n'),
    'unknown ServerError ',
  ],
  [
    'an error of its authorization',
    service,
    raw(500, 'Internal Server Error: "/api/v1/namespaces/shop/services/http:web:80/proxy/": hunter2\n'),
    'unknown ServerError ',
  ],
])('the API server reports %s', (_, read, response, expected) => {
  const answer = toAnswer(read, response);
  const seen = answer.type === 'answered' ? answer : `${answer.type} ${answer.reason} ${answer.message}`;
  expect(seen).toMatch(new RegExp(`^${expected.replace(/[`.()]/g, '\\$&')}`));
  expect(seen).not.toContain('hunter2');
});

test('a missing permission comes with what is known about the identity', () => {
  const response = own(403, 'Forbidden', 'User "x" cannot get', { name: 'http:web:80', kind: 'services' });
  expect(toAnswer(service, response, (failure) => ({ message: `${failure}: ask for it` }))).toMatchObject({
    message: expect.stringMatching(/^permission to get .* is missing; forbidden: ask for it$/),
  });
});

/** What a program that is an API server answers: the API server before it adds an identifier of its own. */
const twice = {
  ids: '5b8ba2ae-9e5a-4bd1-9c6e-1f0a4d8e6c11, 0d6ad3f5-37f1-4b0e-8f0c-7a6f3c1f2b22',
  status: JSON.parse(String(own(503, 'ServiceUnavailable', 'no endpoints available for service "web"').body)),
};

test.each<[title: string, response: RawResponse]>([
  ['JSON', raw(200, { database: 'ok' })],
  ['text', raw(503, 'Service Unavailable')],
  ['no endpoints, in a text', raw(503, 'no endpoints available for service "web"')],
  ['401', raw(401, 'Unauthorized')],
  ['a Status about another object', own(404, 'NotFound', 'pods "x" not found', { name: 'x', kind: 'pods' })],
  ['a Status about another path', own(403, 'Forbidden', 'forbidden: cannot get path "/"', {})],
  ['a Status with another code', raw(503, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 500 })],
  ['a Status with the Audit-Id of two API servers', raw(503, twice.status, { 'audit-id': twice.ids })],
  [
    'a text with the Audit-Id of two API servers',
    raw(429, 'The apiserver is shutting down, please try again later.', { 'audit-id': twice.ids }),
  ],
  ['an internal error of a page', raw(500, 'Internal Server Error: "/readyz": etcd')],
  ['a Status that is a success', raw(200, { kind: 'Status', apiVersion: 'v1', status: 'Success', code: 200 })],
  ['a Status that is very long', raw(503, { ...JSON.parse(String(dial('x').body)), filler: 'x'.repeat(70_000) })],
])('the program answers %s', (_, response) => {
  expect(toAnswer(service, response)).toEqual({
    type: 'answered',
    status: response.status,
    body: String(response.body),
  });
});

test('without a response, the message says what may be blocked', () => {
  const failure = new ReadFailure('ProbeTimedOut', 'no complete answer within 300 ms');
  expect(toUnanswered(pod, failure)).toEqual({
    type: 'unknown',
    reason: 'ProbeTimedOut',
    message: expect.stringMatching(
      /^no complete answer within 300 ms: the program hangs, or it is blocked; allow TCP .*8080/,
    ),
  });
});

test('a bug is not hidden', () => {
  expect(() => toUnanswered(pod, new TypeError('oops'))).toThrow('oops');
});

test.each([
  ['response', 'ProbeFailed'],
  ['connect', 'Unreachable'],
] as const)('without a complete response (%s), the reason is %s', (stage, reason) => {
  const cause = new RequestError('incorrect header check', stage);
  const failure = new ReadFailure('Unreachable', 'no response from the API server: incorrect header check', { cause });
  expect(toUnanswered(pod, failure)).toMatchObject({ type: 'unknown', reason });
});
