import { setTimeout as sleep } from 'node:timers/promises';
import { ReadFailure } from '../../../lambda/errors';
import type { Explain } from '../../../lambda/health/judgeObject';
import { observe } from '../../../lambda/observe/observe';
import { within } from '../../../lambda/time/limits';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { ago, hour, minute, now, second } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { loopingPod, pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { forbidden, notFound, status } from './apiErrors';
import { fakeClient, type Responses } from './fakeClient';
import { web } from './runtimeTargets';

/** What only explains a verdict, which is Healthy without it. */

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const webPath = '/apis/apps/v1/namespaces/shop/statefulsets/web';
const podsPath = '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web';
const target: RuntimeTarget = { ...web, mode: 'AtLeastOne' };
const limits = { tryTimeout: 60_000, signal: new AbortController().signal };

const podList = (items: readonly JsonObject[], next?: string): JsonObject => ({
  kind: 'PodList',
  metadata: next === undefined ? {} : { continue: next },
  items,
});
const owned = (one: JsonObject): JsonObject => ({
  ...one,
  metadata: { ...(one.metadata as object), ownerReferences: [{ controller: true, uid: 'uid-of-web' }] },
});
const restarted = owned(pod({ restarts: 3, lastRun: { lasted: minute, ended: 2 * hour } }));
const looping = owned(loopingPod({ name: 'web-1' }));
const warning = '; warning: web-1 container main is crash looping (5 restarts, last exit code 1 (Error))';

const responsesOf = (ready: number, pods?: Responses[string]): Responses => ({
  [leasePath]: lease(now - second),
  [webPath]: workload('StatefulSet', { ready }),
  ...(pods === undefined ? {} : { [podsPath]: pods }),
});

interface Options {
  readonly explain?: Explain;
  readonly targets?: readonly RuntimeTarget[];
  readonly clock?: (path: string) => number;
}

async function check(responses: Responses, { explain, targets = [target], clock = () => now }: Options = {}) {
  const client = fakeClient(responses, clock);
  const plan = createReadingPlan(targets);
  const { verdicts } = await observe({ targets, plan, clusterDownGrace: 120 }, client, limits, explain);
  return { paths: client.paths, verdicts, verdict: verdicts[0] };
}

describe('the pods of a Healthy workload', () => {
  test('are not read by the function if all are ready', async () => {
    const { paths, verdict } = await check(responsesOf(3));
    expect([...paths].sort()).toEqual([leasePath, webPath].sort());
    expect(verdict).toMatchObject({ verdict: 'Healthy', message: '3 of 3 pods ready' });
  });

  test('are read, all pages, if fewer are ready than desired', async () => {
    const { paths, verdict } = await check({
      ...responsesOf(1, podList([restarted], 'page-2')),
      [`${podsPath}&continue=page-2`]: podList([loopingPod({ name: 'of-another' }), looping]),
    });
    expect(paths.slice(2)).toEqual([podsPath, `${podsPath}&continue=page-2`]);
    expect(verdict).toEqual({
      kind: 'StatefulSet',
      namespace: 'shop',
      name: 'web',
      verdict: 'Healthy',
      reason: 'Ready',
      message: `1 of 3 pods ready${warning}`,
      ready: 1,
      desired: 3,
      warns: true,
    });
  });

  test.each<[string, Responses[string], remark: string]>([
    ['are forbidden', forbidden, 'no permission to read pods'],
    ['time out', new ReadFailure('Timeout', 'no response'), 'the pods could not be read: Timeout'],
    ['get an error', status(500, 'InternalError', 'etcd is down'), 'the pods could not be read: ServerError'],
    ['are throttled', status(429, 'TooManyRequests', ''), 'the pods could not be read: TooManyRequests'],
    ['are not found', notFound('', 'pods', ''), 'the pods could not be read: ApiNotServed'],
    ['are no list', { kind: 'Status' }, 'the pods could not be read: UnreadableResponse'],
  ])('that %s do not change the verdict', async (_, response, remark) => {
    const { verdict } = await check(responsesOf(1, response));
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready', message: `1 of 3 pods ready (${remark})` });
    expect(verdict).not.toHaveProperty('warns');
  });

  test('without a namespace are not read', async () => {
    const broken = workload('StatefulSet', { ready: 1, metadata: { namespace: 'SHOP/..' } });
    const { paths, verdict } = await check(
      {
        ...responsesOf(1),
        '/apis/apps/v1/statefulsets?limit=100&labelSelector=app=web': { kind: 'StatefulSetList', items: [broken] },
      },
      { targets: [{ ...target, namespace: '*', name: undefined, selector: 'app=web' } as unknown as RuntimeTarget] },
    );
    expect(paths).toHaveLength(2);
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready' });
  });

  test.each<[string, age: number]>([
    ['an hour old', -hour],
    ['of an hour later', hour],
  ])('that are %s do not make other responses stale', async (_, difference) => {
    const clock = (path: string) => (path === podsPath ? now + difference : now);
    const { verdict } = await check(responsesOf(1, podList([])), { clock });
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready' });
  });

  test('from a cache do not warn', async () => {
    const clock = (path: string) => (path === podsPath ? now - minute - 1 : now);
    const { verdict } = await check(responsesOf(1, podList([looping])), { clock });
    expect(verdict?.message).toBe('1 of 3 pods ready (the pods could not be read: StaleResponse)');
  });

  test('are not read once a run has read 500 for explanations, but what verdicts depend on is', async () => {
    const named = (name: string, mode: RuntimeTarget['mode'] = 'AtLeastOne'): RuntimeTarget => ({ ...web, name, mode });
    const path = (name: string) => `/apis/apps/v1/namespaces/shop/statefulsets/${name}`;
    const of = (name: string, desired: number) => workload('StatefulSet', { name, desired, ready: 1 });
    const pods = (name: string) => `/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=${name}`;
    const { verdicts, paths } = await check(
      {
        ...responsesOf(1),
        [path('a')]: of('a', 490),
        [path('b')]: of('b', 11),
        [path('c')]: of('c', 10),
        [path('d')]: of('d', 600),
        [pods('a')]: podList([]),
        [pods('c')]: podList([]),
        [pods('d')]: podList([]),
      },
      { targets: [named('a'), named('b'), named('c'), named('d', 'AllOfThem')] },
    );
    expect(verdicts.map(({ message }) => message).slice(0, 3)).toEqual([
      '1 of 490 pods ready',
      '1 of 11 pods ready (too many pods to read them in this run)',
      '1 of 10 pods ready',
    ]);
    expect(verdicts[3]?.verdict).toBe('Unhealthy');
    expect(paths.filter((read) => read.includes('/pods'))).toEqual([pods('a'), pods('c'), pods('d')]);
  });

  test('a bug does not result in a verdict', async () => {
    await expect(check({ ...responsesOf(1), [podsPath]: new TypeError('oops') })).rejects.toThrow('oops');
  });
});

describe('pods that are slow', () => {
  /** Healthy by the object; the list of pods is never answered. */
  async function slowPods(explain: Explain, share: number, tryTimeout: number) {
    let aborted = false;
    const responses = fakeClient(responsesOf(1), now);
    const plan = createReadingPlan([target]);
    const { verdicts } = await within(share, tryTimeout, (given) =>
      observe(
        { targets: [target], plan, clusterDownGrace: 120 },
        {
          ...responses,
          read: async (read, { signal }) => {
            if (read.resource !== 'pods') return responses.read(read, given);
            await sleep(60_000, undefined, { signal }).catch(() => {
              aborted = true;
            });
            throw new ReadFailure('Timeout', 'no response');
          },
        },
        given,
        explain,
      ),
    );
    return { verdict: verdicts[0], aborted };
  }

  test('do not delay a run of the function until its end: it stops to wait after a quarter of a try', async () => {
    const { verdict, aborted } = await slowPods('whenShort', 50_000, 40);
    expect(verdict).toMatchObject({
      verdict: 'Healthy',
      message: '1 of 3 pods ready (the pods could not be read: Timeout)',
    });
    // The end of the reading ends the request.
    expect(aborted).toBe(false);
  });

  test('are waited for where restarts are reported, until the end', async () => {
    const { verdict, aborted } = await slowPods('always', 40, 40);
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready' });
    expect(aborted).toBe(true);
  });
});

describe('to report restarts, the pods of every workload are read', () => {
  const restarts = { count: 3, pod: 'web-0', container: 'main', last: ago(2 * hour) };

  test('if all are ready', async () => {
    const { verdict } = await check(responsesOf(3, podList([restarted, owned(pod({ name: 'web-1' }))])), {
      explain: 'always',
    });
    expect(verdict).toMatchObject({
      verdict: 'Healthy',
      message: '3 of 3 pods ready; 3 restarts (web-0/main, last 2h ago)',
      restarts,
    });
  });

  test('if the verdict depends on them: once', async () => {
    const { verdict, paths } = await check(responsesOf(1, podList([restarted])), { explain: 'always', targets: [web] });
    expect(verdict).toMatchObject({ verdict: 'Unhealthy', reason: 'TooFewReady', restarts });
    expect(verdict?.message).toMatch(/; 3 restarts \(web-0\/main, last 2h ago\)$/);
    expect(paths.filter((path) => path === podsPath)).toHaveLength(1);
  });

  test('after a warning', async () => {
    const { verdict } = await check(responsesOf(1, podList([looping])), { explain: 'always' });
    expect(verdict?.message).toBe(`1 of 3 pods ready${warning}; 5 restarts (web-1/main, last 1m ago)`);
  });

  test('and none are reported if there were none', async () => {
    const { verdict } = await check(responsesOf(3, podList([owned(pod())])), { explain: 'always' });
    expect(verdict).toMatchObject({ message: '3 of 3 pods ready', restarts: { count: 0 } });
  });

  test('or if they cannot be read', async () => {
    const { verdict } = await check(responsesOf(3, forbidden), { explain: 'always' });
    expect(verdict).toMatchObject({ verdict: 'Healthy', message: '3 of 3 pods ready (no permission to read pods)' });
    expect(verdict).not.toHaveProperty('restarts');
  });

  test('of each object of a selector', async () => {
    const selected = { ...target, name: undefined, selector: 'tier=web' } as unknown as RuntimeTarget;
    const list = '/apis/apps/v1/namespaces/shop/statefulsets?limit=100&labelSelector=tier=web';
    const items = [workload('StatefulSet'), workload('StatefulSet', { name: 'db' })];
    const responses = {
      ...responsesOf(3, podList([restarted])),
      [list]: { kind: 'StatefulSetList', items },
      '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=db': podList([]),
    };
    const { verdict } = await check(responses, { explain: 'always', targets: [selected] });
    expect(verdict).toMatchObject({
      message: 'all 2 matching objects are healthy; 3 restarts (web-0/main, last 2h ago)',
      restarts,
    });
  });
});
