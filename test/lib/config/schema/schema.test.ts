import { configSchema } from '../../../../lib/config/schema/schema';
import { configWith, diagnose, inputWith, topic } from '../input';
import { accepted, rejected } from '../values';

test.each(accepted)('%s accepts %j', (...change) => {
  // The actions must be in the region of the cluster.
  const changes = change[0] === 'cluster.region' ? [change, ['alarms', undefined] as const] : [change];
  expect(diagnose(...changes).filter((line) => line.startsWith('error'))).toEqual([]);
});

test.each(rejected)('%s rejects %j', (path, value, message) => {
  const start = `error ${path.replace(/\.(\d+)/g, '[$1]')}: `;
  const lines = diagnose([path, value]).filter((line) => line.startsWith(start));
  expect(lines.map((line) => line.slice(start.length))).toEqual([
    typeof message === 'string' ? message : expect.stringMatching(message),
  ]);
});

describe('the defaults', () => {
  test('of a file with only the required keys', () => {
    expect(configSchema.parse(inputWith(['metric.dimensions', undefined], ['alarms', undefined]))).toEqual({
      cluster: { name: 'prod', region: 'eu-central-1' },
      access: 'eksctl',
      dryRun: false,
      dashboard: false,
      maintenance: [],
      seconds: 60,
      logging: { level: 'info', format: 'json', verdicts: 'changed', retentionDays: 30, keepWithoutStack: false },
      function: { architecture: 'arm64', memorySize: 256, timeout: 30 },
      tags: {},
      metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [] },
      targets: [{ kind: 'Deployment', namespace: 'shop', name: 'web', allowZero: false }],
      read: 'name',
      clusterDownGrace: 120,
      alarms: {
        page: { evaluationPeriods: 6, datapointsToAlarm: 5, actions: [], okActions: [] },
        ticket: { actions: [], okActions: [], chronic: true },
      },
    });
  });

  test('apply within a partial mapping', () => {
    const { logging, alarms } = configWith(
      ['logging', { level: 'debug' }],
      ['alarms', { ticket: { actions: [topic] } }],
    );
    expect({ logging, ticket: alarms.ticket }).toEqual({
      logging: { level: 'debug', format: 'json', verdicts: 'changed', retentionDays: 30, keepWithoutStack: false },
      ticket: { actions: [topic], okActions: [topic], chronic: true },
    });
  });
});

describe('a target', () => {
  const nameOrSelector = 'error targets[0]: specify either name (one object) or selector (a set of objects), not both.';
  const neither =
    'error targets[0]: specify name (one object) or selector (a set of objects). `kubectl -n shop get deployments --show-labels` prints the names and the labels.';
  const cases: [title: string, target: object, lines: string[]][] = [
    ['without name and selector', {}, [neither]],
    ['with name and selector', { name: 'web', selector: 'app=web' }, [nameOrSelector]],
    [
      'with atLeast and a name',
      { name: 'web', atLeast: 2 },
      [
        'error targets[0].atLeast: got 2: atLeast is the number of objects that a selector must match; it cannot be used with name.',
      ],
    ],
    [
      'with mode and minReady',
      { name: 'web', mode: 'AllOfThem', minReady: '50%' },
      ['error targets[0].minReady: got "50%": specify either mode or minReady, not both.'],
    ],
    [
      'with an empty selector',
      { selector: ' ' },
      [
        'error targets[0].selector: got " ": the selector is empty and would match every object; specify at least one label.',
      ],
    ],
    [
      'with an invalid selector',
      { selector: 'app in web' },
      [
        expect.stringContaining(
          'error targets[0].selector: got "app in web": cannot parse "app in web"; use key=value',
        ),
      ],
    ],
    [
      'with atLeast below 1',
      { selector: 'a', atLeast: 0 },
      ['error targets[0].atLeast: got 0, expected an integer of at least 1.'],
    ],
    [
      'with neither, and another problem',
      { mode: 'all' },
      [neither, 'error targets[0].mode: got "all", expected AllOfThem or AtLeastOne. Did you mean AllOfThem?'],
    ],
  ];

  test.each(cases)('%s', (_, target, lines) => {
    expect(diagnose(['targets.0', { kind: 'Deployment', namespace: 'shop', ...target }])).toEqual(lines);
  });
});
