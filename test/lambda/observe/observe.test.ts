import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import { type Observed, observe } from '../../../lambda/observe/observe';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeConfig, RuntimeTarget } from '../../../model/runtimeConfig';
import { ago, minute, month, now, second } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { summarize } from '../health/judging';
import { forbidden, notFound, pageNotFound, status, unauthorized } from './apiErrors';
import { type FakeClient, fakeClient, type Responses } from './fakeClient';
import { owned, podList } from './podList';
import { other, web } from './runtimeTargets';

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const webPath = '/apis/apps/v1/namespaces/shop/statefulsets/web';
const otherPath = '/apis/apps/v1/namespaces/shop/statefulsets/other';
const podsPath = '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web';
const namespacePath = '/api/v1/namespaces/shop';

const healthy = workload('StatefulSet');
const short = workload('StatefulSet', { ready: 2, statusAge: minute });
const timeout = new ReadFailure('Timeout', 'no response');
const fine: Responses = { [leasePath]: lease(now - second), [webPath]: healthy };

/** The plan that the configuration would make of these targets. */
function planOf(targets: readonly RuntimeTarget[]): RuntimeConfig['plan'] {
  return createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]);
}

async function observeWith(
  responses: Responses,
  targets: readonly RuntimeTarget[] = [web],
  clock: Parameters<typeof fakeClient>[1] = now,
): Promise<Observed & { client: FakeClient; summaries: string[] }> {
  const client = fakeClient(responses, clock);
  const limits = { tryTimeout: 1000, signal: new AbortController().signal };
  const observed = await observe({ targets, plan: planOf(targets), clusterDownGrace: 120 }, client, limits);
  return { ...observed, client, summaries: observed.verdicts.map(summarize) };
}

describe('a named target', () => {
  test('that is healthy takes one read beside the Lease', async () => {
    const { verdicts, freshness, client } = await observeWith(fine);
    expect(verdicts).toEqual([
      {
        kind: 'StatefulSet',
        namespace: 'shop',
        name: 'web',
        verdict: 'Healthy',
        reason: 'Ready',
        message: '3 of 3 pods ready',
        ready: 3,
        desired: 3,
      },
    ]);
    expect(freshness).toEqual({ state: 'fresh' });
    expect([...client.paths].sort()).toEqual([leasePath, webPath].sort());
  });

  test.each<[string, Responses[string], string]>([
    ['is missing', notFound('apps', 'statefulsets', 'web'), 'Unhealthy NotFound'],
    ['rejects the identity', unauthorized, 'Unknown Unauthorized'],
    ['times out', timeout, 'Unknown Timeout'],
    ['gets an error', status(500, 'InternalError', 'etcd is down'), 'Unknown ServerError'],
    [
      'gets another object',
      { ...healthy, metadata: { name: 'other', namespace: 'shop' } },
      'Unknown UnreadableResponse',
    ],
  ])('that %s', async (_, response, expected) => {
    const observed = await observeWith({ ...fine, [webPath]: response });
    expect(observed.summaries).toEqual([expected]);
    expect(observed.verdicts[0]).toMatchObject({ kind: 'StatefulSet', namespace: 'shop', name: 'web' });
    expect(observed.client.paths).toHaveLength(2);
  });

  test('verdicts come in the order of the targets, whatever happens to one', async () => {
    const responses = { ...fine, [webPath]: timeout, [otherPath]: notFound('apps', 'statefulsets', 'other') };
    const { summaries } = await observeWith(responses, [other, web, other]);
    expect(summaries).toEqual(['Unhealthy NotFound', 'Unknown Timeout', 'Unhealthy NotFound']);
  });

  test('a bug does not result in a verdict', async () => {
    await expect(observeWith({ ...fine, [webPath]: new TypeError('oops') })).rejects.toThrow('oops');
  });
});

