import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../../lib/vigilStack';
import { configFrom } from '../../support/configFrom';

const onCall = 'arn:aws:sns:eu-central-1:111122223333:on-call';
const relief = 'arn:aws:sns:eu-central-1:111122223333:relief';
const topicName = 'eks-vigil-eu-central-1-prod-watchdog';

function templateOf(more = '', name = 'prod'): Template {
  const config = configFrom(`
cluster: { name: ${name}, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
watchdog: { topic: true }
${more}`);
  return Template.fromStack(new VigilStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), { config }));
}

const alarmOf = (template: Template) =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).find(([id]) => id.startsWith('Watchdog'))?.[1]
    .Properties as Record<string, unknown>;

test('fires if no message was published for 20 minutes, whatever the period of the function is', () => {
  for (const more of ['', 'seconds: 3600']) {
    expect(alarmOf(templateOf(more))).toEqual({
      AlarmName: 'eks-vigil-eu-central-1-prod-watchdog',
      AlarmDescription: expect.anything(),
      Metrics: [
        { Expression: 'FILL(messages, 0)', Id: 'expr_1', Label: 'NumberOfMessagesPublished', ReturnData: true },
        {
          Id: 'messages',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SNS',
              MetricName: 'NumberOfMessagesPublished',
              Dimensions: [{ Name: 'TopicName', Value: topicName }],
            },
            Period: 300,
            Stat: 'Sum',
          },
          ReturnData: false,
        },
      ],
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 4,
      DatapointsToAlarm: 4,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { OnlyStartEvaluatingAfterWarmUpPeriodEnds: true, WarmUpPeriodDurationInMinutes: 60 },
    });
  }
});

test('calls the actions of page', () => {
  const yaml = `alarms: { page: { actions: ["${onCall}"], okActions: ["${relief}"] }, ticket: { actions: ["${relief}"] } }`;
  expect(alarmOf(templateOf(yaml))).toMatchObject({ AlarmActions: [onCall], OKActions: [relief] });
});

test('does not exist in a dry run, but its topic does', () => {
  const template = templateOf('dryRun: true');
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  template.resourceCountIs('AWS::SNS::Topic', 1);
});

describe('the description', () => {
  const linesOf = (template: Template) => String(alarmOf(template).AlarmDescription).split('\n');

  test('says what it means, what to do first, and links to the runbook and the graph', () => {
    const template = templateOf('alarms: { page: { runbook: "https://wiki/page" } }');
    const [meaning, first, ...links] = linesOf(template);
    expect(meaning).toBe(
      `Alertmanager in the EKS cluster prod sends no Watchdog to the SNS topic ${topicName}: none arrived for 20m. Its other alerts may reach nobody either.`,
    );
    expect(first).toBe(
      'First: if eks-vigil-eu-central-1-prod-health fires too, start there. If not, run: kubectl get pods -A -l app.kubernetes.io/name=alertmanager, and search the logs of these pods for "sns".',
    );
    const { Value } = template.findOutputs('WatchdogUrl').WatchdogUrl ?? {};
    expect(links).toEqual(['Runbook: https://wiki/page', `Messages: ${Value}`]);
  });

  test('is not too long, whatever the names are', () => {
    const yaml = `alarms: { page: { runbook: "https://wiki/${'r'.repeat(280)}" } }`;
    expect(linesOf(templateOf(yaml, 'c'.repeat(100))).join('\n').length).toBeLessThanOrEqual(1024);
  });
});
