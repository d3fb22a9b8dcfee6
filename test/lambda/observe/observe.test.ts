import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import { type Observed, observe } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeConfig, RuntimeTarget } from '../../../model/runtimeConfig';
import { ago, minute, month, now, second } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { summarize } from '../health/judging';
import { type Answers, type FakeClient, fakeClient } from './fakeClient';
import { forbidden, notFound, pageNotFound, status, unauthorized } from './responses';
import { other, web } from './targets';

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const webPath = '/apis/apps/v1/namespaces/shop/statefulsets/web';
const otherPath = '/apis/apps/v1/namespaces/shop/statefulsets/other';
const podsPath = '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web';
const namespacePath = '/api/v1/namespaces/shop';

const podList = (items: readonly JsonObject[], next?: string): JsonObject => ({
  kind: 'PodList',
  metadata: next === undefined ? {} : { continue: next },
  items,
});
const owned = (one: JsonObject): JsonObject => ({
  ...one,
  metadata: { ...(one.metadata as object), ownerReferences: [{ controller: true, uid: 'uid-of-web' }] },
});
const healthy = workload('StatefulSet');
const short = workload('StatefulSet', { ready: 2, statusAge: minute });
const tooSlow = new ReadFailure('Timeout', 'no answer');
const fine: Answers = { [leasePath]: lease(now - second), [webPath]: healthy };

/** The plan that the configuration would make of these targets. */
function planOf(targets: readonly RuntimeTarget[]): RuntimeConfig['plan'] {
  return createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]);
}

async function look(
  answers: Answers,
  targets: readonly RuntimeTarget[] = [web],
  clock: Parameters<typeof fakeClient>[1] = now,
): Promise<Observed & { client: FakeClient; told: string[] }> {
  const client = fakeClient(answers, clock);
  const limits = { tryTimeout: 1000, signal: new AbortController().signal };
  const observed = await observe({ targets, plan: planOf(targets) }, client, limits);
  return { ...observed, client, told: observed.verdicts.map(summarize) };
}

