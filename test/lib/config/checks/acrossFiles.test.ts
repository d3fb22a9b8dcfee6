import { checkAcrossFiles } from '../../../../lib/config/checks/acrossFiles';
import { formatDiagnostic } from '../../../../lib/config/diagnostics/diagnostic';
import { type Change, inputWith, loadInput } from '../input';

const check = (...files: readonly (readonly Change[])[]) =>
  checkAcrossFiles(files.map((changes, index) => loadInput(inputWith(...changes), `${'abc'[index]}.yaml`))).map(
    formatDiagnostic,
  );
const staging: Change = ['cluster.name', 'staging'];
const ireland: readonly Change[] = [
  ['cluster.region', 'eu-west-1'],
  ['alarms', undefined],
];
const dimensions = (...pairs: [string, string][]): Change => [
  'metric.dimensions',
  pairs.map(([name, value]) => ({ name, value })),
];
const sameMetric = (file: string, other: string) =>
  `${file}.yaml:1:61: error: metric: ${other}.yaml publishes the same metric, so each would hide missing data of the other; use different dimensions.`;
const sameCluster = (file: string, other: string) =>
  `${file}.yaml:1:12: error: cluster: ${other}.yaml watches the same cluster, and both would create the stack, IAM role, alarms and RBAC objects eks-vigil-eu-central-1-prod; put all targets of a cluster in one file, or give the file that is not deployed yet a \`name\`, such as \`name: team-b\`.`;
const here: Change = ['cluster.account', '111122223333'];
const there: Change = ['cluster.account', '444455556666'];
const otherMetric: Change = ['metric.name', 'Other'];
const byName = 'give the file that is not deployed yet a `name`, such as `name: team-b`.';
const byAccount = 'specify cluster.account in both files if the accounts are different';

test.each<[string, Change[], Change[], string[]]>([
  ['the same metric of two clusters', [['cluster.name', 'stage']], [], [sameMetric('b', 'a')]],
  [
    'the same metric with its dimensions in another order',
    [['cluster.name', 'test'], dimensions(['Cluster', 'x'], ['Stage', 'y'])],
    [dimensions(['Stage', 'y'], ['Cluster', 'x'])],
    [sameMetric('b', 'a')],
  ],
  [
    'the same metric without dimensions',
    [['cluster.name', 'test'], dimensions()],
    [['metric.dimensions', undefined]],
    [sameMetric('b', 'a')],
  ],
  ['the same cluster', [['metric.name', 'Other']], [], [sameCluster('b', 'a')]],
  ['the same cluster and metric', [], [], [sameCluster('b', 'a'), sameMetric('b', 'a')]],
  ['different clusters and dimensions', [staging, dimensions(['Cluster', 'staging'])], [], []],
  [
    'different clusters and dimension values',
    [staging, dimensions(['Cluster', 'x'])],
    [dimensions(['Cluster', 'y'])],
    [],
  ],
  ['one more dimension', [staging, dimensions(['Cluster', 'x'])], [dimensions(['Cluster', 'x'], ['Stage', 'y'])], []],
  ['swapped names and values', [staging, dimensions(['a', 'b'])], [dimensions(['b', 'a'])], []],
  ['different namespaces', [staging, ['metric.namespace', 'Other']], [], []],
  ['metrics of two regions', [...ireland], [], []],
  [
    'a metric that is that of the tickets of another file',
    [staging, ['metric.name', 'ClusterHealthTicket']],
    [['targets.1', { kind: 'Deployment', namespace: 'monitoring', name: 'grafana', severity: 'ticket' }]],
    [sameMetric('b', 'a')],
  ],
  ['a metric that another file would publish for tickets', [staging, ['metric.name', 'ClusterHealthTicket']], [], []],
  [
    'a metric that is the number of short targets of another file',
    [staging, ['metric.name', 'ClusterHealthShortTargets']],
    [],
    [sameMetric('b', 'a')],
  ],
  [
    'that metric, if the other file does not publish it',
    [staging, ['metric.name', 'ClusterHealthShortTargets']],
    [['alarms.ticket.chronic', false]],
    [],
  ],
  ['metrics of two accounts', [here], [there], []],
  [
    'a metric of a known and of an unknown account',
    [here, staging],
    [],
    [
      'b.yaml:1:61: error: metric: a.yaml publishes the same metric, so each would hide missing data of the other; use different dimensions, or specify cluster.account in both files if the clusters are in different accounts.',
    ],
  ],
])('%s', (_, a, b, expected) => {
  expect(check(a, b)).toEqual(expected);
});

