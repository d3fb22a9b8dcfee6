import fc from 'fast-check';
import { judgeObjects } from '../../../cli/judge/judgeObjects';
import type { ApiObject } from '../../../cli/judge/objectFile';
import type { Criteria } from '../../../lambda/health/rule';
import { evidenceKinds, kinds } from '../../../model/kinds';
import { lease, noon } from '../cluster';
import { loopingPod, minutesAgo, ownedBy, pod, pods, web } from '../objects';

const criteria: Criteria = { mode: 'AllOfThem', allowZero: false, grace: 15 * 60, downGrace: 5 * 60 };

const verdictsOf = (objects: readonly ApiObject[], at = noon) => judgeObjects(objects, criteria, at).verdicts;
const told = (objects: readonly ApiObject[], at = noon) =>
  verdictsOf(objects, at).map(({ kind, name, verdict, reason }) => `${kind} ${name}: ${verdict} ${reason}`);
const named = (objects: readonly ApiObject[]) => verdictsOf(objects).map(({ kind, name }) => `${kind} ${name}`);

/** An object of another kind, of which nothing is told but what it is. */
function object(kind: string, name: string, { apiVersion = 'apps/v1', metadata = {} } = {}): ApiObject {
  return { apiVersion, kind, metadata: { name, namespace: 'shop', uid: `uid-of-${name}`, ...metadata } };
}

describe('the evidence for a Deployment that is short', () => {
  test('its pods decide, and have no verdict of their own', () => {
    expect(told([web(2), ...pods({ since: 2 })])).toEqual(['Deployment web: Progressing TooFewReady']);
    expect(verdictsOf([web(2), ...pods({ since: 2 })])[0]?.since).toBe(minutesAgo(2));
  });

  test('its place among the objects does not matter', () => {
    expect(told([loopingPod(), pod(), web(2, { changed: 1 })])).toEqual(['Deployment web: Unhealthy CrashLooping']);
  });

  test('without pods the clock of the status decides, and the message says so', () => {
    expect(verdictsOf([web(2, { changed: 1 })])).toEqual([
      expect.objectContaining({
        verdict: 'Progressing',
        reason: 'TooFewReady',
        message: expect.stringContaining('no pods were supplied'),
        since: minutesAgo(1),
      }),
    ]);
  });

  test.each<[string, ApiObject]>([
    ['another namespace', { ...loopingPod(), metadata: { ...pod().metadata, namespace: 'other' } }],
    ['another kind of the same name', { ...loopingPod(), apiVersion: 'example.com/v1' }],
  ])('objects of %s are none', (_, stranger) => {
    const [verdict] = verdictsOf([web(2, { changed: 1 }), stranger]);
    expect(verdict).toMatchObject({
      verdict: 'Progressing',
      message: expect.stringContaining('no pods were supplied'),
    });
  });

  test.each<[string, ApiObject]>([
    ['of another controller', pod({ ready: false, since: 60, metadata: ownedBy('ReplicaSet', 'api-1') })],
    ['that its selector does not match', pod({ ready: false, since: 60, metadata: { labels: { app: 'api' } } })],
  ])('pods %s are none, though the pods were given', (_, stranger) => {
    const [verdict] = verdictsOf([web(2, { changed: 1 }), stranger]);
    expect(verdict).toMatchObject({ verdict: 'Progressing', since: minutesAgo(1) });
    expect(verdict?.message).not.toContain('supplied');
  });

  test('a selector that cannot be read leaves the pods that the Deployment owns', () => {
    const broken = { ...web(2, { changed: 1 }), spec: { replicas: 3, selector: { matchLabels: { 'a b': '!' } } } };
    expect(told([broken, loopingPod()])).toEqual(['Deployment web: Unhealthy CrashLooping']);
  });

  test('labels that are no text match nothing', () => {
    const odd = pod({ ready: false, since: 60, metadata: { labels: { app: { toString: 'web' } } } });
    expect(told([web(2, { changed: 1 }), odd])).toEqual(['Deployment web: Progressing TooFewReady']);
  });

  test('of a pod that was given twice, the last counts', () => {
    const given = pods({ since: 1 });
    const looping = loopingPod('web-5d4-a');
    expect(told([web(2), looping, ...given])).toEqual(['Deployment web: Progressing TooFewReady']);
    expect(told([web(2), ...given, looping])).toEqual(['Deployment web: Unhealthy CrashLooping']);
  });
});

test('what was given without a uid is never taken for the same', () => {
  expect(named([web(3), web(3)])).toEqual(['Deployment web', 'Deployment web']);
});

