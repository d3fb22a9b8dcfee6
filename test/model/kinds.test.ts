import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  apiVersionOf,
  apiVersionSyntax,
  builtinKind,
  evidenceKinds,
  guessResource,
  type Kind,
  type KindInfo,
  kinds,
  splitApiVersion,
} from '../../model/kinds';

type Row = [apiVersion: string, resource: string, scope: string, replicas: boolean, evidence: string[]];

/** Written out here, so that a slip in the table is noticed. */
const expected: Readonly<Record<Kind, Row>> = {
  APIService: ['apiregistration.k8s.io/v1', 'apiservices', 'Cluster', false, []],
  CronJob: ['batch/v1', 'cronjobs', 'Namespaced', false, ['Job', 'Pod']],
  DaemonSet: ['apps/v1', 'daemonsets', 'Namespaced', true, ['Pod', 'Node']],
  Deployment: ['apps/v1', 'deployments', 'Namespaced', true, ['Pod']],
  HorizontalPodAutoscaler: ['autoscaling/v2', 'horizontalpodautoscalers', 'Namespaced', false, []],
  Job: ['batch/v1', 'jobs', 'Namespaced', false, ['Job', 'Pod']],
  Namespace: ['v1', 'namespaces', 'Cluster', false, []],
  Node: ['v1', 'nodes', 'Cluster', false, []],
  PersistentVolumeClaim: ['v1', 'persistentvolumeclaims', 'Namespaced', false, []],
  Pod: ['v1', 'pods', 'Namespaced', false, []],
  PodDisruptionBudget: ['policy/v1', 'poddisruptionbudgets', 'Namespaced', false, ['Pod']],
  ReplicaSet: ['apps/v1', 'replicasets', 'Namespaced', true, ['Pod']],
  Service: ['v1', 'services', 'Namespaced', false, ['EndpointSlice']],
  StatefulSet: ['apps/v1', 'statefulsets', 'Namespaced', true, ['Pod']],
};

test('where each kind is served, its scope, whether it has replicas, and what else its rule may read', () => {
  const rows = Object.entries(kinds).map(([kind, { scope, replicas, evidence, resource, ...api }]) => [
    kind,
    [apiVersionOf(api), resource, scope, replicas, evidence],
  ]);
  expect(Object.fromEntries(rows)).toEqual(expected);
});

test('where the evidence is served', () => {
  const rows = Object.entries(evidenceKinds).map(([kind, { scope, resource, ...api }]) => [
    kind,
    [apiVersionOf(api), resource, scope],
  ]);
  expect(Object.fromEntries(rows)).toEqual({
    EndpointSlice: ['discovery.k8s.io/v1', 'endpointslices', 'Namespaced'],
    Job: ['batch/v1', 'jobs', 'Namespaced'],
    Node: ['v1', 'nodes', 'Cluster'],
    Pod: ['v1', 'pods', 'Namespaced'],
  });
});

test('the documentation has the same table', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
  const rows = Object.entries<KindInfo>(kinds).map(([kind, { scope, replicas, evidence, events }]) => {
    const further = [...evidence.map((each) => evidenceKinds[each].resource), ...(events ? ['events'] : [])].join(', ');
    const cells = [`\`${kind}\``, scope === 'Cluster' ? 'none' : 'required', replicas ? 'yes' : '', further];
    return `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
  });
  expect(text).toContain(`|---|---|---|---|\n${rows.join('\n')}\n\n`);
});

describe('the kind with a rule of its own', () => {
  test.each<[kind: string, apiVersion: string | undefined]>([
    ['Deployment', undefined],
    ['Deployment', 'apps/v1'],
    ['Deployment', 'apps/v1beta1'],
    ['Service', 'v1'],
    ['Node', undefined],
  ])('%s of %s', (kind, apiVersion) => {
    expect(builtinKind({ kind, apiVersion })).toEqual({ ...kinds[kind as Kind], kind });
  });

  test.each<[kind: string, apiVersion: string | undefined]>([
    ['Service', 'serving.knative.dev/v1'],
    ['Deployment', 'v1'],
    ['deployment', undefined],
    ['Prometheus', 'monitoring.coreos.com/v1'],
    ['toString', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('is not %s of %s', (kind, apiVersion) => {
    expect(builtinKind({ kind, apiVersion })).toBeUndefined();
  });
});

describe('an apiVersion', () => {
  test.each([
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
    ['monitoring.coreos.com/v1alpha1', 'monitoring.coreos.com', 'v1alpha1'],
    ['stable.example.com/foo10', 'stable.example.com', 'foo10'],
  ])('%s', (apiVersion, group, version) => {
    expect(apiVersion).toMatch(apiVersionSyntax);
    expect(splitApiVersion(apiVersion)).toEqual({ group, version });
    expect(apiVersionOf({ group, version })).toBe(apiVersion);
  });

  test.each([
    '',
    'apps',
    'monitoring.coreos.com',
    'apps/',
    '/v1',
    'a/b/v1',
    'Apps/v1',
    'apps/V1',
    'apps/1',
    'v1 ',
    '*',
  ])('is not %j', (text) => {
    expect(text).not.toMatch(apiVersionSyntax);
  });
});

/** The plurals are what `meta.UnsafeGuessKindToResource` of k8s.io/apimachinery v0.36 gives, wrong ones included. */
describe('the guessed plural', () => {
  test.each([
    ['Prometheus', 'prometheuses'],
    ['PrometheusRule', 'prometheusrules'],
    ['Policy', 'policies'],
    ['ClusterPolicy', 'clusterpolicies'],
    ['ImageRepository', 'imagerepositories'],
    ['Proxy', 'proxies'],
    ['Gateway', 'gatewaies'],
    ['Endpoints', 'endpoints'],
    ['MyEndpoints', 'myendpoints'],
    ['Endpoint', 'endpoints'],
    ['EndpointSlice', 'endpointslices'],
    ['Ingress', 'ingresses'],
    ['Redis', 'redises'],
    ['miss', 'misses'],
    ['Box', 'boxs'],
    ['Elasticsearch', 'elasticsearchs'],
    ['Kafka', 'kafkas'],
    ['ArgoCD', 'argocds'],
    ['EC2NodeClass', 'ec2nodeclasses'],
    ['HTTPRoute', 'httproutes'],
    ['Foo-Bar', 'foo-bars'],
    ['lowercase', 'lowercases'],
    ['S', 'ses'],
    ['Y', 'ies'],
  ])('of %s is %s', (kind, plural) => {
    expect(guessResource(kind)).toBe(plural);
  });

  test.each(Object.entries(kinds))('of %s is the right one', (kind, { resource }) => {
    expect(guessResource(kind)).toBe(resource);
  });
});
