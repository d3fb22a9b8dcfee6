import { toRuntimeConfig } from '../../../../lib/config/toRuntimeConfig';
import { type Change, configWith, diagnose } from '../input';

const perTarget: Change = ['metric.perTarget', true];
const dimensions = (names: readonly string[]): Change => [
  'metric.dimensions',
  names.map((name) => ({ name, value: 'any' })),
];
const web = (index: number) => ({ kind: 'Deployment', namespace: 'shop', name: `web-${index}` });
const targets = (count: number): Change => ['targets', Array.from({ length: count }, (_, index) => web(index))];
const price = (count: number, dollars: string) =>
  `warning metric.perTarget: adds a metric for each of ${count} targets: about ${dollars} USD a month at list price (0.30 for each metric, and the requests).`;

test.each<[string, Change[], string[]]>([
  ['nothing without it', [dimensions(['Target'])], []],
  ['nothing if it is off', [['metric.perTarget', false], dimensions(['Target'])], []],
  ['the price', [perTarget, targets(14)], [price(14, '4.64')]],
  ['the price of two requests a run', [perTarget, ['read', 'name'], targets(1001)], [price(1001, '301.18')]],
  ['the price of a run every ten minutes', [perTarget, targets(10), ['seconds', 600]], [price(10, '3.04')]],
  ['no price in a dry run', [perTarget, ['dryRun', true]], []],
  [
    'a dimension with its name',
    [perTarget, dimensions(['Cluster', 'Target'])],
    [
      price(1, '0.74'),
      'error metric.dimensions[1].name: perTarget adds a dimension with the name Target; rename this one.',
    ],
  ],
  [
    'too many dimensions',
    [perTarget, dimensions(Array.from({ length: 30 }, (_, index) => `d${index}`))],
    [
      price(1, '0.74'),
      'error metric.dimensions: perTarget adds a dimension, and CloudWatch allows 30; use at most 29.',
    ],
  ],
])('%s', (_, changes, lines) => {
  expect(diagnose(...changes).sort()).toEqual([...lines].sort());
});

test('the function knows it only if it is on', () => {
  expect(toRuntimeConfig(configWith(perTarget)).metric.perTarget).toBe(true);
  expect(toRuntimeConfig(configWith(['metric.perTarget', false])).metric).not.toHaveProperty('perTarget');
});
