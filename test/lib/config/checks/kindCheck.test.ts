import { loadConfig } from '../../../../lib/config/load';
import { diagnose } from '../input';
import { crd, job, kindProblems, node, prometheus, web } from './kindProblems';

describe('a target can be', () => {
  test.each<[string, object]>([
    ['a namespaced kind, by name', web],
    ['a kind with its own apiVersion', { ...web, apiVersion: 'apps/v1' }],
    ['a kind in all namespaces, by selector', { kind: 'Pod', namespace: '*', selector: 'app=web' }],
    ['a cluster-scoped kind, by name', node],
    ['a cluster-scoped kind, by selector', { kind: 'Node', selector: 'karpenter.sh/nodepool' }],
    ['an APIService', { kind: 'APIService', name: 'v1beta1.metrics.k8s.io' }],
    ['a Namespace', { kind: 'Namespace', name: 'shop' }],
    ['a ReplicaSet with a mode', { kind: 'ReplicaSet', namespace: 'shop', name: 'web-5d', mode: 'AtLeastOne' }],
    ['a kind without replicas, with graces', { ...job, grace: '1h', downGrace: 0 }],
    ['a custom resource in a namespace', crd],
    [
      'a cluster-scoped custom resource',
      { kind: 'ClusterIssuer', apiVersion: 'cert-manager.io/v1', name: 'letsencrypt' },
    ],
    ['a custom resource in all namespaces', { ...crd, name: undefined, namespace: '*', selector: 'app=web' }],
    ['a custom resource with its plural', { ...crd, resource: 'certificates' }],
    ['a custom resource with a plural of two words', { ...crd, resource: 'foo-bars' }],
    ['a custom resource with its conditions', { ...crd, conditions: { healthy: ['Ready'], unhealthy: ['Issuing'] } }],
    [
      'a custom resource with only unhealthy conditions',
      { ...crd, conditions: { unhealthy: ['example.com/Is.Broken_1'] } },
    ],
    [
      'a custom resource with the name of a built-in kind',
      { ...crd, kind: 'Service', apiVersion: 'serving.knative.dev/v1' },
    ],
    ['a custom resource with a named version', { ...crd, apiVersion: 'example.com/stable' }],
    ['a Kubernetes kind without a health rule', { ...crd, kind: 'ConfigMap', apiVersion: 'v1' }],
    ['a kind of the Prometheus operator, with a mode', { ...prometheus, mode: 'AtLeastOne', allowZero: true }],
  ])('%s', (_, target) => {
    expect(diagnose(['targets.0', target])).toEqual([]);
  });
});

describe('a target cannot be', () => {
  test.each(kindProblems)('%s', (_, target, lines) => {
    const actual = diagnose(['targets.0', target]).map((line) => line.replace(/^error targets\[0\]\./, ''));
    expect(actual).toEqual(lines);
  });

  test.each([[undefined], [42], [null], [['Deployment']]])(
    'of the kind %j, and other problems are still reported',
    (kind) => {
      expect(diagnose(['targets.0', { kind, namespace: '*', name: 'web' }])).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^error targets\[0\]\.kind: (is required: |got .*, expected )APIService, CronJob/),
          expect.stringMatching(/^error targets\[0\]\.namespace: all namespaces/),
        ]),
      );
    },
  );

  test.each([[42], [null], [{}]])('of the apiVersion %j, which skips the checks of the kind', (apiVersion) => {
    expect(diagnose(['targets.0', { ...job, apiVersion, mode: 'AllOfThem' }])).toEqual([
      expect.stringMatching(/^error targets\[0\]\.apiVersion: got .*, expected a group and version such as/),
    ]);
  });
});

test('a lowercase kind of a custom resource is only a warning', () => {
  expect(diagnose(['targets.0', { ...crd, kind: 'certificate' }])).toEqual([
    'warning targets[0].kind: got "certificate", but kinds are case-sensitive and usually start with a capital letter, such as Certificate.',
  ]);
});

test('the position of a problem is the key if it must be removed, otherwise the value or the target', () => {
  const text = `cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets:
  - kind: deployment
    namespace: shop
    name: web
  - kind: Node
    namespace: shop
    name: a
  - kind: Job
    name: backup
    mode: AtLeastOne
  - kind: Deployment
    apiVersion: apps/v1beta1
    namespace: "*"
    name: web
  - kind: Certificate
    apiVersion: cert-manager.io/v1
    namespace: shop
    name: tls
    conditions:
      healthy: [Ready]
      unhealthy: [Ready]
`;
  const positions = loadConfig('prod.yaml', text).diagnostics.map(
    ({ line, column, path }) => `${line}:${column} ${path}`,
  );
  expect(positions.filter((position) => !position.endsWith('alarms'))).toEqual([
    '4:11 targets[0].kind',
    '8:5 targets[1].namespace',
    '10:5 targets[2].namespace',
    '12:5 targets[2].mode',
    '14:17 targets[3].apiVersion',
    '15:16 targets[3].namespace',
    '23:19 targets[4].conditions.unhealthy[0]',
  ]);
});

test('a Secret is rejected, because the function must not read it', () => {
  expect(diagnose(['targets.0', { ...crd, kind: 'Secret', apiVersion: 'v1' }])).toEqual([
    expect.stringMatching(/^error targets\[0\]\.kind: a Secret has no health/),
  ]);
});