describe('the pods of a workload that is short', () => {
  const stranger = pod({ name: 'stranger', ready: false, created: month });
  const leftover = owned(pod({ name: 'web-2', ready: false, created: minute }));
  const ready = owned(pod());

  test('are read in a second wave, all pages, and only its own count', async () => {
    const observed = await observeWith({
      ...fine,
      [webPath]: short,
      [podsPath]: podList([stranger, ready], 'page-2'),
      [`${podsPath}&continue=page-2`]: podList([ready, leftover]),
    });
    expect(observed.summaries).toEqual(['Progressing TooFewReady']);
    expect(observed.verdicts[0]?.message).toContain('web-2: container main not ready, started 1m ago; for 1m');
    expect(observed.client.paths.slice(2)).toEqual([podsPath, `${podsPath}&continue=page-2`]);
  });

  test.each<[string, Responses[string], number, string]>([
    ['are forbidden, status young', forbidden, minute, 'Progressing TooFewReady'],
    ['are forbidden, status old', forbidden, month, 'Unhealthy TooFewReady'],
    ['time out', timeout, minute, 'Unknown Timeout'],
    ['time out, although the status is old', timeout, month, 'Unhealthy TooFewReady'],
    ['are no list', { kind: 'Status' }, minute, 'Unknown UnreadableResponse'],
    ['are a list of something else', { kind: 'NodeList', items: [] }, minute, 'Unknown UnreadableResponse'],
    ['are a list of nothing', { kind: 'PodList', metadata: {}, items: null }, minute, 'Unknown UnreadableResponse'],
  ])('that %s', async (_, response, statusAge, expected) => {
    const object = workload('StatefulSet', { ready: 2, statusAge });
    const { summaries } = await observeWith({ ...fine, [webPath]: object, [podsPath]: response });
    expect(summaries).toEqual([expected]);
  });

  test('that time out are reported as such', async () => {
    const { verdicts } = await observeWith({ ...fine, [webPath]: short, [podsPath]: timeout });
    expect(verdicts[0]?.message).toBe('cannot read the pods that the verdict depends on: no response');
  });

  test('are judged by the clock of their own response', async () => {
    const almost = workload('StatefulSet', { ready: 2, statusAge: 15 * minute - 10 * second });
    const responses = { ...fine, [webPath]: almost, [podsPath]: forbidden };
    expect((await observeWith(responses)).summaries).toEqual(['Progressing TooFewReady']);
    const pods = podList([
      ready,
      ready,
      owned(pod({ name: 'web-2', ready: false, created: 15 * minute - 10 * second })),
    ]);
    const clock = (path: string) => (path === podsPath ? now + 20 * second : now);
    expect((await observeWith({ ...responses, [podsPath]: pods }, [web], clock)).summaries).toEqual([
      'Unhealthy TooFewReady',
    ]);
  });
});

describe('after a 403', () => {
  const denied = { ...fine, [webPath]: forbidden, [otherPath]: forbidden };

  test.each<[string, Responses[string], string]>([
    ['a missing namespace is evidence', notFound('', 'namespaces', 'shop'), 'Unhealthy NamespaceNotFound'],
    [
      'a terminating namespace is evidence',
      { kind: 'Namespace', metadata: { name: 'shop', deletionTimestamp: ago(second) } },
      'Unhealthy NamespaceTerminating',
    ],
    [
      'another object that is being deleted is not evidence',
      { kind: 'Pod', metadata: { name: 'shop', deletionTimestamp: ago(second) } },
      'Unknown Forbidden',
    ],
    ['an existing namespace means that the permission is missing', { metadata: { name: 'shop' } }, 'Unknown Forbidden'],
    ['a namespace that may not be read is not evidence', forbidden, 'Unknown Forbidden'],
    ['a namespace that times out is not evidence', timeout, 'Unknown Forbidden'],
  ])('%s', async (_, response, expected) => {
    expect((await observeWith({ ...denied, [namespacePath]: response })).summaries).toEqual([expected]);
  });

  test.each<[string, Responses, (observed: Observed) => string | undefined]>([
    ['target', { ...denied, [namespacePath]: { metadata: {} } }, ({ verdicts }) => verdicts[0]?.message],
    [
      'Lease',
      { ...fine, [leasePath]: forbidden },
      ({ freshness }) => ('message' in freshness ? freshness.message : ''),
    ],
  ])('the message about a %s says what the client knows about the identity', async (_, responses, messageOf) => {
    expect(messageOf(await observeWith(responses))).toMatch(
      / is missing( for user "eks-vigil")?; advice on forbidden$/,
    );
  });

  test('a bug while the namespace is read does not result in a verdict', async () => {
    await expect(observeWith({ ...denied, [namespacePath]: new TypeError('oops') })).rejects.toThrow('oops');
  });

  test('the namespace is read once for all its targets', async () => {
    const { client, summaries } = await observeWith(
      { ...denied, [namespacePath]: notFound('', 'namespaces', 'shop') },
      [web, other],
    );
    expect(summaries).toEqual(['Unhealthy NamespaceNotFound', 'Unhealthy NamespaceNotFound']);
    expect(client.paths.filter((path) => path === namespacePath)).toHaveLength(1);
  });
});