describe('names that are derived from the cluster', () => {
  const inOtherFile = (name: string): Change[] => [otherMetric, ['cluster.name', name]];
  const long = (last: string): string => `${'c'.repeat(99)}${last}`;

  test.each<[string, Change[], Change[], string[]]>([
    [
      'that differ in a replaced character',
      inOtherFile('my_cluster'),
      [['cluster.name', 'my-cluster']],
      [
        `b.yaml:1:20: error: cluster.name: a.yaml with the cluster my_cluster would also create the stack eks-vigil-eu-central-1-my-cluster; ${byName}`,
      ],
    ],
    [
      'that differ in a replaced character, in accounts that may be the same',
      inOtherFile('my_cluster'),
      [['cluster.name', 'my-cluster'], here],
      [
        `b.yaml:1:20: error: cluster.name: a.yaml with the cluster my_cluster would also create the stack eks-vigil-eu-central-1-my-cluster; ${byAccount}, or ${byName}`,
      ],
    ],
    [
      'that differ in case',
      inOtherFile('Prod'),
      [],
      [
        `b.yaml:1:20: error: cluster.name: a.yaml with the cluster Prod would also create the IAM role eks-vigil-eu-central-1-prod, because IAM ignores case; ${byName}`,
      ],
    ],
    [
      'in accounts that may be the same',
      [here, otherMetric],
      [],
      [
        `b.yaml:1:12: error: cluster: a.yaml watches a cluster of the same name, and both would create the stack, IAM role, alarms and RBAC objects eks-vigil-eu-central-1-prod; put all targets of a cluster in one file, or ${byAccount}, or ${byName}`,
      ],
    ],
    [
      'of which both have a topic',
      [['watchdog', { topic: true }], otherMetric],
      [['watchdog', { topic: true }]],
      [sameCluster('b', 'a').replace('alarms and', 'alarms, SNS topic and')],
    ],
    ['of which one has a topic', [['watchdog', { topic: true }], otherMetric], [], [sameCluster('b', 'a')]],
    ['in two accounts', [here, otherMetric], [there], []],
    ['in two regions', [...ireland], [], []],
    ['that differ in case and region', [...inOtherFile('Prod'), ...ireland], [], []],
    ['that differ in a replaced character, in two accounts', [...inOtherFile('my_cluster'), here], [there], []],
    ['that differ only where they are truncated', inOtherFile(long('a')), [['cluster.name', long('b')]], []],
  ])('%s', (_, a, b, expected) => {
    expect(check(a, b)).toEqual(expected);
  });
});

describe('several vigils of one cluster', () => {
  const teamA: Change = ['name', 'team-a'];
  const teamB: Change = ['name', 'team-b'];

  test.each<[string, Change[], Change[]]>([
    ['one of them with a name', [teamA, otherMetric], []],
    ['with different names', [teamA, otherMetric], [teamB]],
    ['with different names and dimensions', [teamA, dimensions(['Vigil', 'a'])], [teamB, dimensions(['Vigil', 'b'])]],
  ])('%s', (_, a, b) => {
    expect(check(a, b)).toEqual([]);
    expect(check(b, a)).toEqual([]);
  });

  test('the same name is a conflict', () => {
    expect(check([teamA, otherMetric], [teamA])).toEqual([
      'b.yaml:1:12: error: cluster: a.yaml watches the same cluster, and both would create the stack, IAM role, alarms and RBAC objects eks-vigil-team-a-eu-central-1-prod; put all targets of a cluster in one file, or give the file that is not deployed yet another `name`, such as `name: team-b`.',
    ]);
  });

  test('the same name of the role is a conflict, which another `name` does not solve', () => {
    const role: Change = ['function', { roleName: 'platform-vigil' }];
    expect(check([teamA, otherMetric, role], [teamB, role])).toEqual([
      expect.stringMatching(
        /b\.yaml:\S+ error: function\.roleName: .* create the IAM role platform-vigil; .*specify another function\.roleName\.$/,
      ),
    ]);
  });

  test('the same metric is a conflict', () => {
    expect(check([teamA], [teamB])).toEqual([sameMetric('b', 'a')]);
  });

  test('the same name for different clusters is none', () => {
    expect(check([teamA, staging, otherMetric], [teamA])).toEqual([]);
  });
});

test('each further file is reported with the first', () => {
  expect(check([['metric.name', 'x']], [['metric.name', 'y']], [['metric.name', 'z']])).toEqual([
    sameCluster('b', 'a'),
    sameCluster('c', 'a'),
  ]);
});

test('an invalid file is not compared', () => {
  expect(check([['seconds', 1]], [])).toEqual([]);
});