describe('which objects are judged', () => {
  const replicaSet = object('ReplicaSet', 'web-5d4', { metadata: ownedBy('Deployment', 'web') });
  const deployment = object('Deployment', 'web');
  const cronJob = object('CronJob', 'backup', { apiVersion: 'batch/v1' });
  const job = object('Job', 'backup-1', { apiVersion: 'batch/v1', metadata: ownedBy('CronJob', 'backup') });
  const podOf = (kind: string, name: string, uid?: string) =>
    object('Pod', 'p', { apiVersion: 'v1', metadata: ownedBy(kind, name, uid) });

  test.each<[string, readonly ApiObject[], readonly string[]]>([
    ['a pod without its controller', [podOf('StatefulSet', 'db')], ['Pod p']],
    ['a pod without any controller', [object('Pod', 'p', { apiVersion: 'v1' })], ['Pod p']],
    ['a pod with its StatefulSet', [object('StatefulSet', 'db'), podOf('StatefulSet', 'db')], ['StatefulSet db']],
    ['a pod with its DaemonSet', [object('DaemonSet', 'db'), podOf('DaemonSet', 'db')], ['DaemonSet db']],
    ['a pod with its ReplicaSet', [object('ReplicaSet', 'db'), podOf('ReplicaSet', 'db')], ['ReplicaSet db']],
    ['a pod with its Deployment alone', [deployment, podOf('ReplicaSet', 'web-5d4')], ['Deployment web']],
    [
      'a pod with its Deployment and its ReplicaSet',
      [deployment, replicaSet, podOf('ReplicaSet', 'web-5d4')],
      ['Deployment web'],
    ],
    [
      'a pod with the Deployment of another',
      [deployment, podOf('ReplicaSet', 'web-api-5d4')],
      ['Deployment web', 'Pod p'],
    ],
    ['a pod with its Job', [job, podOf('Job', 'backup-1')], ['Job backup-1']],
    ['a pod with its Job and its CronJob', [cronJob, job, podOf('Job', 'backup-1')], ['CronJob backup']],
    ['a ReplicaSet without its Deployment', [replicaSet], ['ReplicaSet web-5d4']],
    ['a Job without its CronJob', [job], ['Job backup-1']],
    [
      'a pod of an earlier controller of the same name',
      [object('StatefulSet', 'db'), podOf('StatefulSet', 'db', 'earlier')],
      ['StatefulSet db', 'Pod p'],
    ],
    [
      'a pod whose controller was written without uid',
      [object('StatefulSet', 'db', { metadata: { uid: undefined } }), podOf('StatefulSet', 'db')],
      ['StatefulSet db'],
    ],
    [
      'a pod that a node runs by itself',
      [object('Node', 'n', { apiVersion: 'v1', metadata: { namespace: undefined } }), podOf('Node', 'n')],
      ['Node n', 'Pod p'],
    ],
    [
      'a pod of a custom resource, whose rule reads no pods',
      [object('Cluster', 'db', { apiVersion: 'postgresql.cnpg.io/v1' }), podOf('Cluster', 'db')],
      ['Cluster db', 'Pod p'],
    ],
    [
      'a PersistentVolumeClaim with its StatefulSet',
      [
        object('StatefulSet', 'db'),
        object('PersistentVolumeClaim', 'data', { apiVersion: 'v1', metadata: ownedBy('StatefulSet', 'db') }),
      ],
      ['StatefulSet db', 'PersistentVolumeClaim data'],
    ],
    [
      'a StatefulSet of a custom resource',
      [
        object('Prometheus', 'k', { apiVersion: 'monitoring.coreos.com/v1' }),
        object('StatefulSet', 'prometheus-k', { metadata: ownedBy('Prometheus', 'k') }),
      ],
      ['Prometheus k', 'StatefulSet prometheus-k'],
    ],
  ])('%s', (_, objects, judged) => {
    expect(named(objects)).toEqual(judged);
    expect(named([...objects].reverse())).toEqual([...judged].reverse());
  });

  test('a controller in another namespace is none', () => {
    const elsewhere = object('StatefulSet', 'db', { metadata: { namespace: 'other' } });
    expect(named([elsewhere, podOf('StatefulSet', 'db')])).toEqual(['StatefulSet db', 'Pod p']);
  });

  test('an owner that is no controller is none', () => {
    const owned = ownedBy('StatefulSet', 'db').ownerReferences as object[];
    const half = { ownerReferences: owned.map((owner) => ({ ...owner, controller: false })) };
    const objects = [object('StatefulSet', 'db'), object('Pod', 'p', { apiVersion: 'v1', metadata: half })];
    expect(named(objects)).toEqual(['StatefulSet db', 'Pod p']);
  });

  test('what has no rule of health is noted and not judged', () => {
    const { verdicts, notes } = judgeObjects(
      [
        object('Secret', 'a', { apiVersion: 'v1' }),
        object('ConfigMap', 'a', { apiVersion: 'v1' }),
        object('ConfigMap', 'b', { apiVersion: 'v1' }),
        object('Ingress', 'a', { apiVersion: 'networking.k8s.io/v1' }),
        object('Deployment', 'a', { apiVersion: 'extensions/v1beta1' }),
      ],
      criteria,
      noon,
    );
    expect(verdicts).toEqual([]);
    expect(notes).toEqual([
      'skipped, because there is no health rule for the kind: ConfigMap (2), Deployment, Ingress, Secret',
    ]);
  });

  test('pure evidence is neither judged nor noted', () => {
    const slice = object('EndpointSlice', 'web-1', { apiVersion: 'discovery.k8s.io/v1' });
    const { verdicts, notes } = judgeObjects([web(3), slice, lease() as ApiObject], criteria, noon);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(notes).toEqual([]);
  });

  test('what is in no namespace has none', () => {
    const node = object('Node', 'n', { apiVersion: 'v1', metadata: { namespace: undefined } });
    expect(verdictsOf([node])[0]).not.toHaveProperty('namespace');
  });
});

