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
  `${file}.yaml:1:12: error: cluster: ${other}.yaml watches the same cluster, and both would create the same IAM role; put all targets of a cluster in one file.`;

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
  ['metrics of two accounts', [['cluster.account', '111122223333']], [['cluster.account', '444455556666']], []],
])('%s', (_, a, b, expected) => {
  expect(check(a, b)).toEqual(expected);
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
