import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../../lib/vigilStack';
import { configFrom } from '../../support/configFrom';

const ofTicket = ', { kind: DaemonSet, namespace: monitoring, name: node-exporter, severity: ticket }';

/** @param others - targets besides the first. */
function templateOf(more = '', account = '', others = ''): Template {
  const config = configFrom(`
cluster: { name: prod, region: eu-central-1${account} }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }${others}]
${more}`);
  return Template.fromStack(new VigilStack(new App(), { config }));
}

const arn = (name: string, service = 'sns') => `arn:aws:${service}:eu-central-1:111122223333:${name}`;
const [onCall, tickets, relief] = [arn('on-call'), arn('tickets'), arn('relief')];
const notify = arn('function:notify:live', 'lambda');
const incident = 'arn:aws:ssm-incidents::111122223333:response-plan/on-call';

type AlarmName = 'health' | 'ticket' | 'blind' | 'chronic' | 'watchdog';

/** The alarm with this name. */
function alarmOf(template: Template, name: AlarmName): Record<string, unknown> {
  const found = template.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmName: `eks-vigil-eu-central-1-prod-${name}` },
  });
  const [resource, ...others] = Object.values(found);
  expect(others).toEqual([]);
  return resource?.Properties as Record<string, unknown>;
}

const dimensions = [{ Name: 'Cluster', Value: 'prod' }];
const filled = (period = 60, name = 'ClusterHealth') => [
  { Expression: 'FILL(health, -1)', Id: 'expr_1', Label: name, ReturnData: true },
  {
    Id: 'health',
    MetricStat: {
      Metric: { Namespace: 'EksVigil', MetricName: name, Dimensions: dimensions },
      Period: period,
      Stat: 'Minimum',
    },
    ReturnData: false,
  },
];
const warmUp = (minutes: number) => ({
  OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
  WarmUpPeriodDurationInMinutes: minutes,
});

describe('health', () => {
  test('fires if the metric is 0 or missing, for all of five minutes', () => {
    expect(alarmOf(templateOf(), 'health')).toEqual({
      AlarmName: 'eks-vigil-eu-central-1-prod-health',
      AlarmDescription: expect.anything(),
      Metrics: filled(),
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 6,
      DatapointsToAlarm: 5,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: warmUp(15),
    });
  });

  test('keeps its logical id, so that an update does not replace it', () => {
    expect(Object.keys(templateOf().findResources('AWS::CloudWatch::Alarm'))).toContain('HealthAlarm62183F98');
  });

  test('has the configured evaluation and period', () => {
    const template = templateOf('seconds: 600\nalarms: { page: { evaluationPeriods: 10, datapointsToAlarm: 4 } }');
    expect(alarmOf(template, 'health')).toMatchObject({
      EvaluationPeriods: 10,
      DatapointsToAlarm: 4,
      Metrics: filled(600),
      WarmUpConfiguration: warmUp(25),
    });
  });
});

describe('ticket', () => {
  test('does not exist without targets that have this severity, and nothing refers to it', () => {
    const template = templateOf();
    expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm'))).toHaveLength(3);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/ClusterHealthTicket|-ticket/);
  });

  test('evaluates its own metric as health does by default, and calls the actions of tickets', () => {
    const { page, ticket } = {
      page: `{ actions: ["${onCall}"], evaluationPeriods: 7 }`,
      ticket: `{ actions: ["${tickets}"] }`,
    };
    const template = templateOf(`alarms: { page: ${page}, ticket: ${ticket} }`, '', ofTicket);
    expect(alarmOf(template, 'ticket')).toEqual({
      AlarmName: 'eks-vigil-eu-central-1-prod-ticket',
      AlarmDescription: expect.anything(),
      Metrics: filled(60, 'ClusterHealthTicket'),
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 6,
      DatapointsToAlarm: 5,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: warmUp(15),
      AlarmActions: [tickets],
      OKActions: [tickets],
    });
    expect(alarmOf(template, 'health')).toMatchObject({ Metrics: filled(), AlarmActions: [onCall] });
    template.hasOutput('TicketMetricUrl', { Value: Match.stringLikeRegexp("'ClusterHealthTicket~") });
  });
});

test('blind fires if the metric was missing in 15 of 60 minutes, and waits for its whole window', () => {
  expect(alarmOf(templateOf(), 'blind')).toEqual({
    AlarmName: 'eks-vigil-eu-central-1-prod-blind',
    AlarmDescription: expect.anything(),
    Metrics: filled(),
    Threshold: 0,
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 60,
    DatapointsToAlarm: 15,
    TreatMissingData: 'breaching',
    WarmUpConfiguration: warmUp(60),
  });
});