describe('the Lease of the controller manager', () => {
  test('makes what looks well Unknown when it is old', () => {
    const old = lease(noon - 3 * 60_000) as ApiObject;
    expect(told([web(3), old])).toEqual(['Deployment web: Unknown StaleStatus']);
    expect(told([web(0), old])).toEqual(['Deployment web: Unhealthy NoneReady']);
  });

  test.each<[string, ApiObject[]]>([
    ['that is young', [lease() as ApiObject]],
    ['that is absent', []],
    [
      'of another component',
      [
        object('Lease', 'kube-scheduler', {
          apiVersion: 'coordination.k8s.io/v1',
          metadata: { namespace: 'kube-system' },
        }),
      ],
    ],
  ])('says nothing when there is one %s', (_, leases) => {
    expect(told([web(3), ...leases])).toEqual(['Deployment web: Healthy Ready']);
  });
});

describe('objects without managedFields, as kubectl leaves them out', () => {
  const stripped = (ready: number) => web(ready, { metadata: { managedFields: undefined } });

  test('are noted where a verdict may depend on them', () => {
    const { verdicts, notes } = judgeObjects([stripped(2)], criteria, noon);
    expect(verdicts).toMatchObject([{ verdict: 'Unhealthy', reason: 'TooFewReady' }]);
    expect(notes).toEqual([expect.stringContaining('add --show-managed-fields to `kubectl get`')]);
  });

  test.each<[string, readonly ApiObject[]]>([
    ['healthy', [stripped(3)]],
    ['of a kind whose clocks are elsewhere', [pod()]],
  ])('are not noted when they are %s', (_, objects) => {
    expect(judgeObjects(objects, criteria, noon).notes).toEqual([]);
  });
});

describe('whatever the objects are', () => {
  const key = fc.constantFrom(
    'metadata',
    'spec',
    'status',
    'conditions',
    'replicas',
    'labels',
    'selector',
    'uid',
    'toString',
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.jsonValue({ maxDepth: 0 }),
      fc.dictionary(key, tie('value')),
      fc.array(tie('value')),
    ),
  })).value;
  const owner = fc.record(
    {
      kind: fc.constantFrom(...Object.keys(kinds)),
      name: fc.constantFrom('a', 'a-b'),
      controller: fc.boolean(),
      uid: json,
    },
    { requiredKeys: ['kind'] },
  );
  const metadata = fc.record(
    {
      name: fc.oneof(fc.constantFrom('a', 'a-b'), json),
      namespace: fc.oneof(fc.constant('shop'), json),
      uid: json,
      labels: json,
      ownerReferences: fc.oneof(fc.array(owner), json),
      generation: json,
      creationTimestamp: json,
      managedFields: json,
    },
    { requiredKeys: [] },
  );
  const groups = { ...kinds, ...evidenceKinds };
  const typed = fc.oneof(
    fc
      .constantFrom(...Object.entries(groups))
      .map(([kind, { group, version }]) => ({ kind, apiVersion: group === '' ? version : `${group}/${version}` })),
    fc.record({ kind: fc.string(), apiVersion: fc.string() }),
  );
  const anything: fc.Arbitrary<ApiObject> = fc
    .tuple(typed, fc.record({ metadata: fc.oneof(metadata, json), spec: json, status: json }, { requiredKeys: [] }))
    .map(([type, rest]) => ({ ...rest, ...type }));

  test('there are verdicts and no exception', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), (objects) => {
        for (const verdict of verdictsOf([...objects, pod()])) {
          expect(verdict).toEqual(
            expect.objectContaining({
              kind: expect.any(String),
              name: expect.any(String),
              reason: expect.stringMatching(/^[A-Z]\w+$/),
              message: expect.any(String),
            }),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('their order does not matter', () => {
    const distinct = fc.uniqueArray(anything, { maxLength: 6, selector: ({ kind }) => kind });
    const sorted = (objects: readonly ApiObject[]) =>
      verdictsOf(objects)
        .map((verdict) => JSON.stringify(verdict))
        .sort();
    fc.assert(
      fc.property(distinct, (objects) => {
        expect(sorted([...objects].reverse())).toEqual(sorted(objects));
      }),
    );
  });
});
