import * as fc from 'fast-check';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import type { Kind } from '../../model/kinds';
import { createReadingPlan, eventsRead, evidenceRead, isListOfNamed, type Read } from '../../model/readingPlan';
import { anyTargets } from '../lib/config/anyTargets';
import { configWith } from '../lib/config/input';

const planOf = (...targets: object[]) => createReadingPlan(configWith(['targets', targets]).targets);
const readOf = (target: object) => planOf(target).targets[0];
const evidenceOf = (...targets: object[]) => planOf(...targets).evidence;

const list = (group: string, resource: string, namespace?: string): Read => ({
  verb: 'list',
  group,
  version: 'v1',
  resource,
  ...(namespace === undefined ? {} : { namespace }),
});
const pods = (namespace?: string) => list('', 'pods', namespace);
const nodes = list('', 'nodes');
const events = (namespace?: string) => ({ ...list('', 'events', namespace), fieldSelector: 'type=Warning' });

test('what a run reads', () => {
  expect(
    planOf(
      { kind: 'StatefulSet', namespace: 'shop', name: 'db', mode: 'AtLeastOne' },
      { kind: 'Deployment', namespace: 'monitoring', selector: ' app in (a, b) ' },
      { kind: 'DaemonSet', namespace: 'shop', name: 'agent' },
      { kind: 'Pod', namespace: '*', selector: 'app=web' },
      { kind: 'Node', name: 'a' },
    ),
  ).toStrictEqual({
    targets: [
      { verb: 'get', group: 'apps', version: 'v1', resource: 'statefulsets', namespace: 'shop', name: 'db' },
      {
        verb: 'list',
        group: 'apps',
        version: 'v1',
        resource: 'deployments',
        namespace: 'monitoring',
        labelSelector: ' app in (a, b) ',
      },
      { verb: 'get', group: 'apps', version: 'v1', resource: 'daemonsets', namespace: 'shop', name: 'agent' },
      { ...pods(), labelSelector: 'app=web' },
      { verb: 'get', group: '', version: 'v1', resource: 'nodes', name: 'a' },
    ],
    lease: {
      verb: 'get',
      group: 'coordination.k8s.io',
      version: 'v1',
      resource: 'leases',
      namespace: 'kube-system',
      name: 'kube-controller-manager',
    },
    evidence: [nodes, pods('monitoring'), pods('shop')],
    events: [events(), events('monitoring'), events('shop')],
    namespaces: ['monitoring', 'shop'].map((name) => ({
      verb: 'get',
      group: '',
      version: 'v1',
      resource: 'namespaces',
      name,
    })),
  });
});

