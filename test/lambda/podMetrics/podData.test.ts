import type { Contribution } from '../../../lambda/podMetrics/looks';
import { createPodData } from '../../../lambda/podMetrics/podData';

const common = { Dimensions: [{ Name: 'Cluster', Value: 'prod' }], Timestamp: new Date(0) };
const histogram = (size: number): Contribution => ({
  values: [],
  observations: Array.from({ length: size }, (_, index) => [index, 1] as const),
  isIncrease: true,
});

test.each([
  [149, [149]],
  [150, [150]],
  [151, [150, 1]],
  [301, [150, 150, 1]],
])('a histogram of %d values has at most 150 of them in a data point', (size, expected) => {
  const data = createPodData([{ name: 'h_seconds', as: 'h', aggregate: 'sum' }], [[histogram(size)]], common);
  expect(data.map(({ Values }) => Values?.length)).toEqual(expected);
  expect(data.map(({ Counts }) => Counts?.length)).toEqual(expected);
  expect(data[0]).toMatchObject({ ...common, MetricName: 'h', Unit: 'Seconds' });
});

test('each metric has its own contributions, and one without any has no data point', () => {
  const one = (value: number): Contribution => ({ values: [value], observations: [], isIncrease: false });
  const metrics = ['a', 'b', 'c'].map((name) => ({ name, as: name.toUpperCase(), aggregate: 'sum' as const }));
  const data = createPodData(
    metrics,
    [
      [one(1), undefined, one(3)],
      [one(10), undefined, undefined],
    ],
    common,
  );
  expect(data).toEqual([
    { MetricName: 'A', ...common, Unit: 'None', Value: 11 },
    { MetricName: 'C', ...common, Unit: 'None', Value: 3 },
  ]);
});
