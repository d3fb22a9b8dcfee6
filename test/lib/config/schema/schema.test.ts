import { configSchema } from '../../../../lib/config/schema/schema';
import { configWith, diagnose, inputWith } from '../input';
import { accepted, rejected } from '../values';

test.each(accepted)('%s accepts %j', (...change) => {
  expect(diagnose(change).filter((line) => line.startsWith('error'))).toEqual([]);
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
    expect(configSchema.parse(inputWith(['metric.dimensions', undefined]))).toEqual({
      cluster: { name: 'prod', region: 'eu-central-1' },
      dryRun: false,
      seconds: 60,
      logging: { level: 'info', format: 'json', verdicts: 'changed' },
      metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [] },
      targets: [{ kind: 'Deployment', namespace: 'shop', name: 'web', allowZero: false }],
      grace: 900,
      downGrace: 300,
      alarm: { evaluationPeriods: 5, datapointsToAlarm: 3, actions: [] },
    });
  });

  test('apply within a partial mapping', () => {
    const { logging, alarm } = configWith(['logging', { level: 'debug' }], ['alarm', { evaluationPeriods: 10 }]);
    expect({ logging, alarm }).toEqual({
      logging: { level: 'debug', format: 'json', verdicts: 'changed' },
      alarm: { evaluationPeriods: 10, datapointsToAlarm: 3, actions: [] },
    });
  });
});

describe('a target', () => {
  const nameOrSelector = 'error targets[0]: specify either name (one object) or selector (a set of objects), not both.';
  const cases: [title: string, target: object, lines: string[]][] = [
    ['without name and selector', {}, [nameOrSelector]],
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
      [nameOrSelector, 'error targets[0].mode: got "all", expected AllOfThem or AtLeastOne. Did you mean AllOfThem?'],
    ],
  ];

  test.each(cases)('%s', (_, target, lines) => {
    expect(diagnose(['targets.0', { kind: 'Deployment', namespace: 'shop', ...target }])).toEqual(lines);
  });
});

describe('the alarm', () => {
  const cases: [seconds: number, alarm: object, lines: string[]][] = [
    [60, { evaluationPeriods: 3 }, []],
    [
      60,
      { evaluationPeriods: 2 },
      [
        'error alarm.datapointsToAlarm: datapointsToAlarm (3) is larger than evaluationPeriods (2), so the alarm could never fire.',
      ],
    ],
    [
      60,
      { datapointsToAlarm: 6 },
      [
        'error alarm.datapointsToAlarm: got 6: datapointsToAlarm (6) is larger than evaluationPeriods (5), so the alarm could never fire.',
      ],
    ],
    [60, { evaluationPeriods: 1440 }, []],
    [
      60,
      { evaluationPeriods: 1441 },
      [
        'error alarm.evaluationPeriods: got 1441: CloudWatch evaluates at most one day, or seven days with `seconds: 3600` or more; with `seconds: 60`, use at most 1440.',
      ],
    ],
    [3540, { evaluationPeriods: 24 }, []],
    [3540, { evaluationPeriods: 25 }, [expect.stringContaining('with `seconds: 3540`, use at most 24.')]],
    [3600, { evaluationPeriods: 168 }, []],
    [3600, { evaluationPeriods: 169 }, [expect.stringContaining('with `seconds: 3600`, use at most 168.')]],
    [86_400, { evaluationPeriods: 7 }, []],
    [86_400, { evaluationPeriods: 8 }, [expect.stringContaining('with `seconds: 86400`, use at most 7.')]],
    [
      86_460,
      { evaluationPeriods: 8 },
      [expect.stringContaining('error seconds: got 86460, expected a multiple of 60 from 60 to 86400')],
    ],
  ];

  test.each(cases)('every %d seconds with %j', (seconds, alarm, lines) => {
    expect(diagnose(['seconds', seconds], ['alarm', alarm])).toEqual(lines);
  });
});