describe('chronic', () => {
  test('fires if a target was short in 40 of 120 minutes; missing data is for the others', () => {
    expect(alarmOf(templateOf(), 'chronic')).toEqual({
      AlarmName: 'eks-vigil-eu-central-1-prod-chronic',
      AlarmDescription: expect.anything(),
      Namespace: 'EksVigil',
      MetricName: 'ClusterHealthShortTargets',
      Dimensions: dimensions,
      Statistic: 'Maximum',
      Period: 60,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 120,
      DatapointsToAlarm: 40,
      TreatMissingData: 'notBreaching',
      WarmUpConfiguration: warmUp(15),
    });
  });

  test('can be turned off, and then its metric has no link', () => {
    const template = templateOf('alarms: { ticket: { chronic: false } }');
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    expect(template.findOutputs('ShortTargetsUrl')).toEqual({});
  });
});

test('there is no alarm in a dry run, but there are links to the log and the metric', () => {
  const template = templateOf('dryRun: true');
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  template.resourceCountIs('AWS::Lambda::Permission', 0);
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
    'BlindRunsQueryUrl',
    'ChangesQueryUrl',
    'ConfigHash',
    'FailingTargetsQueryUrl',
    'FunctionName',
    'LogGroupName',
    'LogQueryUrl',
    'MapRole',
    'MetricUrl',
    'RbacHash',
    'RoleArn',
    'RunsQueryUrl',
    'ScheduleName',
    'ShortTargetsUrl',
    'SlowRunsQueryUrl',
  ]);
});

test('all are created after the schedule', () => {
  for (const { DependsOn } of Object.values(templateOf().findResources('AWS::CloudWatch::Alarm'))) {
    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ScheduleRuns/)]));
  }
});

describe('actions', () => {
  const actionsOf = (yaml: string) => {
    const template = templateOf(yaml);
    return (['health', 'blind', 'chronic'] as const).map((name) => {
      const { AlarmActions = [], OKActions = [], ActionsEnabled } = alarmOf(template, name);
      return { AlarmActions, OKActions, ActionsEnabled };
    });
  };
  const one = (alarmActions: string[], okActions: string[]) => ({
    AlarmActions: alarmActions,
    OKActions: okActions,
    ActionsEnabled: undefined,
  });

  test.each([
    ['none', '', one([], []), one([], [])],
    [
      'those of page for health, those of ticket for the others',
      `alarms: { page: { actions: ["${onCall}"] }, ticket: { actions: ["${tickets}"] } }`,
      one([onCall], [onCall]),
      one([tickets], [tickets]),
    ],
    [
      'others for OK',
      `alarms: { page: { actions: ["${onCall}"], okActions: ["${relief}"] }, ticket: { actions: ["${tickets}"], okActions: [] } }`,
      one([onCall], [relief]),
      one([tickets], []),
    ],
    [
      'by default for OK only those that act on it',
      `alarms: { page: { actions: ["${onCall}", "${incident}"] } }`,
      one([onCall, incident], [onCall]),
      one([], []),
    ],
    ['those of the former alarm for health', `alarm: { actions: ["${onCall}"] }`, one([onCall], [onCall]), one([], [])],
  ])('%s', (_, yaml, page, ticket) => {
    expect(actionsOf(yaml)).toEqual([page, ticket, ticket]);
  });

  test('only the alarms that have a Lambda function as an action may invoke it', () => {
    const template = templateOf(`alarms: { page: { actions: ["${notify}", "${onCall}"] } }`);
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResource('AWS::Lambda::Permission', {
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: notify,
        Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { 'Fn::GetAtt': ['HealthAlarm62183F98', 'Arn'] },
      },
      Condition: Match.stringLikeRegexp('^HealthInvoke1IsOwn'),
    });
    template.hasCondition('*', { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '111122223333'] });
  });

  test.each([
    ['111122223333', 1],
    ['444455556666', 0],
  ])('in the account %s, which the configuration names, %d functions of 111122223333', (account, permissions) => {
    const template = templateOf(`alarms: { page: { actions: ["${notify}"] } }`, `, account: "${account}"`);
    template.resourceCountIs('AWS::Lambda::Permission', permissions);
    expect(template.toJSON()).not.toHaveProperty('Conditions');
  });

  test('of two alarms, each gets its own permission', () => {
    templateOf(`alarms: { ticket: { actions: ["${notify}"], okActions: ["${notify}"] } }`).resourceCountIs(
      'AWS::Lambda::Permission',
      2,
    );
  });
});