describe('the Lease', () => {
  test.each<[string, Responses[string], string, string]>([
    ['fresh', lease(now - 2 * second), 'fresh', 'Healthy Ready'],
    ['stale', lease(now - 2 * minute - 1), 'stale', 'Unknown StaleStatus'],
    ['absent', notFound('coordination.k8s.io', 'leases', 'kube-controller-manager'), 'unverified', 'Healthy Ready'],
    ['forbidden', forbidden, 'unverified', 'Healthy Ready'],
    ['not served', pageNotFound, 'unverified', 'Healthy Ready'],
    ['timed out', timeout, 'stale', 'Unknown Timeout'],
    ['an error', status(500, 'InternalError', 'etcd is down'), 'stale', 'Unknown ServerError'],
    [
      'another Lease',
      { ...lease(now - 0), metadata: { name: 'kube-scheduler', namespace: 'kube-system' } },
      'stale',
      'Unknown UnreadableResponse',
    ],
  ])('%s', async (_, response, state, expected) => {
    const { freshness, summaries } = await observeWith({ ...fine, [leasePath]: response });
    expect([freshness.state, summaries]).toEqual([state, [expected]]);
  });

  test('that is stale does not hide evidence of a problem', async () => {
    const responses = {
      ...fine,
      [leasePath]: lease(now - month),
      [otherPath]: notFound('apps', 'statefulsets', 'other'),
    };
    expect((await observeWith(responses, [web, other])).summaries).toEqual([
      'Unknown StaleStatus',
      'Unhealthy NotFound',
    ]);
  });

  test('is judged by the clock of its own response', async () => {
    const responses = { ...fine, [leasePath]: lease(now - 2 * minute) };
    const clock = (path: string) => (path === leasePath ? now : now + 30 * second);
    expect((await observeWith(responses, [web], clock)).freshness).toEqual({ state: 'fresh' });
  });
});

describe('a response that is more than a minute older than another one comes from a cache', () => {
  const late = (path: string) => (requested: string) => (requested === path ? now - minute - 1 : now);
  const unhealthy = workload('StatefulSet', { ready: 0, statusAge: month });

  test.each<[string, Responses, string, string]>([
    ['a target that seems healthy', fine, webPath, 'Unknown StaleResponse'],
    [
      'a target that seems unhealthy',
      { ...fine, [webPath]: unhealthy, [podsPath]: forbidden },
      webPath,
      'Unknown StaleResponse',
    ],
    [
      'the pods that the verdict depends on',
      { ...fine, [webPath]: short, [podsPath]: podList([]) },
      podsPath,
      'Unknown StaleResponse',
    ],
    ['the Lease', fine, leasePath, 'Unknown StaleResponse'],
    [
      'a target that could not be read anyway',
      { ...fine, [webPath]: { kind: 'Pod' } },
      webPath,
      'Unknown UnreadableResponse',
    ],
  ])('%s proves nothing', async (_, responses, path, expected) => {
    expect((await observeWith(responses, [web], late(path))).summaries).toEqual([expected]);
  });

  test('a 404 of a cache is no evidence', async () => {
    const { body } = notFound('apps', 'statefulsets', 'web');
    const old = new ApiException(404, '', body, { date: new Date(now - 2 * minute).toUTCString() });
    expect((await observeWith({ ...fine, [webPath]: old })).summaries).toEqual(['Unknown StaleResponse']);
  });

  test('other targets are still judged', async () => {
    const responses = { ...fine, [otherPath]: notFound('apps', 'statefulsets', 'other') };
    expect((await observeWith(responses, [web, other], late(webPath))).summaries).toEqual([
      'Unknown StaleResponse',
      'Unhealthy NotFound',
    ]);
  });

  test('the message says how old it is', async () => {
    expect((await observeWith(fine, [web], late(webPath))).verdicts).toEqual([
      {
        kind: 'StatefulSet',
        namespace: 'shop',
        name: 'web',
        verdict: 'Unknown',
        reason: 'StaleResponse',
        message: 'a response is 1m older than another one of this run: it was served from a cache',
        command: 'eks-vigil doctor --config FILE',
      },
    ]);
  });

  test.each([1, -1])('but a clock that is off as a whole is not old (%p month)', async (months) => {
    const responses = {
      ...fine,
      [leasePath]: { ...lease(now - 0), spec: { renewTime: new Date(now + months * month).toISOString() } },
    };
    expect((await observeWith(responses, [web], now + months * month)).summaries).toEqual(['Healthy Ready']);
  });
});
