import * as fc from 'fast-check';
import { ReadFailure } from '../../../lambda/errors';
import { NamedLists } from '../../../lambda/observe/namedLists';
import { observe } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan, type ReadMode } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { hour, minute, now, second } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { loopingPod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { summarize } from '../health/judging';
import { forbidden, notFound, pageNotFound, status } from './apiErrors';
import { fakeClient, type Responses } from './fakeClient';
import { web } from './runtimeTargets';
import { type StoreClientProps, storeClient } from './storeClient';

const limits = { tryTimeout: 1000, signal: new AbortController().signal };
const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const listPath = '/apis/apps/v1/namespaces/shop/statefulsets?limit=100';
const nextPath = `${listPath}&continue=2`;
const expired = status(410, 'Expired', 'The provided continue parameter is too old');

const targetsOf = (...names: readonly string[]): RuntimeTarget[] => names.map((name) => ({ ...web, name }));
const configOf = (targets: readonly RuntimeTarget[], read: ReadMode) => {
  const plan = createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0], read);
  return { targets, plan, clusterDownGrace: 120 };
};
const item = (name: string, shape: object = {}): JsonObject => {
  const { apiVersion: _, kind: __, ...rest } = workload('StatefulSet', { name, ...shape });
  return rest;
};
const list = (items: readonly JsonObject[], metadata: object = {}): JsonObject => ({
  kind: 'StatefulSetList',
  metadata,
  items,
});

/** Observes these names with `read: list`. */
async function observeNames(
  names: readonly string[],
  responses: Responses,
  clock: Parameters<typeof fakeClient>[1] = now,
) {
  const client = fakeClient({ [leasePath]: lease(now - second), ...responses }, clock);
  const { verdicts } = await observe(configOf(targetsOf(...names), 'list'), client, limits);
  return { verdicts, client, summaries: verdicts.map(summarize) };
}

describe('named targets that are read out of a list', () => {
  test('take one list, however many they are, and are judged in their order', async () => {
    const items = ['other', 'b', 'a'].map((name) => item(name));
    const { verdicts, client, summaries } = await observeNames(['b', 'gone', 'a', 'b'], { [listPath]: list(items) });
    expect(summaries).toEqual(['Healthy Ready', 'Unhealthy NotFound', 'Healthy Ready', 'Healthy Ready']);
    expect(verdicts.map(({ name }) => name)).toEqual(['b', 'gone', 'a', 'b']);
    expect(verdicts[1]?.message).toBe('statefulsets.apps "gone" in namespace "shop" does not exist');
    expect([...client.paths].sort()).toEqual([leasePath, listPath].sort());
  });

  test('of two namespaces take two lists', async () => {
    const elsewhere = listPath.replace('shop', 'other');
    const client = fakeClient({ [leasePath]: lease(now), [listPath]: list([item('web')]), [elsewhere]: list([]) }, now);
    const { verdicts } = await observe(configOf([web, { ...web, namespace: 'other' }], 'list'), client, limits);
    expect(verdicts.map(summarize)).toEqual(['Healthy Ready', 'Unhealthy NotFound']);
  });

  test('are not confused with objects whose names are properties of JavaScript', async () => {
    const { summaries } = await observeNames(['constructor', 'a'], { [listPath]: list([item('__proto__')]) });
    expect(summaries).toEqual(['Unhealthy NotFound', 'Unhealthy NotFound']);
  });

  test('and fail with a bug: it does not result in a verdict', async () => {
    await expect(observeNames(['a'], { [listPath]: new TypeError('oops') })).rejects.toThrow('oops');
  });
});

