import { rbacHash, rbacManifest } from '../../config/rbac';
import { readingPlan } from '../../config/readingPlan';
import { runtimeConfig } from '../../config/runtimeConfig';
import { type Change, configWith } from './input';

const run = (...changes: Change[]) => runtimeConfig(configWith(...changes));
const firstTarget = (...changes: Change[]) => run(...changes).targets[0];

test('what travels with the function is complete, and JSON', () => {
  const config = configWith(['cluster.account', '111122223333'], ['alarm', { actions: [] }]);
  const plan = readingPlan(config.targets);
  const travels = runtimeConfig(config);

  expect(travels).toEqual({
    cluster: { name: 'prod', region: 'eu-central-1', account: '111122223333' },
    dryRun: false,
    seconds: 60,
    logging: { level: 'info', format: 'json' },
    metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
    targets: [
      {
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
        atLeast: 1,
        mode: 'AllOfThem',
        allowZero: false,
        grace: 900,
        downGrace: 300,
      },
    ],
    plan,
    rbacHash: rbacHash(rbacManifest(plan)),
  });
  expect(JSON.parse(JSON.stringify(travels))).toEqual(travels);
});

describe('the graces of a target, in seconds', () => {
  test.each<[string, Change[], { grace: number; downGrace: number }]>([
    ['the defaults', [], { grace: 900, downGrace: 300 }],
    [
      'those of the file',
      [
        ['grace', '20m'],
        ['downGrace', '10m'],
      ],
      { grace: 1200, downGrace: 600 },
    ],
    [
      'its own',
      [
        ['grace', '20m'],
        ['targets.0.grace', '30m'],
        ['targets.0.downGrace', '1m'],
      ],
      { grace: 1800, downGrace: 60 },
    ],
    ['a default downGrace, cut by the grace of the file', [['grace', '2m']], { grace: 120, downGrace: 120 }],
    ['a default downGrace, cut by its own grace', [['targets.0.grace', '2m']], { grace: 120, downGrace: 120 }],
    [
      'the downGrace of the file, cut by its own grace',
      [
        ['downGrace', '10m'],
        ['targets.0.grace', '5m'],
      ],
      { grace: 300, downGrace: 300 },
    ],
    [
      'its own downGrace, cut by the grace of the file',
      [['targets.0.downGrace', '1h']],
      { grace: 900, downGrace: 900 },
    ],
    ['strict', [['grace', 0]], { grace: 0, downGrace: 0 }],
    ['strict for what is down only', [['targets.0.downGrace', '0']], { grace: 900, downGrace: 0 }],
  ])('%s', (_, changes, graces) => {
    expect(firstTarget(...changes)).toMatchObject(graces);
  });
});

describe('the mode of a target', () => {
  test.each<[Change, object]>([
    [['targets.0.mode', 'AtLeastOne'], { mode: 'AtLeastOne' }],
    [['targets.0.minReady', 2], { mode: 'MinReady', minReady: 2 }],
    [['targets.0.minReady', '50%'], { mode: 'MinReady', minReady: '50%' }],
    [['targets.0.allowZero', true], { mode: 'AllOfThem', allowZero: true }],
  ])('%j', (change, expected) => {
    expect(firstTarget(change)).toMatchObject(expected);
    expect(Object.hasOwn(firstTarget(change) ?? {}, 'minReady')).toBe('minReady' in expected);
  });
});

test('a set of objects has its selector and no name', () => {
  const target = { kind: 'Deployment', namespace: 'shop', selector: 'app=web', atLeast: 3 };
  expect(firstTarget(['targets.0', target])).toEqual({
    ...target,
    mode: 'AllOfThem',
    allowZero: false,
    grace: 900,
    downGrace: 300,
  });
});
