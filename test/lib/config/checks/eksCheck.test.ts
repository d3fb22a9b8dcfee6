import { diagnose } from '../input';

const nodegroup = { kind: 'EKSNodegroup', name: 'workers' };

test.each<[string, object]>([
  ['the cluster', { kind: 'EKSCluster' }],
  ['the cluster by its name', { kind: 'EKSCluster', name: 'prod' }],
  ['a node group', nodegroup],
  ['a node group with another name', { ...nodegroup, name: '2_Workers-B' }],
  ['all node groups', { ...nodegroup, name: '*' }],
  ['an add-on', { kind: 'EKSAddon', name: 'vpc-cni' }],
  ['all add-ons', { kind: 'EKSAddon', name: '*', grace: '1h' }],
  ['a custom resource of the same name', { ...nodegroup, apiVersion: 'eks.example.com/v1', namespace: 'aws' }],
])('a target can be %s', (_title, target) => {
  expect(diagnose(['targets.0', target])).toEqual([]);
});

test.each<[title: string, target: object, problems: string[]]>([
  [
    'another cluster',
    { kind: 'EKSCluster', name: 'stage' },
    ['name: got "stage", but only the cluster of this file, prod, can be watched; remove this key.'],
  ],
  [
    'all clusters',
    { kind: 'EKSCluster', name: '*' },
    ['name: got "*", but only the cluster of this file, prod, can be watched; remove this key.'],
  ],
  [
    'a node group without a name',
    { kind: 'EKSNodegroup' },
    ['name: is required: the name of the node group, or "*" for all of the cluster.'],
  ],
  [
    'an add-on without a name',
    { kind: 'EKSAddon' },
    ['name: is required: the name of the add-on, or "*" for all of the cluster.'],
  ],
  [
    'a node group whose name has a dot',
    { ...nodegroup, name: 'a.b' },
    ['name: got "a.b", expected a name as EKS has it, with letters, digits, "-" and "_", or "*" for all.'],
  ],
  [
    'a node group with the keys of an object',
    { ...nodegroup, namespace: 'kube-system', resource: 'nodegroups', conditions: { healthy: ['Ready'] } },
    [
      'namespace: cannot be used with EKSNodegroup, it is not an object in the cluster; remove this key.',
      'resource: cannot be used with EKSNodegroup, it is not an object in the cluster; remove this key.',
      'conditions: cannot be used with EKSNodegroup, it is not an object in the cluster; remove this key.',
    ],
  ],
  [
    'a node group with the keys of replicas',
    { ...nodegroup, mode: 'AtLeastOne', allowZero: true },
    [
      'mode: cannot be used with EKSNodegroup, EKS does not count replicas; remove this key.',
      'allowZero: cannot be used with EKSNodegroup, EKS does not count replicas; remove this key.',
    ],
  ],
  [
    'an add-on with minReady and downGrace',
    { kind: 'EKSAddon', name: 'coredns', minReady: 1, downGrace: '1m' },
    [
      'minReady: cannot be used with EKSAddon, EKS does not count replicas; remove this key.',
      'downGrace: cannot be used with EKSAddon, EKS does not say whether it serves: grace applies; remove this key.',
    ],
  ],
  [
    'node groups by a selector',
    { kind: 'EKSNodegroup', name: '*', selector: 'a=b', atLeast: 2 },
    [
      'selector: cannot be used with EKSNodegroup, it has no labels in the cluster: specify name; remove this key.',
      'atLeast: cannot be used with EKSNodegroup, at least one is always required; remove this key.',
    ],
  ],
  [
    'a misspelled kind',
    { ...nodegroup, kind: 'EKSNodeGroup' },
    [expect.stringMatching(/^kind: got "EKSNodeGroup", expected .* Did you mean EKSNodegroup\?$/) as never],
  ],
  [
    'an object with a name of EKS',
    { kind: 'Deployment', namespace: 'shop', name: 'Web_1' },
    ['name: got "Web_1", expected a Kubernetes name: 1 to 253 lowercase letters, digits, "-" and ".".'],
  ],
  [
    'all Deployments by their name',
    { kind: 'Deployment', namespace: 'shop', name: '*' },
    [
      'name: got "*", expected a Kubernetes name: 1 to 253 lowercase letters, digits, "-" and ".". A name has no wildcards. Write a selector for the labels of the objects; `kubectl -n shop get deployments --show-labels` prints them.',
    ],
  ],
])('a target cannot be %s', (_title, target, problems) => {
  const actual = diagnose(['targets.0', target]).map((line) => line.replace(/^error targets\[0\]\./, ''));
  expect(actual.sort()).toEqual([...problems].sort());
});

test('a probe cannot have such a kind', () => {
  const probe = { probe: 'grafana', namespace: 'monitoring', service: 'grafana', port: 80 };
  expect(diagnose(['targets.0', { ...probe, kind: 'EKSCluster' }])).toEqual([
    'error targets[0].kind: cannot be used with probe; remove this key.',
  ]);
});

describe('duplicates', () => {
  test.each<[string, object, object, boolean]>([
    ['the cluster with and without its name', { kind: 'EKSCluster' }, { kind: 'EKSCluster', name: 'prod' }, true],
    ['the same node group', nodegroup, { ...nodegroup, grace: '1h' }, true],
    ['another kind of the same name', nodegroup, { kind: 'EKSAddon', name: 'workers' }, false],
    ['all beside one, which then has to exist', { ...nodegroup, name: '*' }, nodegroup, false],
    [
      'a custom resource of the same name',
      nodegroup,
      { ...nodegroup, apiVersion: 'eks.example.com/v1', namespace: 'aws' },
      false,
    ],
  ])('%s', (_title, one, other, isDuplicate) => {
    expect(diagnose(['targets', [one, other]])).toEqual(
      isDuplicate ? ['error targets[1]: selects the same objects as targets[0]; remove one of them.'] : [],
    );
  });
});