describe('absence is evidence', () => {
  const first = list([item('a')], { continue: '2' });
  const cases: [what: string, second: Responses[string], expected: string][] = [
    ['if every page arrived', list([item('z')]), 'Unhealthy NotFound'],
    ['but not if a page fails', new ReadFailure('Timeout', 'no response'), 'Unknown Timeout'],
    ['but not if a page is refused', status(500, 'InternalError', 'etcd'), 'Unknown ServerError'],
    ['but not if the list expires again', expired, 'Unknown ServerError'],
    ['but not if objects remain', list([], { remainingItemCount: 1 }), 'Unknown UnreadableResponse'],
    ['but not if the continue token repeats', list([], { continue: '2' }), 'Unknown UnreadableResponse'],
    ['but not if a page is of another kind', { ...list([]), kind: 'PodList' }, 'Unknown UnreadableResponse'],
    ['but not if a page has no items', { ...list([]), items: null }, 'Unknown UnreadableResponse'],
  ];
  test.each(cases)('%s', async (_, second, expected) => {
    const { summaries } = await observeNames(['a', 'gone'], { [listPath]: first, [nextPath]: second });
    expect(summaries).toEqual(['Healthy Ready', expected]);
  });

  test.each<[string, Responses[string], string]>([
    ['permission is missing', forbidden, 'Unknown Forbidden'],
    ['the kind is not served', pageNotFound, 'Unknown ApiNotServed'],
    ['the list expires at once', expired, 'Unknown ServerError'],
  ])('but not if %s', async (_, response, expected) => {
    const namespace = { kind: 'Namespace', metadata: { name: 'shop' } };
    const { summaries } = await observeNames(['a', 'b'], {
      [listPath]: response,
      '/api/v1/namespaces/shop': namespace,
      '/apis/apps/v1': { kind: 'APIResourceList', resources: [] },
    });
    expect(summaries).toEqual([expected, expected]);
  });

  test('if permission is missing because the namespace was deleted, whose absence is evidence', async () => {
    const { summaries, client } = await observeNames(['a', 'b'], {
      [listPath]: forbidden,
      '/api/v1/namespaces/shop': notFound('', 'namespaces', 'shop'),
    });
    expect(summaries).toEqual(['Unhealthy NamespaceNotFound', 'Unhealthy NamespaceNotFound']);
    expect(client.paths.filter((path) => path === '/api/v1/namespaces/shop')).toHaveLength(1);
  });

  test('if a second list is whole after the first one expired; what was found before stays', async () => {
    let requests = 0;
    const { verdicts } = await observe(
      configOf(targetsOf('a', 'b', 'gone'), 'list'),
      {
        ...fakeClient({}, now),
        read: async ({ resource }, _, continueToken) => {
          if (resource === 'leases') return { body: lease(now), now };
          requests += 1;
          if (requests === 2) throw expired;
          return { body: continueToken === undefined ? first : list([item('b')]), now };
        },
      },
      limits,
    );
    expect(verdicts.map(summarize)).toEqual(['Healthy Ready', 'Healthy Ready', 'Unhealthy NotFound']);
    expect(requests).toBe(4);
  });

  test('but not if a page was served from a cache; objects count by the page that they are on', async () => {
    const responses = { [listPath]: first, [nextPath]: list([item('b')]) };
    const stale = (old: string) =>
      observeNames(['a', 'b', 'gone'], responses, (path) => (path === old ? now - hour : now));
    expect((await stale(nextPath)).summaries).toEqual([
      ...['Healthy Ready', 'Unknown StaleResponse', 'Unknown StaleResponse'],
    ]);
    expect((await stale(listPath)).summaries).toEqual([
      ...['Unknown StaleResponse', 'Healthy Ready', 'Unknown StaleResponse'],
    ]);
  });

  test('but not if the Lease and the page with every target are from a cache, which a later page shows', async () => {
    const responses = { [listPath]: first, [nextPath]: list([]) };
    const { summaries } = await observeNames(['a'], responses, (path) => (path === nextPath ? now : now - hour));
    expect(summaries).toEqual(['Unknown StaleResponse']);
  });
});

