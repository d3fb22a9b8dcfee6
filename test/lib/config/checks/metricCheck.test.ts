import { type Change, diagnose } from '../input';

const named: Change = ['name', 'team-b'];
const warning = [
  'warning metric: does not contain the name "team-b": another vigil of the cluster may publish the same metric, and each would hide missing data of the other; add { name: Vigil, value: team-b } to the dimensions.',
];

test.each<[string, Change[], string[]]>([
  ['a vigil without a name', [], []],
  ['a metric without the name of its vigil', [named], warning],
  ['a dimension with the name', [named, ['metric.dimensions.0.value', 'team-b']], []],
  ['a namespace with the name', [named, ['metric.namespace', 'EksVigil/Team-B']], []],
  ['a metric name with the name', [named, ['metric.name', 'Health team-b']], []],
])('%s', (_, changes, expected) => {
  expect(diagnose(...changes)).toEqual(expected);
});

test('an incomplete metric is not compared with the name', () => {
  expect(diagnose(named, ['metric.name', 1])).not.toContainEqual(expect.stringContaining('does not contain the name'));
});
