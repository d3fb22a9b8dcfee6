import { minute, now } from '../../support/objects/clock';
import { type AwsAnswers, AwsFailure } from '../../support/servers/awsOperations';
import { configText, eksVigil, type ProcessOptions } from '../commandLine';
import { outputs, stackWith } from '../doctor/chain';
import { type ScriptedAws, startScriptedAws } from '../scriptedAws';

const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const stack = 'eks-vigil-eu-central-1-prod';
const start = now - 60 * minute;
const verdict = { ...target, verdict: 'Unhealthy', reason: 'NoneReady', message: '0 of 3 pods ready' };

/** The line of the run of a minute; in the minutes 20 to 29 the target is Unhealthy. */
function runLine(index: number): object {
  const at = new Date(start + index * minute).toISOString();
  const targets = index >= 20 && index < 30 ? [verdict] : [];
  const line = { time: at, level: 'info', message: 'run', counts: { healthy: 1 }, timestamp: at, targets };
  return { eventId: String(index), timestamp: start + index * minute, message: `${JSON.stringify(line)}\n` };
}

const seconds = (index: number) => (start + index * minute) / 1000;
const change = (index: number, from: string, to: string) => ({
  AlarmName: `${stack}-health`,
  Timestamp: seconds(index),
  HistoryItemType: 'StateUpdate',
  HistorySummary: `Alarm updated from ${from} to ${to}`,
  HistoryData: JSON.stringify({
    oldState: { stateValue: from },
    newState: { stateValue: to, stateReason: 'Threshold Crossed: 5 out of the last 6 datapoints' },
  }),
});

