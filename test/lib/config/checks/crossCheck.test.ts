import { diagnose } from '../input';

const diagnosePair = (one: object, other: object) =>
  diagnose(['targets', [one, { kind: 'Deployment', namespace: 'other', name: 'between' }, other]]);
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const node = { kind: 'Node', name: 'a' };
const issuer = { kind: 'ClusterIssuer', apiVersion: 'cert-manager.io/v1', name: 'letsencrypt' };
const service = { kind: 'Service', namespace: 'shop', name: 'web' };
const everywhere = { kind: 'Pod', namespace: '*', selector: 'app=web' };
const set = (selector: unknown) => ({ kind: 'Deployment', namespace: 'shop', selector });

describe('targets that select the same objects', () => {
  test.each<[string, object, object]>([
    ['the same target', web, web],
    ['the same object with another mode', web, { ...web, mode: 'AtLeastOne', grace: '1h' }],
    ['the same selector', set('app=web'), set('app=web')],
    ['the same selector in another notation', set('app=web,tier!=a'), set('tier notin (a) , app in (web)')],
    ['the same selector with values in another order', set('a in (b,c)'), set('a in (c, b)')],
    ['the same selector with another atLeast', set('app=web'), { ...set('app=web'), atLeast: 3 }],
    ['the same object with and without its apiVersion', web, { ...web, apiVersion: 'apps/v1' }],
    ['the same cluster-scoped object', node, node],
    ['the same custom resource', issuer, { ...issuer, conditions: { healthy: ['Ready'] } }],
    ['the same custom resource in another version', issuer, { ...issuer, apiVersion: 'cert-manager.io/v1alpha2' }],
    ['the same selector in all namespaces', everywhere, { ...everywhere, grace: '1h' }],
  ])('%s', (_, one, other) => {
    expect(diagnosePair(one, other)).toEqual([
      'error targets[2]: selects the same objects as targets[0]; remove one of them.',
    ]);
  });

  test.each<[string, object, object]>([
    ['another name', web, { ...web, name: 'web-2' }],
    ['another namespace', web, { ...web, namespace: 'other' }],
    ['another kind', web, { ...web, kind: 'StatefulSet' }],
    ['another selector', set('app=web'), set('app!=web')],
    ['a name equal to the selector', { ...web, name: 'a' }, set('a')],
    ['another cluster-scoped object', node, { ...node, name: 'b' }],
    ['another API group', issuer, { ...issuer, apiVersion: 'example.com/v1' }],
    [
      'a built-in kind and a custom resource of the same name',
      service,
      { ...service, apiVersion: 'serving.knative.dev/v1' },
    ],
    ['all namespaces', set('app=web'), { ...set('app=web'), namespace: '*' }],
  ])('%s is no conflict', (_, one, other) => {
    expect(diagnosePair(one, other)).toEqual([]);
  });

  test.each<[string, object, object]>([
    ['have no namespace yet', { kind: 'Deployment', name: 'web' }, { kind: 'Deployment', name: 'web' }],
    ['have no kind yet', { namespace: 'shop', name: 'web' }, { namespace: 'shop', name: 'web' }],
    ['have no name yet', { kind: 'Deployment', namespace: 'shop' }, { kind: 'Deployment', namespace: 'shop' }],
    ['have a number as a name', { ...web, name: 1 }, { ...web, name: 1 }],
    ['have no apiVersion yet', { ...issuer, apiVersion: undefined }, { ...issuer, apiVersion: undefined }],
    ['have null as apiVersion', { ...web, apiVersion: null }, { ...web, apiVersion: null }],
    ['have null as namespace', { ...web, namespace: null }, { ...web, namespace: null }],
  ])('targets that %s are not compared', (_, one, other) => {
    expect(diagnosePair(one, other)).not.toContainEqual(expect.stringContaining('names the same objects'));
  });

  test('each duplicate is reported with the first target', () => {
    expect(diagnose(['targets', [web, web, web]])).toEqual([
      'error targets[1]: selects the same objects as targets[0]; remove one of them.',
      'error targets[2]: selects the same objects as targets[0]; remove one of them.',
    ]);
  });
});

