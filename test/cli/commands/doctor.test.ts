import { now } from '../../support/objects/clock';
import { type AwsAnswers, AwsFailure } from '../../support/servers/awsOperations';
import { eksVigil } from '../commandLine';
import { brokenAccess } from '../doctor/brokenAccess';
import { brokenDeployment } from '../doctor/brokenDeployment';
import type { BrokenLink } from '../doctor/brokenLink';
import { brokenNotification, messages, messagesWith, muteRules, parameters } from '../doctor/brokenNotification';
import { brokenPermissions } from '../doctor/brokenPermissions';
import {
  account,
  alarm,
  history,
  keyMetadata,
  metricData,
  role,
  schedule,
  series,
  stackWith,
  topic,
} from '../doctor/chain';
import { type Chain, startChain } from '../doctor/chainFixture';

let chain: Chain;
beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain.stop());
beforeEach(() => chain.server.script({}));

interface LinkOutput {
  readonly link: string;
  readonly state: string;
  readonly evidence: string;
  readonly fix?: string;
  readonly details?: readonly { readonly state: string; readonly text: string }[];
}

const heartbeatKey = `arn:aws:kms:eu-central-1:${account}:key/of-the-heartbeat`;
const asJson = ['--output', 'json'];
const linksOf = (stdout: string): LinkOutput[] => JSON.parse(stdout).links;
const linkOf = (stdout: string, id: string) => linksOf(stdout).find(({ link }) => link === id);

const order = [
  ...['credentials', 'cluster', 'endpoint', 'dns', 'connection', 'certificate', 'kubeconfig', 'authentication'],
  ...['mapping', 'permissions', 'targets', 'clock', 'stack', 'function', 'runs', 'schedule', 'metric', 'alarms'],
  ...['topics', 'publishing', 'heartbeat', 'writers'],
];

describe('a link that is broken on purpose is named, with its evidence and what fixes it', () => {
  const rows = [...brokenAccess, ...brokenPermissions, ...brokenDeployment, ...brokenNotification];

  test.each(rows.map((row): [string, BrokenLink] => [row.name, row]))('%s', async (_, row) => {
    const { stdout, stderr, exitCode } = await chain.run(row.broken, asJson);
    expect(linkOf(stdout, row.link)).toMatchObject({
      state: row.state ?? 'failing',
      evidence: expect.stringMatching(row.evidence),
      ...(row.fix === undefined ? {} : { fix: expect.stringMatching(row.fix) }),
    });
    expect(stderr).toBe('');
    const isFailing = linksOf(stdout).some(({ state }) => state === 'failing');
    expect(exitCode).toBe(isFailing ? 2 : 3);
  });

  test('each link is broken at least once', () => {
    expect(new Set(rows.map(({ link }) => link))).toEqual(new Set(order));
  });
});

