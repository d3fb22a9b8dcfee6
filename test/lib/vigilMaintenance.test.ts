import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { loadConfig } from '../../lib/config/load';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

const yaml = (maintenance: string, more = '') => `
cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
maintenance: ${maintenance}
${more}`;

const templateOf = (...args: Parameters<typeof yaml>) =>
  Template.fromStack(new VigilStack(new App(), { config: configFrom(yaml(...args)) }));
const alarm = (id: string) => ({ Ref: Match.stringLikeRegexp(`^${id}`) });

test('a window mutes all alarms of this stack, and nothing else', () => {
  const template = templateOf(
    '[{ name: nodes, cron: "0 2 * * SUN", duration: 4h, timezone: Europe/Berlin }]',
    'watchdog: { topic: true }',
  );
  template.hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
    Name: 'eks-vigil-eu-central-1-prod-maintenance-nodes',
    Rule: { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT240M', Timezone: 'Europe/Berlin' } },
    MuteTargets: { AlarmNames: [alarm('Health'), alarm('Blind'), alarm('Chronic'), alarm('Watchdog')] },
  });
});

test.each([
  ['page', ['Health', 'Watchdog']],
  ['ticket', ['Blind', 'Chronic']],
])('with the severity %s, only the alarms that notify these', (severity, ids) => {
  const window = `[{ name: nodes, cron: "0 2 * * *", duration: 1h, severity: ${severity} }]`;
  templateOf(window, 'watchdog: { topic: true }').hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
    MuteTargets: { AlarmNames: ids.map(alarm) },
  });
});

test('without alarms there is no rule: it would mute every alarm of the account', () => {
  const window = '[{ name: nodes, cron: "0 2 * * *", duration: 1h }]';
  templateOf(window, 'dryRun: true').resourceCountIs('AWS::CloudWatch::AlarmMuteRule', 0);
});

test.each<[string, string, RegExp]>([
  [
    'six fields',
    '{ name: a, cron: "0 2 * * ? *", duration: 1h }',
    /maintenance\[0\]\.cron: .*cron expression of five fields/,
  ],
  ['a step', '{ name: a, cron: "*/5 * * * *", duration: 1h }', /maintenance\[0\]\.cron: .*five fields/],
  [
    'an hour that does not exist',
    '{ name: a, cron: "0 25 * * *", duration: 1h }',
    /^maintenance\[0\]\.cron: got "0 25 \* \* \*": expected a cron expression of five fields[^\n]+$/,
  ],
  [
    'a day that never comes',
    '{ name: a, cron: "0 2 31 2 *", duration: 1h }',
    /^maintenance\[0\]\.cron: got "0 2 31 2 \*": it never occurs; expected days and months that exist together/,
  ],
  ...[
    ['0 0 * * *', '1d'],
    ['* * * * *', '1h'],
    ['0 0 * * SUN,WED', '4d'],
  ].map(([cron, duration]): [string, string, RegExp] => [
    `a window without an end (${cron} for ${duration})`,
    `{ name: a, cron: "${cron}", duration: ${duration} }`,
    /^maintenance\[0\]\.duration: got "\w+": the next window begins before this one is over/,
  ]),
  ...['0 2 L * *', '0 2 LW * *', '0 2 15W * *', '0 2 * * SUNL', '0 2 * MON *', 'JAN 2 * * *', '0 2 * * 1#2'].map(
    (cron): [string, string, RegExp] => [
      `what AWS does not document (${cron})`,
      `{ name: a, cron: "${cron}", duration: 1h }`,
      /^maintenance\[0\]\.cron: got "[^"]+", expected a cron expression of five fields[^\n]+$/,
    ],
  ),
  [
    'too long',
    '{ name: a, cron: "0 2 * * *", duration: 16d }',
    /maintenance\[0\]\.duration: .*full minutes from 1m to 15d/,
  ],
  ['seconds', '{ name: a, cron: "0 2 * * *", duration: 90s }', /maintenance\[0\]\.duration: .*full minutes/],
  [
    'an unknown time zone',
    '{ name: a, cron: "0 2 * * *", duration: 1h, timezone: Berlin }',
    /maintenance\[0\]\.timezone: .*Europe\/Berlin/,
  ],
  [
    'a name twice',
    '{ name: a, cron: "0 2 * * *", duration: 1h }, { name: a, cron: "0 3 * * *", duration: 1h }',
    /maintenance\[1\]\.name: .*another window/,
  ],
])('%s is an error', (_, window, message) => {
  const { config, diagnostics } = loadConfig('prod.yaml', yaml(`[${window}]`));
  expect(config).toBeUndefined();
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ path, message: text }) => `${path}: ${text}`).join('\n')).toMatch(message);
});

test.each(['0 2 * * SUN', '0,30 2-4 1-15 JAN,JUL-SEP MON-FRI', '59 23 31 12 0'])('%s is a time of a window', (cron) => {
  const { diagnostics } = loadConfig('prod.yaml', yaml(`[{ name: a, cron: "${cron}", duration: 1h }]`));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