describe('dimensions of the same name', () => {
  test('are reported together with other problems', () => {
    const dimensions = [
      { name: 'Cluster', value: 'a' },
      { name: 'Stage', value: '' },
      { name: 'Cluster', value: 'b' },
    ];
    expect(diagnose(['metric.dimensions', dimensions])).toEqual([
      'error metric.dimensions[1].value: got "", expected 1 to 1024 printable ASCII characters.',
      'error metric.dimensions[2].name: is a duplicate of dimensions[0]; CloudWatch allows each dimension name once.',
    ]);
  });

  test('differ by case', () => {
    const dimensions = ['Cluster', 'cluster'].map((name) => ({ name, value: 'a' }));
    expect(diagnose(['metric.dimensions', dimensions])).toEqual([]);
  });
});

describe('a metric without dimensions is only a warning', () => {
  const warning =
    'warning metric: has no dimensions: if another cluster publishes the same metric, the two cannot be distinguished; add { name: Cluster, value: NAME }.';

  test.each([[undefined], [[]]])('%j', (dimensions) => {
    expect(diagnose(['metric.dimensions', dimensions])).toEqual([warning]);
  });

  test('and no warning if the metric has errors', () => {
    expect(diagnose(['metric.dimensions', 'Cluster=prod'])).toEqual([
      expect.stringMatching(/^error metric\.dimensions: /),
    ]);
    expect(diagnose(['metric', { namespace: 'EksVigil' }])).toEqual([
      expect.stringMatching(/^error metric\.name: is required/),
    ]);
  });
});

describe('a downGrace longer than grace is only a warning', () => {
  const warning = (path: string, grace: string) =>
    `warning ${path}: is longer than grace (${grace}), which limits it; increase grace too.`;

  test.each([
    ['the file', ['downGrace', '20m'], [], [warning('downGrace', '15m')]],
    ['the file, with a grace', ['downGrace', '11m'], ['grace', '10m'], [warning('downGrace', '10m')]],
    ['a target', ['targets.0.downGrace', '901s'], [], [warning('targets[0].downGrace', '15m')]],
    [
      'a target, with the grace of the file',
      ['targets.0.downGrace', '20m'],
      ['grace', '10m'],
      [warning('targets[0].downGrace', '10m')],
    ],
    [
      'a target, with its own grace',
      ['targets.0.downGrace', '1m'],
      ['targets.0.grace', 0],
      [warning('targets[0].downGrace', '0')],
    ],
    ['one that is as long', ['downGrace', '15m'], [], []],
    ['a target whose own grace is longer', ['targets.0.downGrace', '20m'], ['targets.0.grace', '1h'], []],
    ['a target under a longer grace of the file', ['targets.0.downGrace', '20m'], ['grace', '1h'], []],
    ['a default cut by a short grace', ['grace', '1m'], [], []],
  ] as [string, [string, unknown], [] | [string, unknown], string[]][])('%s', (_, one, other, expected) => {
    expect(diagnose(one, ...(other.length === 0 ? [] : [other]))).toEqual(expected);
  });

  test('the grace of a target overrides that of the file', () => {
    const own: [string, unknown][] = [
      ['targets.0.downGrace', '20m'],
      ['targets.0.grace', '1h'],
    ];
    expect(diagnose(['grace', '10m'], ...own)).toEqual([]);
  });

  test('there is no warning about invalid durations', () => {
    expect(diagnose(['downGrace', 'long'], ['grace', '1m'])).toEqual([expect.stringMatching(/^error downGrace: /)]);
    expect(diagnose(['downGrace', '1h'], ['grace', ['1m']])).toEqual([expect.stringMatching(/^error grace: /)]);
  });
});
