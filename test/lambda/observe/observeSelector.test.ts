import { ReadFailure } from '../../../lambda/errors';
import { type Observed, observe } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { minute, now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { defaultCriteria } from '../health/judging';
import { forbidden, notFound, pageNotFound, status } from './apiErrors';
import { type FakeClient, fakeClient, type Responses } from './fakeClient';

const inShop: RuntimeTarget = {
  ...defaultCriteria,
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'shop',
  selector: 'tier=web',
  atLeast: 2,
};

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const listPath = '/apis/apps/v1/namespaces/shop/statefulsets?limit=100&labelSelector=tier=web';
const podsPath = '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web';
const namespacePath = '/api/v1/namespaces/shop';

/** The items of a list carry no type of their own. */
function item(name: string, shape: Parameters<typeof workload>[1] = {}): JsonObject {
  const { kind: _, apiVersion: __, ...rest } = workload('StatefulSet', { statusAge: minute, ...shape });
  return { ...rest, metadata: { ...(rest.metadata as object), name } };
}

function list(items: unknown, next?: string): JsonObject {
  return { kind: 'StatefulSetList', metadata: { continue: next ?? '' }, items };
}

const down = item('down', { ready: 0, statusAge: 20 * minute });

async function observeWith(
  responses: Responses,
  target: RuntimeTarget = inShop,
): Promise<Observed & { client: FakeClient }> {
  const client = fakeClient(
    { [leasePath]: lease(), [podsPath]: { kind: 'PodList', metadata: {}, items: [] }, ...responses },
    now,
  );
  const plan = createReadingPlan([target] as unknown as Parameters<typeof createReadingPlan>[0]);
  const limits = { tryTimeout: 1000, signal: new AbortController().signal };
  return { ...(await observe({ targets: [target], plan, clusterDownGrace: 120 }, client, limits)), client };
}

describe('a selector', () => {
  test('reads every page', async () => {
    const { verdicts, client } = await observeWith({
      [listPath]: list([item('a'), item('b')], 'page-2'),
      [`${listPath}&continue=page-2`]: list([item('c')], 'page-3'),
      [`${listPath}&continue=page-3`]: list([]),
    });
    expect(verdicts).toEqual([
      {
        kind: 'StatefulSet',
        namespace: 'shop',
        selector: 'tier=web',
        verdict: 'Healthy',
        reason: 'Ready',
        message: 'all 3 matching objects are healthy',
        matched: 3,
        ready: 9,
        desired: 9,
      },
    ]);
    expect(client.paths).toHaveLength(4);
  });

  test('reads the pods of each workload that is short, and of no other', async () => {
    const responses = { [listPath]: list([item('a'), item('b', { ready: 2 }), item('c', { ready: 1 })]) };
    const { verdicts, client } = await observeWith(responses);
    expect(client.paths.filter((path) => path === podsPath)).toHaveLength(2);
    expect(verdicts[0]).toMatchObject({
      verdict: 'Progressing',
      reason: 'TooFewReady',
      matched: 3,
      objects: [
        { name: 'b', ready: 2 },
        { name: 'c', ready: 1 },
      ],
    });
  });

  test.each<[string, Responses, string, number]>([
    ['none matches', { [listPath]: list([]) }, 'Unhealthy TooFewMatches', 0],
    ['too few match', { [listPath]: list([item('a')]) }, 'Unhealthy TooFewMatches', 1],
    ['one is down', { [listPath]: list([item('a'), down]) }, 'Unhealthy NoneReady', 2],
    ['the list is forbidden', { [listPath]: forbidden, [namespacePath]: { metadata: {} } }, 'Unknown Forbidden', 0],
    [
      'its namespace was deleted',
      { [listPath]: forbidden, [namespacePath]: notFound('', 'namespaces', 'shop') },
      'Unhealthy NamespaceNotFound',
      0,
    ],
    ['its API is not served', { [listPath]: pageNotFound, '/apis/apps/v1': forbidden }, 'Unknown ApiNotServed', 0],
    ['the list times out', { [listPath]: new ReadFailure('Timeout', 'too slow') }, 'Unknown Timeout', 0],
    [
      'the second page expired',
      {
        [listPath]: list([item('a'), item('b')], 'page-2'),
        [`${listPath}&continue=page-2`]: status(410, 'Expired', 'too old'),
      },
      'Unknown ServerError',
      2,
    ],
    [
      'one is down, and the second page is missing',
      { [listPath]: list([down], 'page-2'), [`${listPath}&continue=page-2`]: new ReadFailure('Timeout', 'too slow') },
      'Unhealthy NoneReady',
      1,
    ],
    [
      'the response is a list of something else',
      { [listPath]: { kind: 'DeploymentList', items: [] } },
      'Unknown UnreadableResponse',
      0,
    ],
    [
      'the response has no items',
      { [listPath]: { kind: 'StatefulSetList', metadata: {} } },
      'Unknown UnreadableResponse',
      0,
    ],
    ['the items are null', { [listPath]: list(null) }, 'Unknown UnreadableResponse', 0],
    ['the items are not a list', { [listPath]: list({ a: item('a') }) }, 'Unknown UnreadableResponse', 0],
    [
      'pods may not be read',
      { [listPath]: list([item('a'), item('b', { ready: 2 })]), [podsPath]: forbidden },
      'Progressing TooFewReady',
      2,
    ],
    [
      'pods time out',
      { [listPath]: list([item('a'), item('b', { ready: 2 })]), [podsPath]: new ReadFailure('Timeout', 'too slow') },
      'Unknown Timeout',
      2,
    ],
  ])('where %s', async (_, responses, expected, matched) => {
    const { verdicts } = await observeWith(responses);
    expect(verdicts.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual([expected]);
    expect(verdicts[0]?.matched).toBe(matched);
  });

  test('owns only pods of the object that is judged', async () => {
    const owner = (uid: string, one: JsonObject) => ({
      ...one,
      metadata: { ...(one.metadata as object), ownerReferences: [{ controller: true, uid }] },
    });
    const old = owner('uid-of-another', pod({ name: 'another', ready: false }));
    const young = owner('uid-of-web', pod({ name: 'own', ready: false, created: minute }));
    const { verdicts } = await observeWith({
      [listPath]: list([item('a', { ready: 2 }), item('b')]),
      [podsPath]: { kind: 'PodList', metadata: {}, items: [old, young] },
    });
    expect(verdicts[0]?.objects?.[0]?.message).toContain('own: container main not ready, started 1m ago; for 1m');
  });
});

describe('a selector in all namespaces', () => {
  const everywhere: RuntimeTarget = { ...inShop, namespace: '*' };
  const everywherePath = '/apis/apps/v1/statefulsets?limit=100&labelSelector=tier=web';
  const from = (namespace: string, one: JsonObject) => ({
    ...one,
    metadata: { ...(one.metadata as object), namespace },
  });
  const podsOf = (namespace: string) => `/api/v1/namespaces/${namespace}/pods?limit=100&labelSelector=app=web`;
  const noPods: JsonObject = { kind: 'PodList', metadata: {}, items: [] };

  test('names objects with their namespace, and reads the evidence in that of the object', async () => {
    const { verdicts, client } = await observeWith(
      {
        [everywherePath]: list([from('a', item('web', { ready: 2 })), from('b', item('web')), from('c', down)]),
        [podsOf('a')]: noPods,
        [podsOf('c')]: noPods,
      },
      everywhere,
    );
    expect(verdicts[0]).toMatchObject({
      namespace: '*',
      verdict: 'Unhealthy',
      reason: 'NoneReady',
      message: expect.stringMatching(/^1 of 3 matching objects are healthy; StatefulSet c\/down: /),
      matched: 3,
      objects: [{ name: 'c/down' }, { name: 'a/web' }],
    });
    expect([...client.paths].sort()).toEqual([podsOf('a'), podsOf('c'), everywherePath, leasePath].sort());
  });

  test('that may not be searched has no namespace to check', async () => {
    const { verdicts, client } = await observeWith({ [everywherePath]: forbidden }, everywhere);
    expect(verdicts[0]).toMatchObject({ verdict: 'Unknown', reason: 'Forbidden' });
    expect(client.paths).toHaveLength(2);
  });

  test.each([[undefined], [''], ['*'], [7]])(
    'reads no evidence for an object in the namespace %j',
    async (namespace) => {
      const { metadata, ...rest } = item('web', { ready: 2 });
      const lost = { ...rest, metadata: { ...(metadata as object), namespace } };
      const { verdicts, client } = await observeWith({ [everywherePath]: list([lost]) }, { ...everywhere, atLeast: 1 });
      expect(verdicts[0]).toMatchObject({
        verdict: 'Unknown',
        reason: 'UnreadableObject',
        message: expect.stringContaining('the object does not report the namespace of its pods'),
      });
      expect(client.paths).toHaveLength(2);
    },
  );

  test('of what is in no namespace after all names objects alone', async () => {
    const { metadata, ...rest } = down;
    const { namespace: _, ...name } = metadata as Record<string, unknown>;
    const { verdicts } = await observeWith({ [everywherePath]: list([{ ...rest, metadata: name }]) }, everywhere);
    expect(verdicts[0]?.objects?.[0]?.name).toBe('down');
  });
});

test('a selector of a custom resource without its namespace names objects with theirs', async () => {
  const { namespace: _, ...rest } = inShop;
  const { verdicts } = await observeWith(
    {
      '/apis/example.com/v1/widgets?limit=100&labelSelector=tier=web': {
        kind: 'WidgetList',
        metadata: {},
        items: [
          {
            metadata: { name: 'a', namespace: 'shop' },
            status: { conditions: [{ type: 'Degraded', status: 'True' }] },
          },
          { metadata: { name: 'b', namespace: 'shop' } },
        ],
      },
    },
    { ...rest, kind: 'Widget', apiVersion: 'example.com/v1' },
  );
  expect(verdicts[0]?.objects?.[0]?.name).toBe('shop/a');
});