describe('a chain that works', () => {
  test('has a line for each link, and the exit code is OK', async () => {
    const { stdout, stderr, exitCode } = await chain.run();
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -2).map((line) => line.split(/ +/).slice(0, 2))).toEqual(order.map((id) => ['ok', id]));
    expect(lines.at(-1)).toBe('OK: 22 links, all ok');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  test('also tells topics of the notifier', async () => {
    const config = { notify: { topics: [messages] } };
    const aws = () => ({ 'sns:GetTopicAttributes': messagesWith({}) });
    const { stdout, exitCode } = await chain.run({ config, aws }, asJson);
    expect(linkOf(stdout, 'topics')?.evidence).toMatch(/:messages has 1 confirmed subscription$/);
    expect(linkOf(stdout, 'publishing')?.evidence).toMatch(/:messages lets the notifier sns:Publish$/);
    expect(exitCode).toBe(0);
  });

  test.each<[string, object, { readonly KeyId?: string }]>([
    ['the key of AWS', {}, {}],
    ['its own key', { kmsKey: heartbeatKey }, { KeyId: heartbeatKey }],
  ])('also describes the parameters of the heartbeat, with %s, and reads no value', async (_, more, described) => {
    const config = { heartbeat: { url: 'ssm:/beat/1', failureUrl: 'ssm:/beat/0', ...more } };
    const answers = { 'ssm:DescribeParameters': parameters(described) };
    const key = { 'kms:DescribeKey': () => ({ KeyMetadata: { ...keyMetadata, Arn: heartbeatKey } }) };
    const aws = () => (described.KeyId === undefined ? answers : { ...answers, ...key });
    const { stdout } = await chain.run({ config, aws }, asJson);
    expect(linkOf(stdout, 'heartbeat')).toMatchObject({
      state: 'ok',
      evidence: expect.stringMatching(/^\/beat\/1 is a SecureString.*; \/beat\/0 is a SecureString/),
    });
  });

  test('contains no credentials', async () => {
    const { stdout } = await chain.run({}, asJson);
    expect(stdout).not.toMatch(/secret-token|wJalrXUtnFEMI|k8s-aws-v1/);
  });

  test('is read only, but for the reviews', async () => {
    await chain.run();
    const changing = chain.server.requests.filter(
      ({ method, path }) => method !== 'GET' && !/self\w+reviews$/.test(path),
    );
    expect(changing).toEqual([]);
  });

  test('shows on a terminal what is being done', async () => {
    const { stdout, stderr } = await chain.run({}, [], { isTerminal: true, columns: 100 });
    const clearLine = '\r\u001b[K';
    expect(stderr.startsWith(`${clearLine}0 of 22 links checked; next: credentials…`)).toBe(true);
    expect(stderr.endsWith(`22 of 22 links checked…${clearLine}`)).toBe(true);
    expect(stdout).toContain('\u001b[32mok\u001b[39m');
  });

  test.each<[string, object, RegExp]>([
    [
      'a dry run',
      {
        config: { dryRun: true },
        aws: () => ({
          'cloudwatch:GetMetricData': metricData({ ...history, values: series(1, []), counts: series(1, []) }),
        }),
      },
      /dryRun: true, and the metric has no value/,
    ],
    [
      'an earlier error',
      {
        aws: () => ({
          'cloudwatch:GetMetricData': metricData({ ...history, errors: series(1, [now / 1000 - 600]) }),
        }),
      },
      /1 error, the last error at 2026-01-01T11:50Z/,
    ],
    [
      'a value that may be followed by one that is not visible yet',
      {
        aws: () => ({ 'cloudwatch:GetMetricData': metricData({ ...history, values: series(1, [now / 1000 - 270]) }) }),
      },
      /ClusterHealth is 1 at 2026-01-01T11:55Z/,
    ],
    [
      'a mute rule that is not active now',
      { aws: () => ({ 'cloudwatch:ListAlarmMuteRules': muteRules('SCHEDULED') }) },
      /the mute rule maintenance will suppress the actions of \S+-health/,
    ],
    [
      'planned maintenance',
      {
        config: { maintenance: [{ name: 'nodes', cron: '0 11 * * *', duration: '4h', timezone: 'UTC' }] },
        aws: () => ({
          'cloudwatch:ListAlarmMuteRules': muteRules('ACTIVE', 'eks-vigil-eu-central-1-prod-maintenance-nodes'),
        }),
      },
      /planned maintenance nodes suppresses the actions of \S+-health until 2026-01-01 15:00Z/,
    ],
    [
      'an action that is not a topic, beside one',
      {
        aws: () => ({
          'cloudwatch:DescribeAlarms': () => ({
            MetricAlarms: ['health', 'blind', 'chronic'].map((suffix) =>
              alarm(suffix, { AlarmActions: [topic, 'arn:aws:lambda:eu-central-1:111122223333:function:pager'] }),
            ),
          }),
        }),
      },
      /has 1 confirmed subscription; cannot be checked: arn:aws:lambda:\S+:pager/,
    ],
  ])('includes %s', async (_, broken, evidence) => {
    const { stdout, exitCode } = await chain.run(broken);
    expect(stdout).toMatch(evidence);
    expect(exitCode).toBe(0);
  });
});

