import { type Change, configWith, diagnose, topic } from '../input';

const page = (values: object): Change => ['alarms.page', { actions: [topic], ...values }];

describe('M out of N', () => {
  test.each<[seconds: number, page: object, lines: string[]]>([
    [60, { evaluationPeriods: 3 }, []],
    [
      60,
      { datapointsToAlarm: 6, evaluationPeriods: 5 },
      [
        'error alarms.page.datapointsToAlarm: got 6: datapointsToAlarm (6) is larger than evaluationPeriods (5), so the alarm could never fire.',
      ],
    ],
    [60, { evaluationPeriods: 1440 }, []],
    [
      60,
      { evaluationPeriods: 1441 },
      [
        'error alarms.page.evaluationPeriods: got 1441: CloudWatch evaluates at most one day, or seven days with `seconds: 3600` or more; with `seconds: 60`, use at most 1440.',
      ],
    ],
    [3540, { evaluationPeriods: 24, datapointsToAlarm: 1 }, [expect.stringMatching(/^warning/)]],
    [
      3540,
      { evaluationPeriods: 25, datapointsToAlarm: 1 },
      [expect.stringMatching(/^error.*`seconds: 3540`, use at most 24\.$/), expect.stringMatching(/^warning/)],
    ],
    [
      3600,
      { evaluationPeriods: 169, datapointsToAlarm: 1 },
      [expect.stringContaining('use at most 168.'), expect.stringMatching(/^warning/)],
    ],
    [
      86_460,
      { evaluationPeriods: 8 },
      [expect.stringContaining('error seconds: got 86460, expected a multiple of 60')],
    ],
  ])('every %d seconds with %j', (seconds, values, lines) => {
    expect(diagnose(['seconds', seconds], page(values))).toEqual(lines);
  });

  test.each<[seconds: number, page: object, m: number, n: number]>([
    [60, {}, 5, 6],
    [120, {}, 3, 3],
    [600, {}, 3, 3],
    [660, {}, 2, 2],
    [86_400, {}, 2, 2],
    [60, { evaluationPeriods: 2 }, 2, 2],
    [60, { evaluationPeriods: 10 }, 5, 10],
    [60, { datapointsToAlarm: 3 }, 3, 6],
    [60, { datapointsToAlarm: 10 }, 10, 10],
    [60, { datapointsToAlarm: 3, evaluationPeriods: 4 }, 3, 4],
  ])('every %d seconds with %j is %d of %d', (seconds, values, datapointsToAlarm, evaluationPeriods) => {
    const { alarms } = configWith(['seconds', seconds], page(values));
    expect(alarms.page).toMatchObject({ datapointsToAlarm, evaluationPeriods });
  });

  test.each<[seconds: number, page: object, lines: string[]]>([
    [60, { datapointsToAlarm: 30, evaluationPeriods: 30 }, []],
    [
      60,
      { datapointsToAlarm: 31, evaluationPeriods: 31 },
      ['warning alarms.page.datapointsToAlarm: the alarm fires only after an outage of 31m (31 periods of 1m).'],
    ],
    [600, {}, []],
    [900, {}, []],
    [960, {}, ['warning seconds: the alarm fires only after an outage of 32m (2 periods of 16m).']],
  ])('every %d seconds with %j: half an hour is long', (seconds, values, lines) => {
    expect(diagnose(['seconds', seconds], page(values))).toEqual(lines);
  });
});

