import { type Change, configWith, diagnose, topic } from '../input';

const watchdog: Change = ['watchdog', { topic: true }];
const own = 'arn:aws:sns:eu-central-1:111122223333:eks-vigil-eu-central-1-prod-watchdog';
const mistaken = (path: string, arn = own) =>
  `error ${path}: got "${arn}": it is the topic for the Watchdog, which counts the messages of Alertmanager; use a topic that notifies a person.`;

test('there is no topic by default, and it needs neither a publisher nor a probe of Alertmanager', () => {
  expect(configWith().watchdog).toBeUndefined();
  expect(diagnose(watchdog)).toEqual([]);
});

describe('an alarm cannot call the topic for the Watchdog', () => {
  test.each<[title: string, changes: Change[], lines: string[]]>([
    ['page', [['alarms.page.actions', [topic, own]]], [mistaken('alarms.page.actions[1]')]],
    ['page, on OK', [['alarms.page.okActions', [own]]], [mistaken('alarms.page.okActions[0]')]],
    ['ticket', [['alarms.ticket.actions', [own]]], [mistaken('alarms.ticket.actions[0]')]],
    [
      'of a vigil with a name',
      [
        ['name', 'b'],
        ['metric.name', 'OfB'],
        ['metric.dimensions.0.value', 'b'],
        ['alarms.page.actions', [own.replace('vigil', 'vigil-b')]],
      ],
      [mistaken('alarms.page.actions[0]', own.replace('vigil', 'vigil-b'))],
    ],
    [
      'under the former name of page',
      [
        ['alarms', undefined],
        ['alarm', { actions: [own] }],
      ],
      [mistaken('alarm.actions[0]')],
    ],
    ['that of another cluster can be called', [['alarms.page.actions', [own.replace('prod', 'other')]]], []],
    [
      'a function of that name can be called',
      [['alarms.page.actions', [own.replace('sns', 'lambda').replace('eks', 'function:eks')]]],
      [],
    ],
    [
      'without a topic, the name has no meaning',
      [
        ['alarms.page.actions', [own]],
        ['watchdog.topic', false],
      ],
      [],
    ],
  ])('%s', (_, changes, lines) => {
    const errors = diagnose(watchdog, ...changes).filter((line) => line.startsWith('error'));
    expect(errors).toEqual(lines);
  });
});

describe('the publisher must be in the partition of the region', () => {
  const role = (partition: string) => `arn:${partition}:iam::111122223333:role/alertmanager`;

  test.each<[region: string, partition: string, lines: string[]]>([
    ['eu-central-1', 'aws', []],
    ['cn-north-1', 'aws-cn', []],
    [
      'us-gov-west-1',
      'aws',
      [
        `error watchdog.publisher: got "${role('aws')}": it is in the partition aws, but us-gov-west-1 is in aws-us-gov.`,
      ],
    ],
  ])('in %s, a role of %s', (region, partition, lines) => {
    const changes: Change[] = [
      ['cluster.region', region],
      ['alarms', undefined],
    ];
    const found = diagnose(...changes, ['watchdog', { topic: true, publisher: role(partition) }]);
    expect(found.filter((line) => line.startsWith('error'))).toEqual(lines);
  });
});
