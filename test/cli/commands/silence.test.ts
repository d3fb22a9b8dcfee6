import { minute, now } from '../../support/objects/clock';
import { type AwsAnswers, AwsFailure } from '../../support/servers/awsOperations';
import { configText, eksVigil, type ProcessOptions } from '../commandLine';
import { alarm, topic } from '../doctor/chain';
import { type ScriptedAws, startScriptedAws } from '../scriptedAws';

const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const base = 'eks-vigil-eu-central-1-prod';

let aws: ScriptedAws;
beforeAll(async () => {
  aws = await startScriptedAws();
});
afterAll(() => aws.stop());

interface Rule {
  readonly Name: string;
  readonly Expression: string;
  readonly Duration: string;
}

/** The alarms exist, and these mute rules for `health`. */
function working(...rules: readonly Rule[]): AwsAnswers {
  return {
    'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: ['health', 'blind', 'chronic'].map((one) => alarm(one)) }),
    'cloudwatch:ListAlarmMuteRules': ({ AlarmName }) => ({
      AlarmMuteRuleSummaries:
        AlarmName === `${base}-health`
          ? rules.map(({ Name }) => ({
              AlarmMuteRuleArn: `arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:${Name}`,
            }))
          : [],
    }),
    'cloudwatch:GetAlarmMuteRule': ({ AlarmMuteRuleName }) => {
      const { Name, ...Schedule } = rules.find((one) => one.Name === AlarmMuteRuleName) ?? {};
      return { Name, Description: 'nodes', Rule: { Schedule }, MuteTargets: { AlarmNames: [`${base}-health`] } };
    },
    'cloudwatch:PutAlarmMuteRule': () => ({}),
    'cloudwatch:DeleteAlarmMuteRule': () => ({}),
    'cloudwatch:SetAlarmState': () => ({}),
  };
}

async function run(
  [command = '', ...args]: readonly string[],
  given: AwsAnswers = working(),
  options: ProcessOptions & { readonly config?: object } = {},
) {
  const file = aws.folder.write('prod.yaml', configText([target], options.config));
  aws.answer({ ...working(), ...given });
  return eksVigil([command, '--config', file, ...args], { now: () => now + 20_000, ...options });
}

const sent = (action: string) => aws.requests.filter((one) => one.action === action).map(({ input }) => input);
const failsWith = (action: string, failure: AwsFailure): AwsAnswers => ({ ...working(), [action]: () => failure });

