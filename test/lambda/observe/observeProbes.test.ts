import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import { observe } from '../../../lambda/observe/observe';
import type { RuntimeProbe } from '../../../model/probes';
import { createReadingPlan } from '../../../model/readingPlan';
import { ago, minute, now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { pod } from '../../support/objects/pod';
import { defaultProbe } from '../health/probes/probing';
import { notFound } from './apiErrors';
import { fakeClient, type Responses } from './fakeClient';

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const namespacePath = '/api/v1/namespaces/shop';
const service: RuntimeProbe = { ...defaultProbe, namespace: 'shop', path: '/ready?full=1' };
const { service: _, ...rest } = service;
const pods: RuntimeProbe = { ...rest, pods: ['web-0', 'web-1'], port: 8080 };
const ofService = '/api/v1/namespaces/shop/services/http:web:80/proxy/ready?full=1';
const ofPod = (name: string) => `/api/v1/namespaces/shop/pods/http:${name}:8080/proxy/ready?full=1`;

const fresh: Responses = { [leasePath]: lease(now - 1000) };
const timeout = new ReadFailure('Timeout', 'no response');
/** The clock of a program may be anything. */
const raw = (status: number, body: string | object = ''): RawResponse => ({
  status,
  headers: { date: new Date(0).toUTCString() },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const forbidden = raw(403, {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code: 403,
  reason: 'Forbidden',
  message: 'User cannot get',
  details: { name: 'http:web:80', kind: 'services' },
});

async function observeWith(probe: RuntimeProbe, responses: Responses, proxied: Parameters<typeof fakeClient>[2]) {
  const client = fakeClient(responses, now, proxied);
  const limits = { tryTimeout: 1000, signal: new AbortController().signal };
  const config = { targets: [], clusterDownGrace: 120, probes: [probe], plan: createReadingPlan([probe]) };
  const { verdicts, freshness } = await observe(config, client, limits);
  return { verdict: verdicts[0], freshness, paths: client.paths };
}

test('a Service is asked once, beside the Lease', async () => {
  const { verdict, paths } = await observeWith(service, fresh, { [ofService]: raw(200) });
  expect(verdict).toMatchObject({ kind: 'HttpProbe', namespace: 'shop', name: 'web', verdict: 'Healthy' });
  expect(paths).toEqual([leasePath, ofService]);
});

test('each pod is asked, and read for its times', async () => {
  const named = (name: string, ready: boolean) => ({ kind: 'Pod', ...pod({ name, ready, since: minute }) });
  const responses = {
    ...fresh,
    '/api/v1/namespaces/shop/pods/web-0': named('web-0', true),
    '/api/v1/namespaces/shop/pods/web-1': named('web-1', false),
  };
  const { verdict } = await observeWith(pods, responses, { [ofPod('web-0')]: raw(200), [ofPod('web-1')]: raw(503) });
  expect(verdict).toMatchObject({ verdict: 'Progressing', reason: 'UnexpectedAnswer', ready: 1, since: ago(minute) });
});

test('a pod that may not be read dates nothing', async () => {
  const one = { ...pods, pods: ['web-0'] };
  const responses = { ...fresh, '/api/v1/namespaces/shop/pods/web-0': notFound('', 'pods', 'web-0') };
  const { verdict } = await observeWith(one, responses, { [ofPod('web-0')]: raw(503) });
  expect(verdict).toMatchObject({ verdict: 'Unhealthy', reason: 'UnexpectedAnswer' });
});

test.each<[string, Responses]>([
  ['is stale', { [leasePath]: lease(now - 60 * minute) }],
  ['does not exist', { [leasePath]: new ApiException(404, '', {}, { date: new Date(now).toUTCString() }) }],
])('the answer of a program counts although the Lease %s', async (_title, responses) => {
  const { verdict, freshness } = await observeWith(service, responses, { [ofService]: raw(200) });
  expect(freshness.state).not.toBe('fresh');
  expect(verdict).toMatchObject({ verdict: 'Healthy' });
});

test('the time is that of the API server, never that of the program', async () => {
  const { verdict } = await observeWith(service, { [leasePath]: timeout }, { [ofService]: raw(200) });
  expect(verdict).toMatchObject({ kind: 'HttpProbe', verdict: 'Unknown', reason: 'UnreadableResponse' });
});

test('an API server that does not answer at all is the reason, not the missing time', async () => {
  const unreachable = new ReadFailure('Unreachable', 'no response from the API server: connect ECONNREFUSED');
  const { verdict } = await observeWith(service, { [leasePath]: unreachable }, { [ofService]: unreachable });
  const { reason, message } = unreachable;
  expect(verdict).toEqual({
    kind: 'HttpProbe',
    namespace: 'shop',
    name: 'web',
    verdict: 'Unknown',
    reason,
    message,
    command: 'eks-vigil doctor --config FILE',
  });
});

test.each([
  [false, 'Progressing NotReady'],
  [true, 'Unknown ProbeTimedOut'],
])('no answer of a pod whose condition Ready is %p: %s', async (ready, expected) => {
  const one = { ...pods, pods: ['web-0'] };
  const web = { kind: 'Pod', ...pod({ name: 'web-0', ready, since: minute }) };
  const failure = new ReadFailure('ProbeTimedOut', 'no complete answer');
  const responses = { ...fresh, '/api/v1/namespaces/shop/pods/web-0': web };
  const { verdict } = await observeWith(one, responses, { [ofPod('web-0')]: failure });
  expect(`${verdict?.verdict} ${verdict?.reason}`).toBe(expected);
});

test('no answer is Unknown', async () => {
  const failure = new ReadFailure('ProbeTimedOut', 'no complete answer');
  const { verdict } = await observeWith(service, fresh, { [ofService]: failure });
  expect(verdict).toMatchObject({ verdict: 'Unknown', reason: 'ProbeTimedOut' });
});

test.each<[string, Responses[string], string]>([
  ['exists', { kind: 'Namespace', metadata: { name: 'shop' } }, 'Unknown Forbidden'],
  ['does not exist', notFound('', 'namespaces', 'shop'), 'Unhealthy NamespaceNotFound'],
])('after a 403, the namespace %s', async (_title, response, expected) => {
  const { verdict } = await observeWith(service, { ...fresh, [namespacePath]: response }, { [ofService]: forbidden });
  expect(`${verdict?.verdict} ${verdict?.reason}`).toBe(expected);
});

test('after a 403, the message says what the client knows about the identity', async () => {
  const exists = { ...fresh, [namespacePath]: { metadata: {} } };
  const { verdict } = await observeWith(service, exists, { [ofService]: forbidden });
  expect(verdict?.message).toMatch(/ is missing; advice on forbidden$/);
});

test('what the client advises on a failure is the first command', async () => {
  const failure = new ReadFailure('Unauthorized', 'not accepted', { command: 'eksctl create iamidentitymapping' });
  const { verdict } = await observeWith(service, fresh, { [ofService]: failure });
  expect(verdict).toMatchObject({ reason: 'Unauthorized', command: 'eksctl create iamidentitymapping' });
});

test('what the client advises on a 403 is the first command', async () => {
  const exists = { ...fresh, [namespacePath]: { metadata: {} } };
  const { verdict } = await observeWith(service, exists, { [ofService]: forbidden });
  expect(verdict?.command).toBe('command on forbidden');
});

test('what the first answers refer to is requested afterward', async () => {
  const alertmanager: RuntimeProbe = { ...service, probe: 'alertmanager', path: '' };
  const base = '/api/v1/namespaces/shop/services/http:web:80/proxy';
  const alert = { receivers: [{ name: 'pager' }], status: { silencedBy: ['a'] }, updatedAt: ago(minute) };
  const matchers = [{ name: 'alertname', value: '.*', isRegex: true }];
  const { verdict, paths } = await observeWith(alertmanager, fresh, {
    [`${base}/-/ready`]: raw(200),
    [`${base}/api/v2/status`]: raw(200, { cluster: { status: 'ready', peers: [{}] }, uptime: ago(60 * minute) }),
    [`${base}/api/v2/alerts?filter=alertname%3D%22Watchdog%22`]: raw(200, [alert]),
    [`${base}/api/v2/silence/a`]: raw(200, { matchers, createdBy: 'jane' }),
  });
  expect(paths).toHaveLength(5);
  expect(verdict).toMatchObject({
    verdict: 'Healthy',
    warns: true,
    message: expect.stringContaining('a silence of jane'),
  });
});