/** AWS as it answers about an hour with one outage. Lists have two pages. */
function working(text: string): AwsAnswers {
  const page = <T>(list: readonly T[], token: unknown) => (token === undefined ? list.slice(0, 1) : list.slice(1));
  const lines = Array.from({ length: 60 }, (_, index) => runLine(index));
  const items = [
    change(25, 'OK', 'ALARM'),
    {
      AlarmName: `${stack}-health`,
      Timestamp: seconds(25),
      HistoryItemType: 'Action',
      HistorySummary: 'Successfully executed action arn:aws:sns:eu-central-1:111122223333:on-call',
    },
    change(32, 'ALARM', 'OK'),
  ];
  const minutes = Array.from({ length: 60 }, (_, index) => seconds(index));
  const values = minutes.map((_, index) => (index >= 20 && index < 30 ? 0 : 1));
  return {
    'cloudformation:DescribeStacks': stackWith(outputs(text)),
    'logs:FilterLogEvents': ({ nextToken }) => ({
      events: page(lines, nextToken),
      ...(nextToken === undefined ? { nextToken: 'more' } : {}),
    }),
    'cloudwatch:GetMetricData': ({ NextToken }) => ({
      MetricDataResults: [{ Id: 'metric0', Timestamps: page(minutes, NextToken), Values: page(values, NextToken) }],
      ...(NextToken === undefined ? { NextToken: 'more' } : {}),
    }),
    'cloudwatch:DescribeAlarms': () => ({
      MetricAlarms: ['health', 'blind', 'chronic'].map((one) => ({ AlarmName: `${stack}-${one}`, StateValue: 'OK' })),
    }),
    'cloudwatch:DescribeAlarmHistory': ({ AlarmName, NextToken }) => ({
      AlarmHistoryItems: AlarmName === `${stack}-health` ? page(items, NextToken) : [],
      ...(NextToken === undefined && AlarmName === `${stack}-health` ? { NextToken: 'more' } : {}),
    }),
    'cloudwatch:ListAlarmMuteRules': ({ AlarmName }) => ({
      AlarmMuteRuleSummaries:
        AlarmName === `${stack}-health`
          ? [{ AlarmMuteRuleArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:upgrade' }]
          : [],
    }),
    'cloudwatch:GetAlarmMuteRule': () => ({
      Name: 'upgrade',
      Description: 'node upgrade',
      Rule: { Schedule: { Expression: 'at(2026-01-01T11:05)', Duration: 'PT5M' } },
    }),
  };
}

let aws: ScriptedAws;
beforeAll(async () => {
  aws = await startScriptedAws();
});
afterAll(() => aws.stop());

async function run(
  given: AwsAnswers = {},
  args: readonly string[] = [],
  options: ProcessOptions & { readonly config?: object } = {},
) {
  const text = configText([target], options.config);
  const file = aws.folder.write('prod.yaml', text);
  aws.answer({ ...working(text), ...given });
  return eksVigil(['history', '--config', file, '--hours', '1', ...args], { now: () => now, ...options });
}

const lanesOf = (stdout: string) =>
  JSON.parse(stdout).lanes.map(
    ({ kind, name, intervals }: { kind: string; name: string; intervals: { state: string }[] }) => [
      `${kind} ${name}`,
      intervals.map(({ state }) => state).join(' '),
    ],
  );

test('an outage has lanes for the metric, each alarm, the mute and the target; all pages are read', async () => {
  const { stdout, stderr, exitCode } = await run({}, ['--output', 'json']);
  expect(lanesOf(stdout)).toEqual([
    ['metric ClusterHealth', '1 0 1'],
    ['alarm health', 'OK ALARM OK'],
    ['alarm blind', 'OK'],
    ['alarm chronic', 'OK'],
    ['mute upgrade', 'not muted muted not muted'],
    ['target Deployment shop/web', 'Healthy Unhealthy Healthy'],
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('the table says when the alarm fired, and what it called', async () => {
  const { stdout } = await run({}, [], { columns: 160, isTerminal: true, env: { NO_COLOR: '1' } });
  expect(stdout).toMatch(/^11:20Z {2}11:30Z {2}10m {2}Deployment shop\/web +Unhealthy +NoneReady: 0 of 3 pods ready$/m);
  expect(stdout).toMatch(/^11:25Z {2}11:32Z {2}7m {3}alarm health +ALARM +Threshold Crossed: .*; 11:25Z Successfully/m);
  expect(stdout).toContain('sns on-call');
});

test('a terminal shows how far it is; a pipe gets nothing but the result', async () => {
  const { stderr } = await run({}, [], { isTerminal: true, columns: 100 });
  expect(stderr).toContain('60 runs read…');
});

test('--output svg is a picture', async () => {
  const { stdout } = await run({}, ['--output', 'svg']);
  expect(stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
});

test('a dry run has no alarms', async () => {
  const { stdout } = await run({}, ['--output', 'json'], { config: { dryRun: true } });
  expect(lanesOf(stdout).map(([name]: string[]) => name)).toEqual([
    'metric ClusterHealth',
    'target Deployment shop/web',
  ]);
});

test('--log-group needs no stack, and --until ends the span', async () => {
  const { stdout } = await run({}, ['--log-group', 'g', '--until', '2026-01-01T11:40:00Z', '--output', 'json']);
  expect(aws.requests.map(({ action }) => action)).not.toContain('cloudformation:DescribeStacks');
  expect(JSON.parse(stdout)).toMatchObject({ from: '2026-01-01T10:40:00.000Z', to: '2026-01-01T11:40:00.000Z' });
});

const denied = () => new AwsFailure('AccessDeniedException', 'not authorized', 403);

test.each<[string, AwsAnswers, RegExp]>([
  [
    'no permission for the log',
    { 'logs:FilterLogEvents': denied },
    /^note: the lanes of the targets and of the runs are missing: your AWS credentials do not allow logs:FilterLogEvents; allow it for them \(docs\/history\.md has a policy\)/m,
  ],
  [
    'no log group',
    {
      'logs:FilterLogEvents': () =>
        new AwsFailure('ResourceNotFoundException', 'The specified log group does not exist.'),
    },
    /there is no log group vigil-log: .* specify --log-group/,
  ],
  [
    'no stack',
    { 'cloudformation:DescribeStacks': () => new AwsFailure('ValidationError', 'Stack with id x does not exist') },
    /there is no stack eks-vigil-eu-central-1-prod in this account and region; .* --log-group/,
  ],
  [
    'no permission for the mutes',
    { 'cloudwatch:ListAlarmMuteRules': denied },
    /^note: mutes are missing: .*cloudwatch:ListAlarmMuteRules/m,
  ],
])('what cannot be read is a note, and the exit code says so: %s', async (_, given, note) => {
  const { stdout, exitCode } = await run(given);
  expect(stdout).toMatch(note);
  expect(stdout).toContain('metric ClusterHealth');
  expect(exitCode).toBe(3);
});

test('a region without mute rules has no mutes', async () => {
  const { stdout, exitCode } = await run(
    { 'cloudwatch:ListAlarmMuteRules': () => new AwsFailure('UnknownOperationException', 'unknown') },
    ['--output', 'json'],
  );
  expect(JSON.parse(stdout).notes).toEqual([]);
  expect(exitCode).toBe(0);
});

test.each<[string, AwsAnswers, readonly string[], RegExp]>([
  [
    'expired credentials',
    { 'cloudwatch:GetMetricData': () => new AwsFailure('ExpiredTokenException', 'expired') },
    [],
    /AWS does not accept the credentials: ExpiredTokenException: expired; log in, for example with `aws sso login`/,
  ],
  [
    'nothing can be read',
    Object.fromEntries(
      [
        'logs:FilterLogEvents',
        'cloudwatch:GetMetricData',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
      ].map((action) => [action, denied]),
    ),
    [],
    /your AWS credentials do not allow/,
  ],
  ['too many hours', {}, ['--hours', '400'], /--hours: got 400; expected a number above 0 and up to 336/],
  ['no number', {}, ['--hours', 'x'], /--hours: got x; expected a number/],
  ['no time', {}, ['--until', 'yesterday'], /--until: got yesterday; expected a time such as/],
  [
    'a time too long ago',
    {},
    ['--until', '2025-01-01'],
    /--until: got 2025-01-01; expected the whole time within the last 14 days/,
  ],
])('an error says what to do: %s', async (_, given, args, message) => {
  const { stdout, stderr, exitCode } = await run(given, args);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(exitCode).toBe(3);
});

test('without credentials', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  const { stderr, exitCode } = await run();
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  expect(stderr).toMatch(/no AWS credentials: .*; log in, for example with `aws sso login`/);
  expect(exitCode).toBe(3);
});