describe('a named target', () => {
  test('that is healthy takes one read beside the Lease', async () => {
    const { verdicts, freshness, client } = await look(fine);
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

  test.each<[string, Answers[string], string]>([
    ['is missing', notFound('apps', 'statefulsets', 'web'), 'Unhealthy NotFound'],
    ['is not told to strangers', unauthorized, 'Unknown Unauthorized'],
    ['is answered too late', tooSlow, 'Unknown Timeout'],
    ['is answered with an error', status(500, 'InternalError', 'etcd is down'), 'Unknown ServerError'],
    [
      'is answered with another object',
      { ...healthy, metadata: { name: 'other', namespace: 'shop' } },
      'Unknown UnreadableResponse',
    ],
  ])('that %s', async (_, answer, expected) => {
    const observed = await look({ ...fine, [webPath]: answer });
    expect(observed.told).toEqual([expected]);
    expect(observed.verdicts[0]).toMatchObject({ kind: 'StatefulSet', namespace: 'shop', name: 'web' });
    expect(observed.client.paths).toHaveLength(2);
  });

  test('verdicts come in the order of the targets, whatever happens to one', async () => {
    const answers = { ...fine, [webPath]: tooSlow, [otherPath]: notFound('apps', 'statefulsets', 'other') };
    const { told } = await look(answers, [other, web, other]);
    expect(told).toEqual(['Unhealthy NotFound', 'Unknown Timeout', 'Unhealthy NotFound']);
  });

  test('a mistake of the program is no verdict', async () => {
    await expect(look({ ...fine, [webPath]: new TypeError('oops') })).rejects.toThrow('oops');
  });
});

describe('the pods of a workload that is short', () => {
  const stranger = pod({ name: 'stranger', ready: false, created: month });
  const leftover = owned(pod({ name: 'web-2', ready: false, created: minute }));
  const ready = owned(pod());

  test('are read in a second wave, all pages, and only its own count', async () => {
    const observed = await look({
      ...fine,
      [webPath]: short,
      [podsPath]: podList([stranger, ready], 'page-2'),
      [`${podsPath}&continue=page-2`]: podList([ready, leftover]),
    });
    expect(observed.told).toEqual(['Progressing TooFewReady']);
    expect(observed.verdicts[0]?.message).toContain('web-2: not ready; for 1m');
    expect(observed.client.paths.slice(2)).toEqual([podsPath, `${podsPath}&continue=page-2`]);
  });

  test.each<[string, Answers[string], number, string]>([
    ['are forbidden, status young', forbidden, minute, 'Progressing TooFewReady'],
    ['are forbidden, status old', forbidden, month, 'Unhealthy TooFewReady'],
    ['come too late', tooSlow, minute, 'Unknown Timeout'],
    ['come too late, though the status is old', tooSlow, month, 'Unhealthy TooFewReady'],
    ['are no list', { kind: 'Status' }, minute, 'Unknown UnreadableResponse'],
    ['are a list of something else', { kind: 'NodeList', items: [] }, minute, 'Unknown UnreadableResponse'],
    ['are a list of nothing', { kind: 'PodList', metadata: {}, items: null }, minute, 'Unknown UnreadableResponse'],
  ])('that %s', async (_, answer, statusAge, expected) => {
    const object = workload('StatefulSet', { ready: 2, statusAge });
    const { told } = await look({ ...fine, [webPath]: object, [podsPath]: answer });
    expect(told).toEqual([expected]);
  });

  test('that come too late are told so', async () => {
    const { verdicts } = await look({ ...fine, [webPath]: short, [podsPath]: tooSlow });
    expect(verdicts[0]?.message).toBe('cannot read the pods that the verdict depends on: no answer');
  });

  test('are judged by the clock of their own answer', async () => {
    const almost = workload('StatefulSet', { ready: 2, statusAge: 15 * minute - 10 * second });
    const answers = { ...fine, [webPath]: almost, [podsPath]: forbidden };
    expect((await look(answers)).told).toEqual(['Progressing TooFewReady']);
    const pods = podList([
      ready,
      ready,
      owned(pod({ name: 'web-2', ready: false, created: 15 * minute - 10 * second })),
    ]);
    const clock = (path: string) => (path === podsPath ? now + 20 * second : now);
    expect((await look({ ...answers, [podsPath]: pods }, [web], clock)).told).toEqual(['Unhealthy TooFewReady']);
  });
});

describe('after a 403', () => {
  const denied = { ...fine, [webPath]: forbidden, [otherPath]: forbidden };

  test.each<[string, Answers[string], string]>([
    ['a namespace that is gone is evidence', notFound('', 'namespaces', 'shop'), 'Unhealthy NamespaceNotFound'],
    [
      'a namespace that goes is evidence',
      { kind: 'Namespace', metadata: { name: 'shop', deletionTimestamp: ago(second) } },
      'Unhealthy NamespaceTerminating',
    ],
    [
      'another object that goes says nothing',
      { kind: 'Pod', metadata: { name: 'shop', deletionTimestamp: ago(second) } },
      'Unknown Forbidden',
    ],
    ['a namespace that stands leaves the permission missing', { metadata: { name: 'shop' } }, 'Unknown Forbidden'],
    ['a namespace that may not be read says nothing', forbidden, 'Unknown Forbidden'],
    ['a namespace that comes too late says nothing', tooSlow, 'Unknown Forbidden'],
  ])('%s', async (_, answer, expected) => {
    expect((await look({ ...denied, [namespacePath]: answer })).told).toEqual([expected]);
  });

  test('a mistake of the program while the namespace is asked about is no verdict', async () => {
    await expect(look({ ...denied, [namespacePath]: new TypeError('oops') })).rejects.toThrow('oops');
  });

  test('the namespace is asked about once for all its targets', async () => {
    const { client, told } = await look({ ...denied, [namespacePath]: notFound('', 'namespaces', 'shop') }, [
      web,
      other,
    ]);
    expect(told).toEqual(['Unhealthy NamespaceNotFound', 'Unhealthy NamespaceNotFound']);
    expect(client.paths.filter((path) => path === namespacePath)).toHaveLength(1);
  });
});

describe('the Lease', () => {
  test.each<[string, Answers[string], string, string]>([
    ['fresh', lease(now - 2 * second), 'fresh', 'Healthy Ready'],
    ['stale', lease(now - 2 * minute - 1), 'stale', 'Unknown StaleStatus'],
    ['absent', notFound('coordination.k8s.io', 'leases', 'kube-controller-manager'), 'unverified', 'Healthy Ready'],
    ['forbidden', forbidden, 'unverified', 'Healthy Ready'],
    ['not served', pageNotFound, 'unverified', 'Healthy Ready'],
    ['too late', tooSlow, 'stale', 'Unknown Timeout'],
    ['an error', status(500, 'InternalError', 'etcd is down'), 'stale', 'Unknown ServerError'],
    [
      'another Lease',
      { ...lease(now - 0), metadata: { name: 'kube-scheduler', namespace: 'kube-system' } },
      'stale',
      'Unknown UnreadableResponse',
    ],
  ])('%s', async (_, answer, state, expected) => {
    const { freshness, told } = await look({ ...fine, [leasePath]: answer });
    expect([freshness.state, told]).toEqual([state, [expected]]);
  });

  test('that is stale takes nothing from evidence of sickness', async () => {
    const answers = {
      ...fine,
      [leasePath]: lease(now - month),
      [otherPath]: notFound('apps', 'statefulsets', 'other'),
    };
    expect((await look(answers, [web, other])).told).toEqual(['Unknown StaleStatus', 'Unhealthy NotFound']);
  });

  test('is judged by the clock of its own answer', async () => {
    const answers = { ...fine, [leasePath]: lease(now - 2 * minute) };
    const clock = (path: string) => (path === leasePath ? now : now + 30 * second);
    expect((await look(answers, [web], clock)).freshness).toEqual({ state: 'fresh' });
  });
});

describe('an answer that is more than a minute older than another one comes from a cache', () => {
  const late = (path: string) => (asked: string) => (asked === path ? now - minute - 1 : now);
  const sick = workload('StatefulSet', { ready: 0, statusAge: month });

  test.each<[string, Answers, string, string]>([
    ['a target that looks well', fine, webPath, 'Unknown StaleResponse'],
    ['a target that looks sick', { ...fine, [webPath]: sick, [podsPath]: forbidden }, webPath, 'Unknown StaleResponse'],
    ['the pods that decide', { ...fine, [webPath]: short, [podsPath]: podList([]) }, podsPath, 'Unknown StaleResponse'],
    ['the Lease', fine, leasePath, 'Unknown StaleResponse'],
    [
      'a target that could not be read anyway',
      { ...fine, [webPath]: { kind: 'Pod' } },
      webPath,
      'Unknown UnreadableResponse',
    ],
  ])('%s proves nothing', async (_, answers, path, expected) => {
    expect((await look(answers, [web], late(path))).told).toEqual([expected]);
  });

  test('a 404 of a cache is no evidence', async () => {
    const { body } = notFound('apps', 'statefulsets', 'web');
    const old = new ApiException(404, '', body, { date: new Date(now - 2 * minute).toUTCString() });
    expect((await look({ ...fine, [webPath]: old })).told).toEqual(['Unknown StaleResponse']);
  });

  test('other targets are still judged', async () => {
    const answers = { ...fine, [otherPath]: notFound('apps', 'statefulsets', 'other') };
    expect((await look(answers, [web, other], late(webPath))).told).toEqual([
      'Unknown StaleResponse',
      'Unhealthy NotFound',
    ]);
  });

  test('it is told when both were made', async () => {
    expect((await look(fine, [web], late(webPath))).verdicts).toEqual([
      {
        kind: 'StatefulSet',
        namespace: 'shop',
        name: 'web',
        verdict: 'Unknown',
        reason: 'StaleResponse',
        message:
          'a response is from 2026-01-01T11:58:59.999Z, but another response of this run is from 2026-01-01T12:00:00.000Z: it was served from a cache',
      },
    ]);
  });

  test.each([1, -1])('but a clock that is off as a whole is not old (%p month)', async (months) => {
    const answers = {
      ...fine,
      [leasePath]: { ...lease(now - 0), spec: { renewTime: new Date(now + months * month).toISOString() } },
    };
    expect((await look(answers, [web], now + months * month)).told).toEqual(['Healthy Ready']);
  });
});
