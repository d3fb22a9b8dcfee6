import { ReadFailure } from '../../../lambda/errors';
import { explain } from '../../../lambda/explain';
import type { Explain } from '../../../lambda/health/judgeObject';
import { observe } from '../../../lambda/observe/observe';
import { within } from '../../../lambda/time/limits';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { ago, hour, minute, now, second } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { loopingPod, pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { forbidden, notFound, status } from './apiErrors';
import { fakeClient, type Responses } from './fakeClient';
import { owned, podList } from './podList';
import { web } from './runtimeTargets';

/** What only explains a verdict, which is Healthy without it. */

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const webPath = '/apis/apps/v1/namespaces/shop/statefulsets/web';
const podsPath = '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web';
/** Of pods that only explain. */
const fewPodsPath = '/api/v1/namespaces/shop/pods?limit=40&labelSelector=app=web';
const target: RuntimeTarget = { ...web, mode: 'AtLeastOne' };

const restarted = owned(pod({ restarts: 3, lastRun: { lasted: minute, ended: 2 * hour } }));
const looping = owned(loopingPod({ name: 'web-1' }));
const warning = '; warning: web-1 container main is crash looping (5 restarts, last exit code 1 (Error))';

const responsesOf = (ready: number, pods?: Responses[string]): Responses => ({
  [leasePath]: lease(now - second),
  [webPath]: workload('StatefulSet', { ready }),
  ...(pods === undefined ? {} : { [podsPath]: pods, [fewPodsPath]: pods }),
});

interface Options {
  readonly explain?: Explain;
  readonly targets?: readonly RuntimeTarget[];
  readonly clock?: (path: string) => number;
}

/** Observes as a run does, and then explains. */
async function check(
  responses: Responses,
  { explain: when = 'whenShort', targets = [target], clock = () => now }: Options = {},
) {
  const client = fakeClient(responses, clock);
  const plan = createReadingPlan(targets);
  const limits = { tryTimeout: 60_000, signal: new AbortController().signal };
  const observed = await observe({ targets, plan, clusterDownGrace: 120 }, client, limits, when);
  const before = [...client.paths];
  const { verdicts } = await explain(observed, targets, client, limits);
  return { before, later: client.paths.slice(before.length), observed, verdicts, verdict: verdicts[0] };
}

describe('the pods of a Healthy workload', () => {
  test('are not read by the function if all are ready', async () => {
    const { before, later, verdict } = await check(responsesOf(3));
    expect([[...before].sort(), later]).toEqual([[leasePath, webPath].sort(), []]);
    expect(verdict).toMatchObject({ verdict: 'Healthy', message: '3 of 3 pods ready' });
  });

  test('are read, all pages, if fewer are ready than desired, but only when all verdicts are known', async () => {
    const { before, later, observed, verdict } = await check({
      ...responsesOf(1, podList([restarted], 'page-2')),
      [`${fewPodsPath}&continue=page-2`]: podList([loopingPod({ name: 'of-another' }), looping]),
    });
    expect([...before].sort()).toEqual([leasePath, webPath].sort());
    expect(later).toEqual([fewPodsPath, `${fewPodsPath}&continue=page-2`]);
    const healthy = {
      kind: 'StatefulSet',
      namespace: 'shop',
      name: 'web',
      verdict: 'Healthy',
      reason: 'Ready',
      message: '1 of 3 pods ready',
      ready: 1,
      desired: 3,
    };
    expect(observed.verdicts).toEqual([healthy]);
    const restarts = { count: 8, pod: 'web-1', container: 'main', last: ago(minute) };
    expect(verdict).toEqual({ ...healthy, message: `1 of 3 pods ready${warning}`, warns: true, restarts });
  });

  test.each<[string, Responses[string], remark: string]>([
    ['are forbidden', forbidden, 'no permission to read pods'],
    ['time out', new ReadFailure('Timeout', 'no response'), 'the pods could not be read: Timeout'],
    ['get an error', status(500, 'InternalError', 'etcd is down'), 'the pods could not be read: ServerError'],
    ['are throttled', status(429, 'TooManyRequests', ''), 'the pods could not be read: TooManyRequests'],
    ['are not found', notFound('', 'pods', ''), 'the pods could not be read: ApiNotServed'],
    ['are no list', { kind: 'Status' }, 'the pods could not be read: UnreadableResponse'],
    ['cause an error of another kind', new TypeError('oops'), 'the pods could not be read: Timeout'],
  ])('that %s do not change the verdict', async (_, response, remark) => {
    const { verdict } = await check(responsesOf(1, response));
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready', message: `1 of 3 pods ready (${remark})` });
    expect(verdict).not.toHaveProperty('warns');
  });

  test('that never arrive are given up when the signal is aborted', async () => {
    const client = fakeClient(responsesOf(1), now);
    const plan = createReadingPlan([target]);
    const { signal } = new AbortController();
    const observed = await observe({ targets: [target], plan, clusterDownGrace: 120 }, client, {
      tryTimeout: 60_000,
      signal,
    });
    const silent = {
      getProxied: () => Promise.reject(new Error('unexpected')),
      readOptional: () => new Promise<never>(() => {}),
    };
    const { verdicts } = await within(20, 60_000, (limits) => explain(observed, [target], silent, limits));
    expect(verdicts).toEqual([
      { ...observed.verdicts[0], message: '1 of 3 pods ready (the pods could not be read: Timeout)' },
    ]);
  });

  test.each<[string, age: number]>([
    ['an hour old', -hour],
    ['of an hour later', hour],
  ])('that are %s do not make other responses stale', async (_, difference) => {
    const clock = (path: string) => (path === fewPodsPath || path === podsPath ? now + difference : now);
    for (const when of ['whenShort', 'always'] as const) {
      const { verdict } = await check(responsesOf(1, podList([])), { clock, explain: when });
      expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready' });
    }
  });

  test('from a cache do not warn', async () => {
    const clock = (path: string) => (path === fewPodsPath ? now - minute - 1 : now);
    const { verdict } = await check(responsesOf(1, podList([looping])), { clock });
    expect(verdict?.message).toBe('1 of 3 pods ready (the pods could not be read: StaleResponse)');
  });

  test('are not read for a target that is Unknown, because statuses are stale', async () => {
    const { later, verdict } = await check({ ...responsesOf(1, podList([looping])), [leasePath]: lease(now - hour) });
    expect(verdict).toMatchObject({ verdict: 'Unknown', reason: 'StaleStatus' });
    expect(later).toEqual(['/readyz?verbose']);
  });

  test('are read for up to 500 of them in a run', async () => {
    const named = (name: string): RuntimeTarget => ({ ...target, name });
    const path = (name: string) => `/apis/apps/v1/namespaces/shop/statefulsets/${name}`;
    const of = (name: string, desired: number) => workload('StatefulSet', { name, desired, ready: 1 });
    const pods = (name: string) => `/api/v1/namespaces/shop/pods?limit=40&labelSelector=app=${name}`;
    const { verdicts, later } = await check(
      {
        ...responsesOf(1),
        [path('a')]: of('a', 490),
        [path('b')]: of('b', 11),
        [path('c')]: of('c', 10),
        [pods('a')]: podList([]),
        [pods('c')]: podList([]),
      },
      { targets: [named('a'), named('b'), named('c')] },
    );
    expect(verdicts.map(({ message }) => message)).toEqual(
      [490, 11, 10].map((desired) => `1 of ${desired} pods ready`),
    );
    expect(later).toEqual([pods('a'), pods('c')]);
  });
});

describe('the pods of the Healthy objects of a selector', () => {
  const selected = { ...target, name: undefined, selector: 'tier=web' } as unknown as RuntimeTarget;
  const list = '/apis/apps/v1/namespaces/shop/statefulsets?limit=100&labelSelector=tier=web';
  const pods = (name: string) => `/api/v1/namespaces/shop/pods?limit=40&labelSelector=app=${name}`;
  const loopOf = (name: string) =>
    loopingPod({ name: `${name}-0`, metadata: { ownerReferences: [{ controller: true, uid: `uid-of-${name}` }] } });
  const checkSelected = (responses: Responses, names = ['c', 'a', 'b']) =>
    check(
      {
        ...responsesOf(3),
        [list]: { kind: 'StatefulSetList', items: names.map((name) => workload('StatefulSet', { name, ready: 1 })) },
        ...responses,
      },
      { targets: [selected] },
    );
  const message = (name: string) =>
    `; StatefulSet ${name}: 1 of 3 pods ready; warning: ${name}-0 container main is crash looping (5 restarts, last exit code 1 (Error))`;

  test('are in the message of the target: the first with a warning by name, and how many more', async () => {
    const all = { [pods('a')]: podList([]), [pods('b')]: podList([loopOf('b')]), [pods('c')]: podList([loopOf('c')]) };
    expect((await checkSelected(all)).verdict).toMatchObject({
      verdict: 'Healthy',
      message: `all 3 matching objects are healthy${message('b')}; and 1 more with a warning`,
      warns: true,
    });
    expect((await checkSelected({ ...all, [pods('b')]: forbidden })).verdict?.message).toBe(
      `all 3 matching objects are healthy${message('c')}`,
    );
  });

  test('are not in it if none has a warning, or they cannot be read', async () => {
    const { verdict } = await checkSelected({
      [pods('a')]: podList([]),
      [pods('b')]: forbidden,
      [pods('c')]: forbidden,
    });
    expect(verdict).toMatchObject({ verdict: 'Healthy', message: 'all 3 matching objects are healthy' });
    expect(verdict).not.toHaveProperty('warns');
  });

  test('are not read if another object is not healthy', async () => {
    const down = workload('StatefulSet', { name: 'down', ready: 0 });
    const { verdict, later } = await checkSelected({
      [list]: { kind: 'StatefulSetList', items: [workload('StatefulSet', { name: 'a', ready: 1 }), down] },
      '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=down': podList([]),
      '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type=Warning': forbidden,
    });
    expect(verdict).toMatchObject({ verdict: 'Unhealthy', message: expect.not.stringContaining('warning') });
    expect(later.filter((path) => path.includes('/pods'))).toEqual([]);
  });

  test('without a namespace are not read', async () => {
    const broken = workload('StatefulSet', { ready: 1, metadata: { namespace: 'SHOP/..' } });
    const everywhere = '/apis/apps/v1/statefulsets?limit=100&labelSelector=tier=web';
    const { later, verdict } = await check(
      { ...responsesOf(1), [everywhere]: { kind: 'StatefulSetList', items: [broken] } },
      { targets: [{ ...selected, namespace: '*' }] },
    );
    expect(later).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Ready' });
  });
});

describe('a run of the function mentions restarts of Healthy pods that it read for another reason', () => {
  const restarts = { count: 3, pod: 'web-0', container: 'main', last: ago(2 * hour) };
  const text = '; 3 restarts (web-0/main, last 2h ago)';

  test('because fewer are ready than desired: after the verdicts', async () => {
    const { observed, verdict } = await check(responsesOf(1, podList([restarted, owned(pod({ name: 'web-1' }))])));
    expect(observed.verdicts[0]).toMatchObject({ message: '1 of 3 pods ready' });
    expect(verdict).toMatchObject({ verdict: 'Healthy', message: `1 of 3 pods ready${text}`, restarts });
    expect(verdict).not.toHaveProperty('warns');
  });

  test('because they are the pods of objects of a selector: their sum', async () => {
    const selected = { ...target, name: undefined, selector: 'tier=web' } as unknown as RuntimeTarget;
    const items = ['web', 'db'].map((name) => workload('StatefulSet', { name, ready: 1 }));
    const ownedByDb = { metadata: { ownerReferences: [{ controller: true, uid: 'uid-of-db' }] } };
    const ofDb = pod({ ...ownedByDb, name: 'db-0', restarts: 2, lastRun: { lasted: minute, ended: hour } });
    const { verdict } = await check(
      {
        ...responsesOf(3, podList([restarted])),
        '/apis/apps/v1/namespaces/shop/statefulsets?limit=100&labelSelector=tier=web': {
          kind: 'StatefulSetList',
          items,
        },
        '/api/v1/namespaces/shop/pods?limit=40&labelSelector=app=db': podList([ofDb]),
      },
      { targets: [selected] },
    );
    expect(verdict).toMatchObject({
      verdict: 'Healthy',
      message: 'all 2 matching objects are healthy; 5 restarts (db-0/main, last 1h ago)',
      restarts: { count: 5, pod: 'db-0' },
    });
  });

  test.each([
    ['restarted', restarted, `ready${text}`, restarts],
    ['never restarted', owned(pod()), 'ready', undefined],
  ] as const)('because a pod is the target, which was %s', async (_, read, message, expected) => {
    const named: RuntimeTarget = { ...target, kind: 'Pod', apiVersion: 'v1', name: 'web-0' };
    const path = '/api/v1/namespaces/shop/pods/web-0';
    const { verdict } = await check(
      { ...responsesOf(3), [path]: { apiVersion: 'v1', kind: 'Pod', ...read } },
      { targets: [named] },
    );
    expect(verdict).toMatchObject({ verdict: 'Healthy', message });
    expect(verdict?.restarts).toEqual(expected);
  });

  test('because a Job has no ready pod: they decide', async () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'web', namespace: 'shop', uid: 'uid-of-web' },
      spec: { template: {}, selector: { matchLabels: { app: 'web' } } },
      status: { startTime: ago(hour), active: 1, ready: 0 },
    };
    const named: RuntimeTarget = { ...target, kind: 'Job', apiVersion: 'batch/v1' };
    const responses = { ...responsesOf(3, podList([restarted])), '/apis/batch/v1/namespaces/shop/jobs/web': job };
    const { verdict } = await check(responses, { targets: [named] });
    expect(verdict).toMatchObject({
      verdict: 'Healthy',
      message: expect.stringMatching(/; 3 restarts \(.*\)$/),
      restarts,
    });
  });

  test('but not of what is not Healthy, whose message has those of the pod that explains it', async () => {
    const events = '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type=Warning';
    const responses = { ...responsesOf(1, podList([restarted])), [events]: forbidden };
    const { verdict } = await check(responses, { targets: [web] });
    expect(verdict).toMatchObject({ verdict: 'Unhealthy', message: expect.not.stringContaining('3 restarts') });
    expect(verdict).not.toHaveProperty('restarts');
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
    const responses = {
      ...responsesOf(1, podList([restarted])),
      '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type=Warning': forbidden,
    };
    const { verdict, before, later } = await check(responses, { explain: 'always', targets: [web] });
    expect(verdict).toMatchObject({ verdict: 'Unhealthy', reason: 'TooFewReady', restarts });
    expect(verdict?.message).toMatch(/; 3 restarts \(web-0\/main, last 2h ago\)$/);
    expect([...before, ...later].filter((path) => path.includes('/pods'))).toEqual([podsPath]);
  });

  test('but not again if the warning has their number', async () => {
    const { verdict } = await check(responsesOf(1, podList([looping])), { explain: 'always' });
    expect(verdict?.message).toBe(`1 of 3 pods ready${warning}`);
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

  test('a bug does not result in a verdict', async () => {
    await expect(check(responsesOf(1, new TypeError('oops')), { explain: 'always' })).rejects.toThrow('oops');
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