describe('the description', () => {
  /** With a log group of the longest possible name. */
  const resolve = (value: unknown): string => {
    const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? ['', [value]];
    return parts.map((part) => (typeof part === 'string' ? part : 'L'.repeat(100))).join(separator);
  };
  const descriptionOf = (template: Template, name: AlarmName): string =>
    resolve(alarmOf(template, name).AlarmDescription);
  const names = ['health', 'ticket', 'blind', 'chronic'] as const;

  test.each(names)('of %s says what it means and what to do first, with links to the log and the metric', (name) => {
    const description = descriptionOf(templateOf('', '', ofTicket), name);
    const [meaning, first, ...links] = description.split('\n');
    expect(meaning).toContain('EKS cluster prod');
    expect(first).toMatch(/^First: /);
    expect(links.map((link) => link.replace(/: .*/, ''))).toEqual(
      name === 'chronic' ? ['Runbook', 'Changes'] : ['Runbook', 'Log', 'Metric'],
    );
    expect(links[1]).toContain(
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:',
    );
    expect(description.length).toBeLessThanOrEqual(1024);
  });

  test('has the URL of your runbook', () => {
    const yaml = 'alarms: { page: { runbook: "https://wiki/page" }, ticket: { runbook: "https://wiki/ticket" } }';
    const template = templateOf(yaml, '', ofTicket);
    expect(names.map((name) => descriptionOf(template, name).split('\n')[2])).toEqual([
      'Runbook: https://wiki/page',
      'Runbook: https://wiki/ticket',
      'Runbook: https://wiki/ticket',
      'Runbook: https://wiki/ticket',
    ]);
  });

  test.each([...names, 'watchdog'] as const)('of %s names its section of the runbook if none is configured', (name) => {
    const template = templateOf('watchdog: { topic: true }', '', ofTicket);
    const [, title] =
      /^Runbook: docs\/runbook\.md of eks-vigil, section "(.*)"$/m.exec(descriptionOf(template, name)) ?? [];
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
    expect(title).toBe(`Alarm ${name}`);
    expect(page).toContain(`\n### ${title}\n`);
  });

  test('of chronic has the log in place of the changes if that query is too long', () => {
    const links = descriptionOf(templateOf('logging: { format: logfmt }'), 'chronic').split('\n').slice(2);
    expect(links.map((link) => link.replace(/: .*/, ''))).toEqual(['Runbook', 'Log', 'Metric']);
  });

  test('leaves out a link that does not fit, which is in the outputs', () => {
    const template = templateOf(`alarms: { page: { runbook: "https://wiki/${'r'.repeat(285)}" } }`);
    const links = descriptionOf(template, 'health').split('\n').slice(2);
    expect(links.map((link) => link.replace(/: .*/, ''))).toEqual(['Runbook', 'Metric']);
    template.hasOutput('LogQueryUrl', {});
  });

  test('has links that are all in the outputs', () => {
    const template = templateOf('', '', ofTicket);
    const outputs = Object.values(template.findOutputs('*')).map(({ Value }) => resolve(Value));
    for (const name of names) {
      const [, ...links] = descriptionOf(template, name).split('\n').slice(2);
      for (const link of links) expect(outputs).toContain(link.replace(/^\w+: /, ''));
    }
  });

  test('is not too long, whatever the names are', () => {
    const yaml = `
alarms: { page: { runbook: "https://wiki/${'r'.repeat(280)}" }, ticket: { runbook: "https://wiki/${'r'.repeat(280)}" } }
logging: { format: logfmt }`;
    const long = configFrom(`
cluster: { name: ${'c'.repeat(100)}, region: us-gov-west-1 }
metric: { namespace: ${'n'.repeat(255)}, name: ${'m'.repeat(243)}, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }${ofTicket}]
${yaml}`);
    const stack = new VigilStack(new App(), { config: long });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    const lengths = alarms.map(({ Properties: { AlarmDescription: text } }) => {
      const parts: unknown[] = typeof text === 'string' ? [text] : text['Fn::Join'][1];
      return parts.map((part) => (typeof part === 'string' ? part : 'L'.repeat(100))).join('').length;
    });
    expect(lengths).toHaveLength(4);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1024);
  });
});