describe('the report', () => {
  test('has what fixes a link below it, and what is missing in detail', async () => {
    const authorize = ({ resource }: { resource: string }, group?: string) =>
      group === undefined || resource !== 'pods';
    const { stdout, exitCode } = await chain.run({ authorize });
    const indent = ' '.repeat(25);
    expect(stdout).toContain(
      `failing  permissions     group eks-vigil lacks 1 of 5 permissions\n${indent}- list pods in namespace "shop"\n${indent}fix: npx --no-install eks-vigil rbac --config `,
    );
    expect(stdout).toMatch(/\nCRITICAL: 22 links, 1 failing\n$/);
    expect(exitCode).toBe(2);
  });

  test('says of a link that needs a broken one that it cannot be checked, and why', async () => {
    const { stdout } = await chain.run(
      { aws: () => ({ 'sns:GetTopicAttributes': () => new AwsFailure('NotFound', 'no topic', 404) }) },
      asJson,
    );
    expect(linkOf(stdout, 'publishing')).toMatchObject({
      state: 'unknown',
      evidence: 'needs topics, which is failing',
    });
  });

  test('without the stack, such as with a construct in another one, has what does not depend on it', async () => {
    const absent = () => new AwsFailure('ValidationError', 'Stack with id x does not exist');
    const { stdout } = await chain.run({ aws: () => ({ 'cloudformation:DescribeStacks': absent }) }, asJson);
    const notOk = linksOf(stdout).filter(({ state }) => state !== 'ok');
    expect(notOk.map(({ link, state }) => [link, state])).toEqual([
      ['stack', 'unknown'],
      ['function', 'unknown'],
      ['runs', 'unknown'],
      ['schedule', 'unknown'],
    ]);
  });

  test.each([
    ['exists', ['pod-metrics-failing'], 'ok', 'pod-metrics-failing is OK, with 1 action'],
    ['is missing', [], 'failing', 'there is no alarm eks-vigil-eu-central-1-prod-pod-metrics-failing'],
  ])('has the alarm of a section, which %s', async (_, ofSection, state, evidence) => {
    const all = ['health', 'blind', 'chronic', ...ofSection].map((one) => alarm(one));
    const found = ({ AlarmNames }: Readonly<Record<string, unknown>>) => ({
      MetricAlarms: all.filter(({ AlarmName }) => (AlarmNames as string[]).includes(AlarmName)),
    });
    const aws = () => ({ 'cloudwatch:DescribeAlarms': found });
    const { stdout } = await chain.run({ config: { podMetrics: [{ preset: 'vpc-cni' }] }, aws }, asJson);
    expect(linkOf(stdout, 'alarms')).toMatchObject({ state, evidence: expect.stringContaining(evidence) });
  });

  describe('of a section', () => {
    const sections = {
      podMetrics: [{ preset: 'vpc-cni' }],
      zoneTraffic: { flowLogs: { vpc: 'vpc-0123456789abcdef0' } },
    };
    const zones = `arn:aws:states:eu-central-1:${account}:stateMachine:zones`;
    const deployed = stackWith({
      PodMetricsFunctionName: 'pod-function',
      PodMetricsLogGroupName: 'pod-log',
      PodMetricsScheduleName: 'pod-schedule',
      ZoneTrafficStateMachineArn: zones,
      ZoneTrafficScheduleName: 'zones-schedule',
    });
    const run = (schedules: Readonly<Record<string, object>>, more: AwsAnswers = {}) => {
      const aws = () => ({
        'cloudformation:DescribeStacks': deployed,
        'scheduler:GetSchedule': ({ Name }: Readonly<Record<string, unknown>>) => ({
          ...schedule,
          ...schedules[String(Name)],
        }),
        ...more,
      });
      return chain.run({ config: sections, aws }, asJson);
    };

    test('the schedule is checked, of zoneTraffic that of the state machine', async () => {
      const { stdout } = await run({
        'pod-schedule': { State: 'DISABLED' },
        'zones-schedule': { Target: { Arn: zones } },
      });
      expect(linkOf(stdout, 'podMetrics.schedule')).toMatchObject({
        state: 'failing',
        evidence: expect.stringMatching(/^pod-schedule is DISABLED/),
        fix: expect.stringContaining('scheduler update-schedule --name pod-schedule --state ENABLED'),
      });
      expect(linkOf(stdout, 'zoneTraffic.schedule')).toMatchObject({
        state: 'ok',
        evidence: expect.stringContaining(`invokes ${zones}`),
      });
    });

    test('a function without invocations leads to its schedule', async () => {
      const { stdout } = await run(
        {},
        {
          'cloudwatch:GetMetricData': metricData({ ...history, invocations: series(1, []) }),
          'lambda:GetFunctionConfiguration': () => ({ State: 'Active', Role: `${role}-pod-metrics` }),
        },
      );
      expect(linkOf(stdout, 'podMetrics.runs')?.fix).toBe('see the link podMetrics.schedule');
    });
  });

  describe('with --stack, finds what the outputs of the stack would say', () => {
    const names = ['other', 'vigil-function', 'scaling-function', 'zones-function'];
    const scheduleOf = (target = '') => ({
      ...schedule,
      Target: { ...schedule.Target, Arn: `arn:aws:any:eu-central-1:${account}:${target}` },
    });
    const ownStack = (
      functions: Readonly<Record<string, object | undefined>>,
      machines: readonly string[] = [],
      schedules: Readonly<Record<string, string>> = { 'vigil-schedule': 'function:vigil-function' },
    ): AwsAnswers => ({
      'cloudformation:DescribeStacks': ({ StackName }) => {
        if (StackName !== 'Monitoring') return new AwsFailure('ValidationError', 'Stack does not exist');
        return stackWith({ FunctionName: 'an output of somebody else' })();
      },
      'cloudformation:ListStackResources': () => ({
        StackResourceSummaries: [
          ...names.map((PhysicalResourceId) => ({ ResourceType: 'AWS::Lambda::Function', PhysicalResourceId })),
          ...Object.keys(schedules).map((PhysicalResourceId) => ({
            ResourceType: 'AWS::Scheduler::Schedule',
            PhysicalResourceId,
          })),
          ...machines.map((LogicalResourceId) => ({
            ResourceType: 'AWS::StepFunctions::StateMachine',
            LogicalResourceId,
            PhysicalResourceId: `arn:aws:any:eu-central-1:${account}:stateMachine:${LogicalResourceId}`,
          })),
        ],
      }),
      'scheduler:GetSchedule': ({ Name }) => scheduleOf(schedules[String(Name)]),
      'lambda:GetFunctionConfiguration': ({ FunctionName }) =>
        functions[String(FunctionName)] ?? new AwsFailure('ResourceNotFoundException', 'not found', 404),
    });
    const active = { State: 'Active', Runtime: 'nodejs24.x', LoggingConfig: { LogGroup: 'own-log' } };
    const run = (functions: Readonly<Record<string, object | undefined>>) =>
      chain.run({ aws: () => ownStack(functions) }, ['--stack', 'Monitoring', ...asJson]);

    test('by the role of the function', async () => {
      const { stdout, exitCode } = await run({
        other: { ...active, Role: `${role}-2` },
        'vigil-function': { ...active, Role: role },
      });
      expect(linksOf(stdout).filter(({ state }) => state !== 'ok')).toEqual([]);
      expect(linkOf(stdout, 'stack')?.evidence).toMatch(
        /^Monitoring is UPDATE_COMPLETE; whether .* cannot be checked$/,
      );
      expect(linkOf(stdout, 'schedule')?.evidence).toMatch(/^vigil-schedule is ENABLED/);
      expect(exitCode).toBe(0);
    });

    const up = {
      alarm: { metric: { namespace: 'A', name: 'B' }, comparison: 'GreaterThanThreshold', threshold: 1 },
      policies: [{ type: 'Pods', value: 1 }],
    };
    const withSections = {
      scaling: [{ target: { kind: 'Deployment', namespace: 'shop', name: 'web' }, min: 1, max: 9, up }],
      zoneTraffic: { flowLogs: { vpc: 'vpc-0123456789abcdef0' } },
    };
    const functionsOfSections = {
      other: { ...active, Role: `${role}-2` },
      'vigil-function': { ...active, Role: role },
      'scaling-function': { ...active, Role: `${role}-scaling` },
    };

    test('also of the sections', async () => {
      const all = { ...functionsOfSections, 'zones-function': { ...active, Role: `${role}-zones` } };
      const aws = () =>
        ownStack(all, ['OrdersStateMachine1A', 'VigilZoneTrafficStateMachine2B'], {
          'schedule-of-others': 'function:other',
          'schedule-of-zones': 'stateMachine:VigilZoneTrafficStateMachine2B',
          'vigil-schedule': 'function:vigil-function',
        });
      const { stdout } = await chain.run({ config: withSections, aws }, ['--stack', 'Monitoring', ...asJson]);
      expect(linkOf(stdout, 'scaling.function')?.evidence).toMatch(/^scaling-function is Active/);
      expect(linkOf(stdout, 'scaling.runs')?.state).toBe('ok');
      expect(linkOf(stdout, 'scaling.schedule')).toMatchObject({
        state: 'unknown',
        evidence: 'the stack Monitoring has no schedule that invokes scaling-function',
      });
      expect(linkOf(stdout, 'zoneTraffic.schedule')).toMatchObject({
        state: 'ok',
        evidence: expect.stringMatching(
          /^schedule-of-zones is ENABLED, .* and invokes \S+VigilZoneTrafficStateMachine2B$/,
        ),
      });
      expect(linkOf(stdout, 'zoneTraffic.function')?.evidence).toMatch(/^zones-function is Active/);
      expect(linkOf(stdout, 'zoneTraffic.metric')?.fix).toContain(':stateMachine:VigilZoneTrafficStateMachine2B');
    });

    test('or says what of a section is not there, and checks the rest', async () => {
      const all = { ...functionsOfSections, 'zones-function': { ...active, Role: `${role}-2` } };
      const aws = () => ownStack(all, ['AZoneTrafficStateMachine1A', 'BZoneTrafficStateMachine2B']);
      const { stdout } = await chain.run({ config: withSections, aws }, ['--stack', 'Monitoring', ...asJson]);
      expect(linkOf(stdout, 'function')?.state).toBe('ok');
      expect(linkOf(stdout, 'zoneTraffic.function')).toMatchObject({
        state: 'unknown',
        evidence: 'none of the functions in the stack Monitoring has the role eks-vigil-eu-central-1-prod-zones',
      });
      expect(linkOf(stdout, 'zoneTraffic.metric')).toMatchObject({
        state: 'unknown',
        evidence: 'the stack Monitoring has 2 state machines of zoneTraffic; expected one',
      });
    });

    test('also of a function that was deleted', async () => {
      const foreign = { ...active, Role: `${role}-2` };
      const { stdout } = await run({ other: foreign, 'scaling-function': foreign, 'zones-function': foreign });
      expect(linkOf(stdout, 'function')).toMatchObject({
        state: 'failing',
        evidence: 'the stack refers to the function vigil-function, which does not exist',
        fix: expect.stringContaining('in your CDK app: npx cdk deploy Monitoring'),
      });
    });

    test('or says that no function has the role', async () => {
      const foreign = { ...active, Role: `${role}-2` };
      const { stdout } = await run(Object.fromEntries(names.map((name) => [name, foreign])));
      expect(linkOf(stdout, 'schedule')?.evidence).toContain('has the role eks-vigil-eu-central-1-prod');
      expect(linkOf(stdout, 'function')).toMatchObject({
        state: 'unknown',
        evidence: 'none of the functions in the stack Monitoring has the role eks-vigil-eu-central-1-prod',
      });
    });
  });

  test('judges an access entry without a kubeconfig', async () => {
    const entry = { principalArn: 'x', type: 'STANDARD', username: 'eks-vigil', kubernetesGroups: ['eks-vigil'] };
    const { stdout } = await chain.run(
      {
        aws: () => ({ 'eks:DescribeAccessEntry': () => ({ accessEntry: entry }) }),
        kubeconfig: () => 'apiVersion: v1\nkind: Config\n',
      },
      asJson,
    );
    expect([linkOf(stdout, 'kubeconfig')?.state, linkOf(stdout, 'mapping')?.state]).toEqual(['unknown', 'ok']);
  });

  test('has the exit code UNKNOWN if nothing is failing, but something cannot be checked', async () => {
    const { stdout, exitCode } = await chain.run({ mayImpersonate: false });
    expect(stdout).toMatch(/\nUNKNOWN: 22 links, 1 cannot be checked\n$/);
    expect(exitCode).toBe(3);
  });

  test('has all permissions and all targets as details in JSON', async () => {
    const { stdout } = await chain.run({}, asJson);
    expect(linkOf(stdout, 'permissions')?.details).toContainEqual({
      state: 'ok',
      text: 'get deployments.apps "web" in namespace "shop"',
    });
    expect(linkOf(stdout, 'targets')?.details).toEqual([
      { state: 'ok', text: 'Deployment shop/web: Healthy, Ready: 3 of 3 pods ready' },
    ]);
  });
});