describe('the former name of alarms.page', () => {
  const former = (values: object): Change[] => [
    ['alarms', undefined],
    ['alarm', values],
  ];

  test('still works, with a warning', () => {
    const values = { actions: [topic], evaluationPeriods: 5, datapointsToAlarm: 3 };
    expect(diagnose(...former(values)).sort()).toEqual([
      'warning alarm: is the former name of alarms.page; write alarms: { page: { … } }.',
      expect.stringMatching(/^warning alarms\.ticket\.actions: has no actions/),
    ]);
    expect(configWith(...former(values)).alarms.page).toEqual({ ...values, okActions: [topic] });
    expect(configWith(...former(values))).not.toHaveProperty('alarm');
  });

  test('is checked as alarms.page is', () => {
    const lines = diagnose(...former({ actions: ['arn:aws:iam::111122223333:role/a'], evaluationPeriods: 1441 }));
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/^error alarm\.actions\[0\]: .*cannot call the service iam/),
      expect.stringMatching(/^error alarm\.evaluationPeriods: got 1441/),
    ]);
  });

  test('cannot be used together with alarms', () => {
    expect(diagnose(['alarm', { actions: [topic] }])).toContain(
      'error alarm: cannot be used with alarms; move its keys to alarms.page.',
    );
  });
});

describe('an alarm without actions', () => {
  const nobody = (path: string, when: string) =>
    `warning ${path}: has no actions: nobody is notified when ${when}; add email addresses, or an action, such as an SNS topic.`;
  const all = nobody('alarms', 'an alarm fires');
  const health = nobody('alarms.page.actions', 'health fires');
  const tickets = nobody('alarms.ticket.actions', 'blind or chronic fires');

  test.each<[Change, string[]]>([
    [['alarms', undefined], [all]],
    [['alarms', {}], [all]],
    [['alarms', { page: {}, ticket: { actions: [] } }], [all]],
    [['alarms.page.actions', []], [health]],
    [['alarms.page', undefined], [health]],
    [['alarms.ticket', { chronic: false }], [tickets]],
  ])('%j', (change, lines) => {
    expect(diagnose(change)).toEqual(lines);
  });

  test('names every alarm that calls these actions', () => {
    expect(diagnose(['alarms.page.actions', []], ['watchdog', { topic: true }])).toEqual([
      nobody('alarms.page.actions', 'health or watchdog fires'),
    ]);
    expect(diagnose(['alarms.page.actions', []], ['watchdog', { topic: false }])).toEqual([health]);
  });

  test('names the alarm of tickets only if there are some', () => {
    const grafana = { kind: 'Deployment', namespace: 'monitoring', name: 'grafana', severity: 'ticket' };
    expect(diagnose(['alarms.ticket.actions', []], ['targets.1', grafana])).toEqual([
      nobody('alarms.ticket.actions', 'ticket, blind or chronic fires'),
    ]);
  });

  test('is of no interest in a dry run', () => {
    expect(diagnose(['dryRun', true], ['alarms', undefined], ['seconds', 3600])).toEqual([]);
  });
});

describe('the name of the metric leaves room for that of the second one', () => {
  test.each<[length: number, chronic: boolean, valid: boolean]>([
    [243, true, true],
    [244, true, false],
    [255, true, false],
    [255, false, true],
  ])('%d characters, chronic: %s', (length, chronic, valid) => {
    const lines = diagnose(['metric.name', 'x'.repeat(length)], ['alarms.ticket.chronic', chronic]);
    const message = `error metric.name: has ${length} characters, but at most 243 are allowed, because a second metric has this name with a suffix; use a shorter name, or alarms.ticket.chronic: false.`;
    expect(lines).toEqual(valid ? [] : [message]);
  });

  test('and is reported once if it is too long for any metric', () => {
    expect(diagnose(['metric.name', 'x'.repeat(256)])).toHaveLength(1);
  });
});

test.each(['page', 'ticket'])('the actions of alarms.%s must be able to work', (alarm) => {
  const elsewhere = 'arn:aws:sns:us-east-1:111122223333:on-call';
  const opsItem = 'arn:aws:ssm:eu-central-1:111122223333:opsitem:1';
  expect(diagnose([`alarms.${alarm}`, { actions: [topic, elsewhere, opsItem], okActions: [opsItem] }])).toEqual([
    `error alarms.${alarm}.actions[1]: got "${elsewhere}": it is in the region us-east-1, but an alarm can only call actions in its own region, eu-central-1.`,
    `error alarms.${alarm}.okActions[0]: got "${opsItem}": the kind Systems Manager OpsItem only acts in the state ALARM.`,
  ]);
});