describe('where a target is read', () => {
  const crd = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring', name: 'kps' };
  const read = { verb: 'get', group: 'monitoring.coreos.com', version: 'v1', namespace: 'monitoring', name: 'kps' };

  test.each<[title: string, target: object, expected: object]>([
    ['a custom resource, by the plural that Kubernetes would guess', crd, { ...read, resource: 'prometheuses' }],
    ['a custom resource, by its plural', { ...crd, resource: 'proms' }, { ...read, resource: 'proms' }],
    [
      'a cluster-scoped custom resource',
      { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', name: 'a' },
      { verb: 'get', group: 'cert-manager.io', version: 'v1', resource: 'clusterissuers', name: 'a' },
    ],
    [
      'custom resources in all namespaces',
      { apiVersion: 'policies.kyverno.io/v1alpha1', kind: 'Policy', namespace: '*', selector: 'a' },
      { verb: 'list', group: 'policies.kyverno.io', version: 'v1alpha1', resource: 'policies', labelSelector: 'a' },
    ],
    [
      'a custom resource with the name of a known kind',
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service', namespace: 'shop', name: 'web' },
      {
        verb: 'get',
        group: 'serving.knative.dev',
        version: 'v1',
        resource: 'services',
        namespace: 'shop',
        name: 'web',
      },
    ],
    [
      'a kind of the core group without its own rule',
      { apiVersion: 'v1', kind: 'Endpoints', namespace: 'shop', name: 'web' },
      { verb: 'get', group: '', version: 'v1', resource: 'endpoints', namespace: 'shop', name: 'web' },
    ],
    [
      'a known kind, in the version of its rule',
      { kind: 'HorizontalPodAutoscaler', namespace: 'shop', name: 'web' },
      {
        verb: 'get',
        group: 'autoscaling',
        version: 'v2',
        resource: 'horizontalpodautoscalers',
        namespace: 'shop',
        name: 'web',
      },
    ],
    [
      'Namespaces, by selector',
      { kind: 'Namespace', selector: 'team=a' },
      { ...list('', 'namespaces'), labelSelector: 'team=a' },
    ],
  ])('%s', (_, target, expected) => {
    expect(readOf(target)).toStrictEqual(expected);
  });

  test('nothing else is read for a custom resource but its namespace', () => {
    const { evidence, events, namespaces } = planOf(crd);
    expect({ evidence, events, namespaces: namespaces.map(({ name }) => name) }).toEqual({
      evidence: [],
      events: [],
      namespaces: ['monitoring'],
    });
  });
});

describe('the evidence of each kind', () => {
  const expected: Readonly<Record<Kind, (namespace?: string) => Read[]>> = {
    APIService: () => [],
    CronJob: (namespace) => [pods(namespace), list('batch', 'jobs', namespace)],
    DaemonSet: (namespace) => [nodes, pods(namespace)],
    Deployment: (namespace) => [pods(namespace)],
    HorizontalPodAutoscaler: () => [],
    Job: (namespace) => [pods(namespace), list('batch', 'jobs', namespace)],
    Namespace: () => [],
    Node: () => [],
    PersistentVolumeClaim: () => [],
    Pod: () => [],
    PodDisruptionBudget: (namespace) => [pods(namespace)],
    ReplicaSet: (namespace) => [pods(namespace)],
    Service: (namespace) => [list('discovery.k8s.io', 'endpointslices', namespace)],
    StatefulSet: (namespace) => [pods(namespace)],
  };
  const inNoNamespace = ['APIService', 'Namespace', 'Node'];
  const inNamespaces = Object.entries(expected).filter(([kind]) => !inNoNamespace.includes(kind));

  test.each(inNamespaces)('of a %s in one namespace', (kind, reads) => {
    expect(evidenceOf({ kind, namespace: 'shop', name: 'a' })).toEqual(reads('shop'));
    expect(evidenceOf({ kind, namespace: 'shop', selector: 'a' })).toEqual(reads('shop'));
  });

  test.each(inNamespaces)('of a %s in all namespaces', (kind, reads) => {
    expect(evidenceOf({ kind, namespace: '*', selector: 'a' })).toEqual(reads());
  });

  test.each(inNoNamespace)('of a %s is none', (kind) => {
    expect(evidenceOf({ kind, name: 'a' }, { kind, selector: 'a' })).toEqual([]);
  });

  test('is listed once, however many targets need it', () => {
    const targets = ['a', 'b'].map((name) => ({ kind: 'StatefulSet', namespace: 'shop', name }));
    expect(evidenceOf(...targets, { kind: 'Deployment', namespace: 'shop', name: 'a' })).toEqual([pods('shop')]);
  });

  test('is read in the namespace of the object, also if the target covers all namespaces', () => {
    expect(evidenceRead('Pod', 'shop', 'app=web')).toStrictEqual({ ...pods('shop'), labelSelector: 'app=web' });
    expect(evidenceRead('Node', 'shop')).toStrictEqual(nodes);
    expect(evidenceRead('Pod', '*')).toStrictEqual(pods());
  });
});

describe('the events', () => {
  const explained: Readonly<Record<Kind, boolean>> = {
    APIService: false,
    CronJob: true,
    DaemonSet: true,
    Deployment: true,
    HorizontalPodAutoscaler: false,
    Job: true,
    Namespace: false,
    Node: false,
    PersistentVolumeClaim: true,
    Pod: true,
    PodDisruptionBudget: false,
    ReplicaSet: true,
    Service: true,
    StatefulSet: true,
  };
  const inNoNamespace = ['APIService', 'Namespace', 'Node'];

  test.each(Object.entries(explained))('of a %s are listed: %p', (kind, isExplained) => {
    const eventsOf = (target: object) => planOf({ kind, ...target }).events;
    if (inNoNamespace.includes(kind)) {
      expect(eventsOf({ name: 'a' })).toEqual([]);
      return;
    }
    expect(eventsOf({ namespace: 'shop', name: 'a' })).toEqual(isExplained ? [events('shop')] : []);
    expect(eventsOf({ namespace: 'shop', selector: 'a' })).toEqual(isExplained ? [events('shop')] : []);
    expect(eventsOf({ namespace: '*', selector: 'a' })).toEqual(isExplained ? [events()] : []);
  });

  test('are listed once in a namespace, however many targets are in it', () => {
    const targets = ['a', 'b'].map((name) => ({ kind: 'Pod', namespace: 'shop', name }));
    expect(planOf(...targets).events).toEqual([events('shop')]);
  });

  test('are read in the namespace of the object, also if the target covers all namespaces', () => {
    expect(eventsRead('shop')).toStrictEqual(events('shop'));
    expect(eventsRead('*')).toStrictEqual(events());
  });
});

test('the namespaces are those that targets name, each once', () => {
  const { namespaces } = planOf(
    { kind: 'Pod', namespace: 'shop', name: 'a' },
    { kind: 'Job', namespace: 'shop', name: 'a' },
    { kind: 'Pod', namespace: '*', selector: 'a' },
    { kind: 'Node', name: 'a' },
    { kind: 'Namespace', name: 'other' },
    { kind: 'Prometheus', apiVersion: 'monitoring.coreos.com/v1', namespace: 'monitoring', name: 'a' },
  );
  expect(namespaces.map(({ name }) => name)).toEqual(['monitoring', 'shop']);
});

describe('with read: list', () => {
  const deployments = { kind: 'Deployment', namespace: 'shop' };
  const targets = [
    { ...deployments, name: 'a' },
    { ...deployments, name: 'b', read: 'name' },
    { ...deployments, name: 'c' },
    { ...deployments, selector: 'app=web' },
    { ...deployments, namespace: 'other', name: 'a' },
    { kind: 'Certificate', apiVersion: 'cert-manager.io/v1', namespace: 'shop', name: 'tls' },
    { kind: 'Node', name: 'a' },
    { kind: 'ClusterIssuer', apiVersion: 'cert-manager.io/v1', name: 'a' },
  ];
  const ofList = list('apps', 'deployments', 'shop');
  const withName = (read: Read, name: string): Read => ({ ...read, verb: 'get', name });
  const issuers = list('cert-manager.io', 'clusterissuers');
  const expected = [
    ofList,
    withName(ofList, 'b'),
    ofList,
    { ...ofList, labelSelector: 'app=web' },
    list('apps', 'deployments', 'other'),
    list('cert-manager.io', 'certificates', 'shop'),
    withName(nodes, 'a'),
    withName(issuers, 'a'),
  ];

  test('of the configuration, named targets in a namespace are read out of its list, unless they have their own', () => {
    const { plan } = toRuntimeConfig(configWith(['targets', targets], ['read', 'list']));
    expect(plan.targets).toStrictEqual(expected);
    expect(plan.targets.map(isListOfNamed)).toEqual([true, false, true, false, true, true, false, false]);
  });

  test('of a target, only that is read out of the list', () => {
    const plan = planOf({ ...deployments, name: 'a', read: 'list' }, { ...deployments, name: 'b' });
    expect(plan.targets).toStrictEqual([ofList, withName(ofList, 'b')]);
  });

  test('of neither, they are read by name', () => {
    expect(planOf(...targets).targets.map(({ verb }) => verb)).toEqual([
      ...['get', 'get', 'get', 'list', 'get', 'get', 'get', 'get'],
    ]);
  });
});

test('the targets keep their order, by which verdicts are matched to them', () => {
  const names = ['c', 'a', 'b'];
  const { targets } = planOf(...names.map((name) => ({ kind: 'Deployment', namespace: 'shop', name })));
  expect(targets.map(({ name }) => name)).toEqual(names);
});

test('the order of the targets changes nothing else', () => {
  fc.assert(
    fc.property(anyTargets, (targets) => {
      const { targets: read, ...rest } = createReadingPlan(targets);
      const { targets: reversed, ...others } = createReadingPlan([...targets].reverse());
      expect(others).toEqual(rest);
      expect(reversed).toEqual([...read].reverse());
    }),
  );
});