describe('--as-role', () => {
  const credentials = { AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: 'role-secret', SessionToken: 'role-session' };
  const assumed = {
    'sts:AssumeRole': () => ({ Credentials: { ...credentials, Expiration: new Date(now + 3_600_000) } }),
  };

  test('asks as the role of the function', async () => {
    const { stdout, exitCode } = await chain.run({ aws: () => assumed, mayImpersonate: false }, [
      '--as-role',
      ...asJson,
    ]);
    expect(linkOf(stdout, 'permissions')).toMatchObject({
      state: 'ok',
      evidence: 'role arn:aws:iam::111122223333:role/eks-vigil-eu-central-1-prod has all 5 permissions',
    });
    expect(stdout).not.toMatch(/role-secret|role-session/);
    expect(exitCode).toBe(0);
  });

  test('cannot if the role does not trust the person', async () => {
    const { stdout } = await chain.run({}, ['--as-role', ...asJson]);
    expect(linkOf(stdout, 'permissions')).toMatchObject({
      state: 'unknown',
      evidence: 'your AWS credentials do not allow sts:AssumeRole',
    });
  });

  test('fails if the cluster does not accept the role', async () => {
    chain.server.script({
      any: ({ request, send, pass }) =>
        request.headers.authorization?.startsWith('Bearer k8s-aws-v1.')
          ? send({ status: 401, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') })
          : pass(),
    });
    const { stdout } = await chain.run({ aws: () => assumed }, ['--as-role', ...asJson]);
    expect(linkOf(stdout, 'permissions')).toMatchObject({
      state: 'failing',
      evidence: expect.stringMatching(
        /the cluster does not accept the identity; run `eksctl create iamidentitymapping/,
      ),
    });
  });
});

test('an invalid configuration is not checked', async () => {
  const { stdout, stderr, exitCode } = await eksVigil(['doctor', '--config', 'missing.yaml']);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  expect(stderr).toMatch(/missing\.yaml:1:1: error: file not found/);
});