describe('mute', () => {
  const args = ['mute', '--for', '1h30m', '--reason', 'node upgrade'];

  test('makes a rule for the alarms of this vigil alone, from the next full minute, that ends by itself', async () => {
    const { stdout, stderr, exitCode } = await run(args);
    expect(sent('cloudwatch:PutAlarmMuteRule')).toEqual([
      {
        Name: `${base}-mute-all-20260101T120020000`,
        Description: 'node upgrade',
        Rule: { Schedule: { Expression: 'at(2026-01-01T12:01)', Duration: 'PT90M', Timezone: 'UTC' } },
        MuteTargets: { AlarmNames: [`${base}-health`, `${base}-blind`, `${base}-chronic`] },
      },
    ]);
    expect(stdout).toContain('Muted from 2026-01-01 12:01Z to 2026-01-01 13:31Z (1h30m): health, blind, chronic.\n');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  test.each([
    ['page', ['health']],
    ['ticket', ['blind', 'chronic']],
  ])('--severity %s mutes only the alarms that notify these', async (severity, ids) => {
    await run([...args, '--severity', severity]);
    const [{ MuteTargets } = {}] = sent('cloudwatch:PutAlarmMuteRule');
    expect(MuteTargets).toEqual({ AlarmNames: ids.map((id) => `${base}-${id}`) });
  });

  test('mutes the alarms of the sections with the tickets, but not those that change replicas', async () => {
    const up = {
      alarm: { metric: { namespace: 'A', name: 'B' }, comparison: 'GreaterThanThreshold', threshold: 1 },
      policies: [{ type: 'Pods', value: 1 }],
    };
    const config = { podMetrics: [{ preset: 'vpc-cni' }], scaling: [{ target, min: 1, max: 9, up }] };
    const MetricAlarms = ['health', 'blind', 'chronic', 'pod-metrics-failing', 'scaling-failing'].map((one) =>
      alarm(one),
    );
    const changing = alarm('scaling/deployments.apps/shop/web/up');
    const found = ({ AlarmNames }: Readonly<Record<string, unknown>>) => ({
      MetricAlarms: [...MetricAlarms, changing].filter(({ AlarmName }) => (AlarmNames as string[]).includes(AlarmName)),
    });
    const given = { ...working(), 'cloudwatch:DescribeAlarms': found };
    await run([...args, '--severity', 'ticket'], given, { config });
    const [{ MuteTargets } = {}] = sent('cloudwatch:PutAlarmMuteRule');
    expect(MuteTargets).toEqual({
      AlarmNames: ['blind', 'chronic', 'pod-metrics-failing', 'scaling-failing'].map((id) => `${base}-${id}`),
    });
  });

  test('has another name than each other mute, which CloudWatch would replace', async () => {
    const names: unknown[] = [];
    for (const [severity, later] of [
      ['page', 0],
      ['ticket', 0],
      ['page', 1_000],
    ] as const) {
      await run([...args, '--severity', severity], working(), { now: () => now + later });
      names.push(...sent('cloudwatch:PutAlarmMuteRule').map(({ Name }) => Name));
    }
    expect(new Set(names).size).toBe(3);
  });

  test.each(['UnknownOperationException', 'InvalidAction'])(
    'where CloudWatch has no mute rules (%s), it refuses, and does not disable actions',
    async (code) => {
      const { stdout, stderr, exitCode } = await run(
        args,
        failsWith('cloudwatch:PutAlarmMuteRule', new AwsFailure(code, 'x')),
      );
      expect(stderr).toMatch(
        /CloudWatch in eu-central-1 has no alarm mute rules, so nothing was muted\. Do not disable the actions/,
      );
      expect(new Set(aws.requests.map(({ action }) => action))).toEqual(
        new Set(['cloudwatch:DescribeAlarms', 'cloudwatch:PutAlarmMuteRule']),
      );
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    },
  );

  test.each<[string, readonly string[], AwsAnswers | undefined, object | undefined, RegExp]>([
    [
      'no duration',
      ['mute', '--for', '2', '--reason', 'x'],
      undefined,
      undefined,
      /--for: got 2; expected full minutes from 1m to 15d/,
    ],
    ['seconds', ['mute', '--for', '90s', '--reason', 'x'], undefined, undefined, /--for: got 90s/],
    ['too long', ['mute', '--for', '16d', '--reason', 'x'], undefined, undefined, /--for: got 16d/],
    [
      'no reason',
      ['mute', '--for', '1h', '--reason', ' '],
      undefined,
      undefined,
      /--reason: expected 1 to 1024 characters/,
    ],
    ['a dry run', args, undefined, { dryRun: true }, /dryRun: true: the configuration has no alarms/],
    [
      'no alarms',
      args,
      { 'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: [] }) },
      undefined,
      /none of the alarms eks-vigil-eu-central-1-prod-health, .* exists/,
    ],
    [
      'no permission',
      args,
      failsWith('cloudwatch:PutAlarmMuteRule', new AwsFailure('AccessDeniedException', 'no', 403)),
      undefined,
      /do not allow cloudwatch:PutAlarmMuteRule; allow it for them \(docs\/operations\.md has a policy\)/,
    ],
  ])('an error says what to do: %s', async (_, given, answers, config, message) => {
    const { stderr, exitCode } = await run(given, answers, config === undefined ? {} : { config });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
  });
});

describe('mutes that ended', () => {
  const rule = (Name: string, Expression: string) => ({ Name: `${base}-${Name}`, Expression, Duration: 'PT1H' });
  const old = rule('mute-all-20251217T100000000', 'at(2025-12-17T10:01)');
  const others = [
    ['14 days ago, which history shows', rule('mute-page-20251218T110000000', 'at(2025-12-18T11:01)')],
    ['as a window of the stack', rule('maintenance-mute-all-20251217T100000000', 'at(2025-12-17T10:01)')],
    ['as one of another vigil', rule('mute-x-mute-all-20251217T100000000', 'at(2025-12-17T10:01)')],
    ['by a name of its own', rule('mute-nodes', 'at(2025-12-17T10:01)')],
    ['at a time that cannot be read', rule('mute-all-20251217T100000001', 'at(someday)')],
  ] as const;

  test.each<[string, string[], 'stdout' | 'stderr']>([
    ['mute', ['mute', '--for', '1h', '--reason', 'x'], 'stderr'],
    ['unmute', ['unmute'], 'stdout'],
  ])('%s deletes those that history no longer shows, and no other rule', async (_, args, stream) => {
    const result = await run(args, working(old, ...others.map(([, one]) => one)));
    expect(sent('cloudwatch:DeleteAlarmMuteRule')).toEqual([{ AlarmMuteRuleName: old.Name }]);
    expect(result[stream]).toContain('Deleted 1 mute that ended more than 14 days ago.\n');
    expect(result.exitCode).toBe(0);
  });

  test.each(others)('it stays if it ended %s', async (_, one) => {
    await run(['unmute'], working(one));
    expect(sent('cloudwatch:DeleteAlarmMuteRule')).toEqual([]);
  });

  test('mute succeeds without the permission to delete them', async () => {
    const denied = { 'cloudwatch:DeleteAlarmMuteRule': () => new AwsFailure('AccessDeniedException', 'no', 403) };
    const given = { ...working(old), ...denied };
    const { stdout, stderr, exitCode } = await run(['mute', '--for', '1h', '--reason', 'x'], given);
    expect(stdout).toMatch(/^Muted from /);
    expect(stderr).toMatch(
      /^note: mutes that ended long ago were not deleted: .* do not allow cloudwatch:DeleteAlarmMuteRule/,
    );
    expect(exitCode).toBe(0);
  });
});

describe('unmute', () => {
  const begun = { Name: `${base}-mute-a`, Expression: 'at(2026-01-01T11:30)', Duration: 'PT2H' };
  const coming = { Name: `${base}-mute-b`, Expression: 'at(2026-01-01T12:01)', Duration: 'PT2H' };
  const ended = { Name: `${base}-mute-c`, Expression: 'at(2026-01-01T09:00)', Duration: 'PT1H' };
  const planned = { Name: `${base}-maintenance-nodes`, Expression: 'cron(0 11 * * *)', Duration: 'PT4H' };

  test('shortens what has begun, so that the history keeps it; deletes what has not; and leaves the rest', async () => {
    const { stdout, exitCode } = await run(['unmute'], working(begun, coming, ended, planned));
    expect(sent('cloudwatch:PutAlarmMuteRule')).toEqual([
      {
        Name: `${base}-mute-a`,
        Description: 'nodes',
        Rule: { Schedule: { Expression: 'at(2026-01-01T11:30)', Duration: 'PT31M' } },
        MuteTargets: { AlarmNames: [`${base}-health`] },
      },
    ]);
    expect(sent('cloudwatch:DeleteAlarmMuteRule')).toEqual([{ AlarmMuteRuleName: `${base}-mute-b` }]);
    expect(stdout).toContain(`The mute ${base}-mute-a (nodes) ends at 2026-01-01 12:01Z.\n`);
    expect(stdout).toContain(`The mute ${base}-mute-b (nodes) was deleted before it began.\n`);
    expect(stdout).toContain(
      `The rule ${base}-maintenance-nodes stays, and mutes from 2026-01-01 11:00Z to 2026-01-01 15:00Z.\n`,
    );
    expect(exitCode).toBe(0);
  });

  const denied: AwsAnswers = {
    'cloudwatch:GetAlarmMuteRule': () => new AwsFailure('AccessDeniedException', 'no', 403),
  };

  test('lists the rules of others that may not be read', async () => {
    const others = { Name: 'team-window', Expression: 'cron(0 11 * * *)', Duration: 'PT4H' };
    const { stdout, exitCode } = await run(['unmute'], { ...working(others), ...denied });
    expect(stdout).toBe(
      'No mute to end.\nThe rule team-window stays; your AWS credentials may not read when it mutes.\n',
    );
    expect(exitCode).toBe(0);
  });

  test('without the permission to read its own rule, it says so', async () => {
    const { stdout, stderr, exitCode } = await run(['unmute'], { ...working(begun), ...denied });
    expect(stderr).toMatch(/do not allow cloudwatch:GetAlarmMuteRule; .*docs\/operations\.md/);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  });

  test('without a mute has nothing to do', async () => {
    expect(await run(['unmute'])).toEqual({ stdout: 'No mute to end.\n', stderr: '', exitCode: 0 });
  });
});

describe('drill', () => {
  const fired = {
    AlarmName: `${base}-health`,
    Timestamp: (now + minute / 2) / 1000,
    HistoryItemType: 'StateUpdate',
    HistoryData: JSON.stringify({ newState: { stateReason: 'Drill of eks-vigil: not an incident' } }),
  };
  const action = (summary: string, after = 31) => ({
    AlarmName: `${base}-health`,
    Timestamp: (now + after * 1000) / 1000,
    HistoryItemType: 'Action',
    HistorySummary: summary,
  });
  const succeeded = action(`Successfully executed action ${topic}`);
  const history = (...items: readonly object[]): AwsAnswers => ({
    ...working(),
    'cloudwatch:DescribeAlarmHistory': () => ({ AlarmHistoryItems: items }),
  });

  test('fires the alarm, and reports what its history says about its actions', async () => {
    const { stdout, exitCode } = await run(['drill', '--yes'], history(fired, succeeded), { waits: 20 });
    expect(sent('cloudwatch:SetAlarmState')).toEqual([
      { AlarmName: `${base}-health`, StateValue: 'ALARM', StateReason: 'Drill of eks-vigil: not an incident' },
    ]);
    expect(stdout).toMatch(new RegExp(`^succeeded {2}${topic} {2}Successfully executed action`));
    expect(stdout).toContain(`${base}-health returns by itself with its next evaluation`);
    expect(exitCode).toBe(0);
  });

  test('an action that failed is CRITICAL', async () => {
    const failed = action(
      `Failed to execute action ${topic}. Received error: "CloudWatch Alarms does not have authorization"`,
    );
    const { stdout, exitCode } = await run(['drill', '--yes'], history(fired, failed), { waits: 20 });
    expect(stdout).toMatch(/^failed {5}arn:aws:sns:.*does not have authorization/);
    expect(exitCode).toBe(2);
  });

  test.each<[string, readonly object[]]>([
    ['no result', [fired]],
    ['only that of an earlier alarm', [succeeded, fired]],
    ['nothing of this drill', [succeeded]],
    ['only that of another topic', [fired, action(`Successfully executed action ${topic}-2`)]],
  ])('without a result after a minute, it is not known: %s', async (_, items) => {
    const waits: number[] = [];
    const options = { waits: 20, onWait: (milliseconds: number) => void waits.push(milliseconds) };
    const { stdout, exitCode } = await run(['drill', '--yes'], history(...items), options);
    expect(stdout).toMatch(/^missing .*the history of the alarm has no result/);
    expect(waits).toHaveLength(12);
    expect(exitCode).toBe(3);
  });

  test.each([
    ['y', 1],
    ['yes', 1],
    ['', 0],
    ['n', 0],
  ])('asks first: the answer %j', async (answer, calls) => {
    const options = { answer, isTerminal: true, columns: 100, waits: 20 };
    const { stderr, stdout } = await run(['drill'], history(fired, succeeded), options);
    expect(stderr).toContain(`This fires ${base}-health and notifies ${topic}. Continue? [y/N] `);
    expect(sent('cloudwatch:SetAlarmState')).toHaveLength(calls);
    if (calls === 0) expect(stdout).toBe('Nothing was done.\n');
  });

  const alarms = (more: object): AwsAnswers => ({
    ...working(),
    'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: [alarm('health', more)] }),
  });
  test.each<[string, readonly string[], AwsAnswers, RegExp]>([
    ['without a terminal', [], working(), /run it in a terminal, or with --yes/],
    [
      'an alarm that fires already',
      ['--yes'],
      alarms({ StateValue: 'ALARM' }),
      /is in ALARM already, and only a change of the state notifies/,
    ],
    [
      'disabled actions',
      ['--yes'],
      alarms({ ActionsEnabled: false }),
      /-health are disabled; run `npx --no-install eks-vigil doctor --config \S+`/,
    ],
    ['no action', ['--yes'], alarms({ AlarmActions: [] }), /has no action: nobody is notified/],
    [
      'an unknown alarm',
      ['--yes', '--alarm', 'helth'],
      working(),
      /--alarm: got helth; expected one of the alarms that exist: health, blind, chronic/,
    ],
    [
      'a mute that may not be read',
      ['--yes'],
      {
        'cloudwatch:ListAlarmMuteRules': () => ({
          AlarmMuteRuleSummaries: [
            {
              AlarmMuteRuleArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:team-window',
              Status: 'ACTIVE',
            },
          ],
        }),
        'cloudwatch:GetAlarmMuteRule': () => new AwsFailure('AccessDeniedException', 'no', 403),
      },
      /is muted by the rule team-window, of which your AWS credentials may not read the end/,
    ],
    [
      'a rule that `unmute` does not end',
      ['--yes'],
      working({ Name: 'm', Expression: 'at(2026-01-01T11:30)', Duration: 'PT2H' }),
      /is muted until 2026-01-01 13:30Z by the rule m \(nodes\), so it would notify only then; wait$/m,
    ],
    [
      'a mute',
      ['--yes'],
      working({ Name: `${base}-mute-all-1`, Expression: 'at(2026-01-01T11:30)', Duration: 'PT2H' }),
      /\(nodes\), so .* wait, or run `npx --no-install eks-vigil unmute --config \S+`/,
    ],
  ])('refuses what would notify nobody: %s', async (_, args, answers, message) => {
    const { stderr, exitCode } = await run(['drill', ...args], answers);
    expect(stderr).toMatch(message);
    expect(sent('cloudwatch:SetAlarmState')).toEqual([]);
    expect(exitCode).toBe(3);
  });
});
