import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expectedAlarms } from '../../../cli/alarms/expectedAlarms';
import { namesOf } from '../../../lib/config/names';
import { VigilStack } from '../../../lib/vigilStack';
import { type Change, configWith } from '../../lib/config/input';

const alarmMetric = { namespace: 'AWS/SQS', name: 'Length' };
const sections: readonly Change[] = [
  ['podMetrics', [{ preset: 'vpc-cni' }]],
  [
    'scaling',
    [
      {
        target: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        min: 1,
        max: 9,
        up: {
          alarm: { metric: alarmMetric, comparison: 'GreaterThanThreshold', threshold: 1 },
          policies: [{ type: 'Pods', value: 1 }],
        },
      },
    ],
  ],
  ['zoneTraffic', { flowLogs: { vpc: 'vpc-0123456789abcdef0' } }],
];
const config = configWith(
  ...sections,
  ['targets.1', { kind: 'Deployment', namespace: 'monitoring', name: 'grafana', severity: 'ticket' }],
  ['watchdog', { topic: true }],
  ['dashboard', true],
  ['maintenance', [{ name: 'nodes', cron: '0 2 * * SUN', duration: '4h' }]],
);
const template = Template.fromStack(new VigilStack(new App(), { config })).toJSON();
const expected = expectedAlarms({ config, names: namesOf(config) });

/** The names of the alarms that something refers to, by their logical IDs. */
function namesIn(type: string): string[] {
  const resources: Record<string, { Type: string; Properties: { AlarmName: string } }> = template.Resources;
  const referring = Object.values(resources).filter((one) => one.Type === type);
  return Object.entries(resources)
    .filter(([id, { Type }]) => Type === 'AWS::CloudWatch::Alarm' && JSON.stringify(referring).includes(`"${id}"`))
    .map(([, { Properties }]) => Properties.AlarmName);
}

/** All that notify: those by which scaling changes replicas do not. */
function notifying(): string[] {
  const resources: { Type: string; Properties: { AlarmName: string; AlarmActions?: unknown[] } }[] = Object.values(
    template.Resources,
  );
  return resources
    .filter(({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties.AlarmActions !== undefined)
    .map(({ Properties }) => Properties.AlarmName);
}

test('the alarms that the commands know are those of the stack that notify', () => {
  expect(expected.map(({ id }) => id)).toEqual([
    ...['health', 'ticket', 'blind', 'chronic', 'watchdog'],
    ...['pod-metrics-failing', 'scaling-failing', 'zones-failed', 'zones-late'],
  ]);
  expect(expected.map(({ name }) => name).sort()).toEqual(notifying().sort());
});

test.each(['AWS::CloudWatch::AlarmMuteRule', 'AWS::CloudWatch::Dashboard'])(
  '%s has all of them, and no other',
  (type) => {
    expect(namesIn(type).sort()).toEqual(notifying().sort());
  },
);

test('the alarms of the sections are for a ticket', () => {
  const ofSections = expected.filter(({ id }) => id.includes('-'));
  expect(new Set(ofSections.map(({ key }) => key))).toEqual(new Set(['alarms.ticket.actions']));
});
