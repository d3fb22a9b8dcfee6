import { type Change, diagnose, inputWith, loadInput } from '../input';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const many = (count: number, over: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ ...web, name: `web-${index}`, ...over }));
const suggestion = /^warning targets: has \d+ named targets of /;
const suggestions = (...changes: Change[]) => diagnose(...changes).filter((line) => suggestion.test(line));

describe('read cannot be used', () => {
  test.each<[string, object, string]>([
    [
      'with a selector',
      { ...web, name: undefined, selector: 'app=web' },
      'is only for a name: a selector is always read with a list; remove this key.',
    ],
    [
      'with a cluster-scoped kind',
      { kind: 'Node', name: 'a' },
      'is only for objects in a namespace: others are always read by name; remove this key.',
    ],
    [
      'with a cluster-scoped custom resource',
      { kind: 'ClusterIssuer', apiVersion: 'cert-manager.io/v1', name: 'a' },
      'is only for objects in a namespace: others are always read by name; remove this key.',
    ],
    [
      'with a kind of EKS',
      { kind: 'EKSAddon', name: 'a' },
      'cannot be used with EKSAddon, it is not an object in the cluster; remove this key.',
    ],
    [
      'with a probe',
      { probe: 'grafana', namespace: 'shop', service: 'grafana', port: 80 },
      'cannot be used with probe; remove this key.',
    ],
  ])('%s', (_, target, message) => {
    for (const read of ['name', 'list']) {
      expect(diagnose(['targets.0', { ...target, read }])).toEqual([`error targets[0].read: ${message}`]);
    }
    expect(diagnose(['targets.0', target], ['read', 'list'])).toEqual([]);
  });

  test('without a namespace, where only the namespace is missing', () => {
    expect(diagnose(['targets.0', { ...web, namespace: undefined, read: 'list' }])).toEqual([
      expect.stringMatching(/^error targets\[0\]\.namespace: is required/),
    ]);
  });
});

describe('lists are suggested', () => {
  test('from 100 named targets of one kind in one namespace on, with figures; the file is valid', () => {
    const lines = diagnose(['targets', many(100)]);
    expect(lines).toEqual([
      'warning targets: has 100 named targets of kind Deployment in namespace shop: 100 requests a run and some 23 GB a month, which a NAT gateway and the audit log of the cluster charge for. With read: list, they are read by one list of at least 1 page, compressed; the RBAC manifest then allows to list all objects of the kind there. Specify read: list, or read: name to keep this; docs/proofs/performance.md has the figures.',
    ]);
    expect(loadInput(inputWith(['targets', many(100)])).config).toBeDefined();
  });

  test('with the figures of the period', () => {
    expect(suggestions(['targets', many(1050)], ['seconds', 300])).toEqual([
      expect.stringMatching(/: 1050 requests a run and some 48 GB a month, .* at least 11 pages/),
    ]);
  });

  test('for each kind and namespace of its own', () => {
    const crd = { kind: 'Certificate', apiVersion: 'cert-manager.io/v1' };
    const targets = [
      ...many(100),
      ...many(120, { namespace: 'other' }),
      ...many(99, { kind: 'Job' }),
      ...many(101, crd),
    ];
    expect(suggestions(['targets', targets]).map((line) => /has (.*?):/.exec(line)?.[1])).toEqual([
      '100 named targets of kind Deployment in namespace shop',
      '120 named targets of kind Deployment in namespace other',
      '101 named targets of kind Certificate of cert-manager.io in namespace shop',
    ]);
  });

  test('for an apiVersion that need not be there, too', () => {
    expect(suggestions(['targets', [...many(99), { ...web, apiVersion: 'apps/v1' }]])).toHaveLength(1);
  });

  test.each<[string, Change[]]>([
    ['99 targets', [['targets', many(99)]]],
    ['targets of two namespaces', [['targets', [...many(60), ...many(60, { namespace: 'other' })]]]],
    [
      'the file says so',
      [
        ['targets', many(100)],
        ['read', 'name'],
      ],
    ],
    [
      'the file reads lists',
      [
        ['targets', many(100)],
        ['read', 'list'],
      ],
    ],
    ['a target says so', [['targets', [...many(99), { ...web, read: 'name' }]]]],
    ['cluster-scoped objects', [['targets', many(100, { kind: 'Node', namespace: undefined })]]],
  ])('but not for %s', (_, changes) => {
    expect(suggestions(...changes)).toEqual([]);
  });

  test('not for what is invalid anyway', () => {
    expect(suggestions(['targets', many(100, { kind: 7 })])).toEqual([]);
    expect(suggestions(['targets', many(100)], ['seconds', 'a'])).toEqual([]);
  });
});