describe('scaling', () => {
  const entry = (target: object) => ({
    target,
    min: 1,
    max: 9,
    up: {
      alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:busy' },
      policies: [{ type: 'Pods', value: 1 }],
    },
  });
  const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  const api = { kind: 'StatefulSet', namespace: 'shop', name: 'api' };
  const scaling = (...targets: object[]): Change => ['scaling', targets.map(entry)];
  const teamB: readonly Change[] = [['name', 'team-b'], otherMetric];
  const conflict = (place: number, name: string, more = '') =>
    expect.stringMatching(
      new RegExp(
        `^b\\.yaml:.*: error: scaling\\[${place}\\]\\.target: a\\.yaml scales ${name}, too, .*; scale it in one of the files only${more}\\.$`,
      ),
    );

  test.each<[string, Change[], Change[], unknown[]]>([
    [
      'every target that both scale is reported',
      [scaling(web, api)],
      [...teamB, scaling({ ...web, name: 'other' }, api, web)],
      [conflict(1, 'StatefulSet shop/api'), conflict(2, 'Deployment shop/web')],
    ],
    [
      'it is the same one with its apiVersion',
      [scaling(web)],
      [...teamB, scaling({ ...web, apiVersion: 'apps/v1' })],
      [conflict(0, 'Deployment shop/web')],
    ],
    [
      'the accounts may be different',
      [scaling(web), here],
      [...teamB, scaling(web)],
      [conflict(0, 'Deployment shop/web', ', or specify cluster.account in both files .*')],
    ],
    ['other targets are none', [scaling(web)], [...teamB, scaling(api)], []],
    ['another cluster is none', [scaling(web)], [otherMetric, staging, scaling(web)], []],
    ['another region is none', [scaling(web)], [otherMetric, ...ireland, scaling(web)], []],
    ['another account is none', [scaling(web), here], [otherMetric, there, scaling(web)], []],
  ])('%s', (_, a, b, expected) => {
    expect(check(a, b)).toEqual(expected);
  });
});

describe('podMetrics', () => {
  const group = (more: object = {}) => ({
    namespace: 'shop',
    selector: 'app=web',
    port: 8080,
    metrics: [{ name: 'requests_total' }],
    ...more,
  });
  const podMetrics = (...groups: object[]): Change => ['podMetrics', groups];
  const preset = { preset: 'vpc-cni' };
  const shop = { metricNamespace: 'Shop' };
  const mixed = (place: number) =>
    expect.stringMatching(
      new RegExp(
        `^b\\.yaml:.*: error: podMetrics\\[${place}\\]: a\\.yaml publishes metrics of pods into the same namespace with the same dimensions`,
      ),
    );

  test.each<[string, Change[], Change[], unknown[]]>([
    [
      'two vigils of a cluster with the same preset',
      [podMetrics(preset)],
      [['name', 'team-b'], otherMetric, podMetrics(group(), preset)],
      [mixed(1)],
    ],
    [
      'two clusters with the same dimensions',
      [podMetrics(group())],
      [staging, otherMetric, podMetrics(group({ metrics: [{ name: 'errors_total' }] }))],
      [mixed(0)],
    ],
    ['the preset in two clusters', [podMetrics(preset)], [staging, otherMetric, podMetrics(preset)], []],
    [
      'other dimensions',
      [podMetrics(group())],
      [staging, otherMetric, podMetrics(group({ dimensions: [{ name: 'Cluster', value: 'staging' }] }))],
      [],
    ],
    ['another namespace', [podMetrics(group())], [staging, otherMetric, podMetrics(group(shop))], []],
    ['two regions', [podMetrics(group())], [...ireland, podMetrics(group())], []],
    ['two accounts', [podMetrics(group()), here], [there, podMetrics(group())], []],
    [
      'the namespace of the metric of the earlier file, also in another region',
      [['metric.namespace', 'Shop']],
      [...ireland, podMetrics(group(), group(shop))],
      [
        expect.stringMatching(
          /^b\.yaml:.*: error: podMetrics\[1\]: publishes into "Shop", the namespace of metric in a\.yaml: /,
        ),
      ],
    ],
    [
      'the namespace of the metric of the later file',
      [podMetrics(group(shop))],
      [...ireland, ['metric.namespace', 'Shop']],
      [
        expect.stringMatching(
          /^b\.yaml:.*: error: metric\.namespace: podMetrics\[0\] of a\.yaml publishes into "Shop", too: /,
        ),
      ],
    ],
    ['that namespace in another account', [podMetrics(group(shop)), here], [there, ['metric.namespace', 'Shop']], []],
  ])('%s', (_, a, b, expected) => {
    expect(check(a, b)).toEqual(expected);
  });
});
