import fc from 'fast-check';
import { type JudgeSettings, judgeObjects } from '../../../cli/judge/judgeObjects';
import type { ApiObject } from '../../../cli/judge/objectFile';
import { evidenceKinds, kinds } from '../../../model/kinds';
import { numRuns } from '../../support/numRuns';
import { ago, minute, now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { workload } from '../../support/objects/workload';
import { crashLoopingPod, ownedBy, pod, pods, web } from '../kubectlObjects';

const settings: JudgeSettings = {
  mode: 'AllOfThem',
  allowZero: false,
  grace: 15 * 60,
  downGrace: 5 * 60,
  clusterDownGrace: 2 * 60,
};

const verdictsOf = (objects: readonly ApiObject[], at = now) => judgeObjects(objects, settings, at).verdicts;
const summarize = (objects: readonly ApiObject[], at = now) =>
  verdictsOf(objects, at).map(({ kind, name, verdict, reason }) => `${kind} ${name}: ${verdict} ${reason}`);
const judgedNames = (objects: readonly ApiObject[]) => verdictsOf(objects).map(({ kind, name }) => `${kind} ${name}`);

/** An object with only its type and metadata. */
function object(kind: string, name: string, { apiVersion = 'apps/v1', metadata = {} } = {}): ApiObject {
  return { apiVersion, kind, metadata: { name, namespace: 'shop', uid: `uid-of-${name}`, ...metadata } };
}

describe('the evidence for a Deployment with too few ready pods', () => {
  test('its pods decide, and have no verdict of their own', () => {
    expect(summarize([web(2), ...pods({ since: 2 })])).toEqual(['Deployment web: Progressing TooFewReady']);
    expect(verdictsOf([web(2), ...pods({ since: 2 })])[0]?.since).toBe(ago(2 * minute));
  });

  test('is in its message: the restarts of pods that are ready', () => {
    const [, second, third] = pods();
    const restarted = pod({ restarts: 3 });
    const all = [restarted, second, third].filter((one) => one !== undefined);
    expect(verdictsOf([web(3), ...all])[0]).toMatchObject({
      message: expect.stringMatching(/^3 of 3 pods ready; 3 restarts \(/),
    });
  });

  test('can be before or after it', () => {
    expect(summarize([crashLoopingPod(), pod(), web(2, { changed: 1 })])).toEqual([
      'Deployment web: Unhealthy CrashLooping',
    ]);
  });

  test('without pods, the time of the status decides, and the message says so', () => {
    expect(verdictsOf([web(2, { changed: 1 })])).toEqual([
      expect.objectContaining({
        verdict: 'Progressing',
        reason: 'TooFewReady',
        message: expect.stringContaining('no pods were supplied'),
        since: ago(minute),
      }),
    ]);
  });

  test.each<[string, ApiObject]>([
    ['another namespace', { ...crashLoopingPod(), metadata: { ...pod().metadata, namespace: 'other' } }],
    ['another kind of the same name', { ...crashLoopingPod(), apiVersion: 'example.com/v1' }],
  ])('excludes objects of %s', (_, stranger) => {
    const [verdict] = verdictsOf([web(2, { changed: 1 }), stranger]);
    expect(verdict).toMatchObject({
      verdict: 'Progressing',
      message: expect.stringContaining('no pods were supplied'),
    });
  });

  test.each<[string, ApiObject]>([
    ['of another controller', pod({ ready: false, since: 60, metadata: ownedBy('ReplicaSet', 'api-1') })],
    ['that its selector does not match', pod({ ready: false, since: 60, metadata: { labels: { app: 'api' } } })],
  ])('excludes pods %s', (_, stranger) => {
    const [verdict] = verdictsOf([web(2, { changed: 1 }), stranger]);
    expect(verdict).toMatchObject({ verdict: 'Progressing', since: ago(minute) });
    expect(verdict?.message).not.toContain('supplied');
  });

  test('with an invalid selector, contains the pods that the Deployment owns', () => {
    const broken = { ...web(2, { changed: 1 }), spec: { replicas: 3, selector: { matchLabels: { 'a b': '!' } } } };
    expect(summarize([broken, crashLoopingPod()])).toEqual(['Deployment web: Unhealthy CrashLooping']);
  });

  test('excludes pods with labels that are not strings', () => {
    const odd = pod({ ready: false, since: 60, metadata: { labels: { app: { toString: 'web' } } } });
    expect(summarize([web(2, { changed: 1 }), odd])).toEqual(['Deployment web: Progressing TooFewReady']);
  });

  test('contains the last version of a duplicate pod', () => {
    const supplied = pods({ since: 1 });
    const looping = crashLoopingPod('web-5d4-a');
    expect(summarize([web(2), looping, ...supplied])).toEqual(['Deployment web: Progressing TooFewReady']);
    expect(summarize([web(2), ...supplied, looping])).toEqual(['Deployment web: Unhealthy CrashLooping']);
  });
});

describe('the pods of a healthy Deployment', () => {
  const message = (...objects: readonly ApiObject[]) => verdictsOf(objects)[0]?.message;

  test('are in the message as a warning', () => {
    expect(message(web(3), crashLoopingPod())).toBe(
      '3 of 3 pods ready; warning: web-5d4-x container main is crash looping (9 restarts, last exit code 1 (Error))',
    );
  });

  test('are not mentioned if nothing is wrong, or none were supplied', () => {
    expect(message(web(3), pod())).toBe('3 of 3 pods ready');
    expect(message(web(3))).toBe('3 of 3 pods ready');
  });
});

test('objects without uid are never duplicates', () => {
  expect(judgedNames([web(3), web(3)])).toEqual(['Deployment web', 'Deployment web']);
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
    ['a pod with another Deployment', [deployment, podOf('ReplicaSet', 'web-api-5d4')], ['Deployment web', 'Pod p']],
    ['a pod with its Job', [job, podOf('Job', 'backup-1')], ['Job backup-1']],
    ['a pod with its Job and its CronJob', [cronJob, job, podOf('Job', 'backup-1')], ['CronJob backup']],
    ['a ReplicaSet without its Deployment', [replicaSet], ['ReplicaSet web-5d4']],
    ['a Job without its CronJob', [job], ['Job backup-1']],
    [
      'a pod of an earlier controller with the same name',
      [object('StatefulSet', 'db'), podOf('StatefulSet', 'db', 'earlier')],
      ['StatefulSet db', 'Pod p'],
    ],
    [
      'a pod whose controller has no uid',
      [object('StatefulSet', 'db', { metadata: { uid: undefined } }), podOf('StatefulSet', 'db')],
      ['StatefulSet db'],
    ],
    [
      'a static pod of a node',
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
    expect(judgedNames(objects)).toEqual(judged);
    expect(judgedNames([...objects].reverse())).toEqual([...judged].reverse());
  });

  test('a controller in another namespace does not count', () => {
    const elsewhere = object('StatefulSet', 'db', { metadata: { namespace: 'other' } });
    expect(judgedNames([elsewhere, podOf('StatefulSet', 'db')])).toEqual(['StatefulSet db', 'Pod p']);
  });

  test('an owner that is not the controller does not count', () => {
    const owned = ownedBy('StatefulSet', 'db').ownerReferences as object[];
    const metadata = { ownerReferences: owned.map((owner) => ({ ...owner, controller: false })) };
    const objects = [object('StatefulSet', 'db'), object('Pod', 'p', { apiVersion: 'v1', metadata })];
    expect(judgedNames(objects)).toEqual(['StatefulSet db', 'Pod p']);
  });

  test('kinds without a health rule are skipped with a note', () => {
    const { verdicts, notes } = judgeObjects(
      [
        object('Secret', 'a', { apiVersion: 'v1' }),
        object('ConfigMap', 'a', { apiVersion: 'v1' }),
        object('ConfigMap', 'b', { apiVersion: 'v1' }),
        object('Ingress', 'a', { apiVersion: 'networking.k8s.io/v1' }),
        object('Deployment', 'a', { apiVersion: 'extensions/v1beta1' }),
      ],
      settings,
      now,
    );
    expect(verdicts).toEqual([]);
    expect(notes).toEqual([
      'skipped, because there is no health rule for the kind: ConfigMap (2), Deployment, Ingress, Secret',
    ]);
  });

  test('kinds that are only evidence are skipped without a note', () => {
    const slice = object('EndpointSlice', 'web-1', { apiVersion: 'discovery.k8s.io/v1' });
    const { verdicts, notes } = judgeObjects([web(3), slice, lease() as ApiObject], settings, now);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(notes).toEqual([]);
  });

  test('a cluster-scoped object has no namespace', () => {
    const node = object('Node', 'n', { apiVersion: 'v1', metadata: { namespace: undefined } });
    expect(verdictsOf([node])[0]).not.toHaveProperty('namespace');
  });
});

describe('the Lease of the controller manager', () => {
  test('makes healthy objects Unknown if it is old', () => {
    const old = lease(now - 3 * 60_000) as ApiObject;
    expect(summarize([web(3), old])).toEqual(['Deployment web: Unknown StaleStatus']);
    expect(summarize([web(0), old])).toEqual(['Deployment web: Unhealthy NoneReady']);
  });

  test.each<[string, ApiObject[]]>([
    ['that is recent', [lease() as ApiObject]],
    ['that is missing', []],
    [
      'of another component',
      [
        object('Lease', 'kube-scheduler', {
          apiVersion: 'coordination.k8s.io/v1',
          metadata: { namespace: 'kube-system' },
        }),
      ],
    ],
  ])('does not change the verdict if there is one %s', (_, leases) => {
    expect(summarize([web(3), ...leases])).toEqual(['Deployment web: Healthy Ready']);
  });
});

describe('objects without managedFields, which kubectl omits by default', () => {
  const stripped = (ready: number) => web(ready, { metadata: { managedFields: undefined } });

  test('get a note if a verdict may depend on them', () => {
    const { verdicts, notes } = judgeObjects([stripped(2)], settings, now);
    expect(verdicts).toMatchObject([{ verdict: 'Unhealthy', reason: 'TooFewReady' }]);
    expect(notes).toEqual([expect.stringContaining('add --show-managed-fields to `kubectl get`')]);
  });

  test.each<[string, readonly ApiObject[]]>([
    ['healthy', [stripped(3)]],
    ['of a kind that does not use managedFields', [pod()]],
  ])('get no note if they are %s', (_, objects) => {
    expect(judgeObjects(objects, settings, now).notes).toEqual([]);
  });
});

describe('for any objects', () => {
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
      { numRuns: numRuns(300) },
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

test('a dead cluster is recognized in all objects together', () => {
  const objects = ['a', 'b', 'c'].flatMap((name) => [
    workload('StatefulSet', { name, desired: 1, ready: 0 }),
    {
      ...pod({
        name: `${name}-0`,
        ready: false,
        since: 3,
        metadata: { labels: { app: name }, ...ownedBy('StatefulSet', name) },
      }),
      spec: { nodeName: `node-${name}` },
    },
  ]);
  const judged = (downGraceIsDefault: boolean) =>
    judgeObjects(objects, { ...settings, downGraceIsDefault }, now).verdicts.map(({ reason }) => reason);
  expect(judged(true)).toEqual(['ClusterDown', 'ClusterDown', 'ClusterDown']);
  expect(judged(false)).toEqual(['NoneReady', 'NoneReady', 'NoneReady']);
});