test('an object is judged as soon as its page has arrived', async () => {
  let respond: () => void = () => {};
  const slow = new Promise<void>((resolve) => {
    respond = resolve;
  });
  const lists = new NamedLists(
    {
      read: async (_, __, continueToken) => {
        if (continueToken !== undefined) await slow;
        return { body: list([item('a')], continueToken === undefined ? { continue: '2' } : {}), now };
      },
    },
    limits,
  );
  const read = createReadingPlan([{ ...web, read: 'list' }]).targets[0];
  if (read === undefined) throw new Error('nothing to read');
  const [a, gone] = [lists.pick(read, 'StatefulSet', 'a'), lists.pick(read, 'StatefulSet', 'gone')];
  const requested = lists.request();
  expect((await a).object).toMatchObject({ metadata: { name: 'a' } });
  expect(() => lists.pick(read, 'StatefulSet', 'late')).toThrow('has been requested already');
  respond();
  await requested;
  expect(await gone).toEqual({ now });
});

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const anyShape = fc.constantFrom<object>(
  {},
  { desired: 0 },
  { ready: 2, statusAge: minute },
  { ready: 0, statusAge: 20 * minute },
  { updated: 1, statusAge: hour },
  { lagging: true, specAge: hour },
  { metadata: { deletionTimestamp: new Date(now - hour).toISOString() } },
);
const anyObjects = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), anyShape), { selector: ([name]) => name })
  .map((all) => [
    lease(now - second),
    ...all.map(([name, shape]) => workload('StatefulSet', { name, ...shape })),
    ...all.map(([name]) => podOf(name)),
    // The same names, elsewhere or of another kind.
    ...all.map(([name]) => workload('Deployment', { name })),
    ...all.map(([name]) => workload('StatefulSet', { name, metadata: { namespace: 'other' } })),
  ]);

function podOf(name: string): JsonObject {
  const metadata = { labels: { app: name }, ownerReferences: [{ kind: 'StatefulSet', name, controller: true }] };
  return { kind: 'Pod', apiVersion: 'v1', ...loopingPod({ name: `${name}-0`, metadata }) };
}

async function verdictsWith(read: ReadMode, wanted: readonly string[], props: Omit<StoreClientProps, 'now'>) {
  const client = storeClient({ ...props, now });
  const { verdicts, freshness, subjects } = await observe(configOf(targetsOf(...wanted), read), client, limits);
  return { verdicts, freshness, subjects };
}

describe('for any objects and targets', () => {
  const anyTargets = fc.uniqueArray(fc.constantFrom(...names, 'never'), { minLength: 1 });
  const anyPageSize = fc.integer({ min: 1, max: 8 });

  test('the verdicts, and what explains them, are those of reading by name', async () => {
    const property = fc.asyncProperty(anyObjects, anyTargets, anyPageSize, async (objects, wanted, pageSize) => {
      const byName = await verdictsWith('name', wanted, { objects });
      expect(await verdictsWith('list', wanted, { objects, pageSize })).toEqual(byName);
    });
    await fc.assert(property);
  });

  const anyDefect = fc.constantFrom<(body: JsonObject) => JsonObject | Error>(
    () => expired,
    () => status(500, 'InternalError', 'etcd'),
    () => new ReadFailure('Timeout', 'no response'),
    (body) => ({ ...body, metadata: { remainingItemCount: 3 } }),
    (body) => ({ ...body, kind: 'DeploymentList' }),
    ({ items: _, ...body }) => body,
  );
  test('and if a page fails, each verdict is that of reading by name, or Unknown, and absence is never evidence', async () => {
    const property = fc.asyncProperty(
      ...([anyObjects, anyTargets, anyPageSize, anyDefect, fc.nat({ max: 8 })] as const),
      async (objects, wanted, pageSize, defect, failing) => {
        let pages = 0;
        const alter = (path: string, body: JsonObject) => {
          if (!path.startsWith(listPath)) return undefined;
          const isLast = !('continue' in (body.metadata as object));
          pages += 1;
          // Also the last page, where there are fewer. Once a page has failed, so does each that follows.
          return pages > failing || isLast ? defect(body) : undefined;
        };
        const byName = await verdictsWith('name', wanted, { objects });
        const listed = await verdictsWith('list', wanted, { objects, pageSize, alter });
        listed.verdicts.forEach((verdict, index) => {
          if (verdict.verdict !== 'Unknown') expect(verdict).toEqual(byName.verdicts[index]);
          expect(verdict.reason).not.toBe('NotFound');
        });
      },
    );
    await fc.assert(property);
  });
});
