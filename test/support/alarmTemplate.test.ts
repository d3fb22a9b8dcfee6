import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmFromTemplate } from './alarmTemplate';

const health = new Metric({
  namespace: 'EksVigil',
  metricName: 'ClusterHealth',
  dimensionsMap: { Cluster: 'prod' },
  statistic: 'Minimum',
  period: Duration.minutes(1),
});
const errors = new Metric({ namespace: 'AWS/Lambda', metricName: 'Errors', statistic: 'Sum' });
const filled = (expression: string) =>
  new MathExpression({ expression, usingMetrics: { m1: health }, period: Duration.minutes(1) });

function synthesise(build: (stack: Stack) => void): unknown {
  const stack = new Stack(new App(), 'Test');
  build(stack);
  return Template.fromStack(stack).toJSON();
}

describe('alarmFromTemplate', () => {
  test('reads a metric-math alarm as the CDK writes it', () => {
    const template = synthesise((stack) => {
      new Alarm(stack, 'Health', {
        metric: filled('FILL(m1, 0)'),
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
        treatMissingData: TreatMissingData.BREACHING,
      });
    });

    expect(alarmFromTemplate(template)).toEqual({
      metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: { Cluster: 'prod' } },
      statistic: 'Minimum',
      periodMs: 60_000,
      fill: 0,
      comparison: 'LessThanThreshold',
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'breaching',
    });
  });

  test('reads an alarm of a single metric, with the defaults of CloudWatch', () => {
    const template = synthesise((stack) => {
      new Alarm(stack, 'Blind', { metric: errors, threshold: 1, evaluationPeriods: 2 });
    });

    expect(alarmFromTemplate(template)).toEqual({
      metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: {} },
      statistic: 'Sum',
      periodMs: 300_000,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: 'missing',
    });
  });

  test('picks one of several by the beginning of its logical id', () => {
    const template = synthesise((stack) => {
      new Alarm(stack, 'Health', { metric: health, threshold: 1, evaluationPeriods: 1 });
      new Alarm(stack, 'Blind', { metric: errors, threshold: 1, evaluationPeriods: 1 });
    });

    expect(alarmFromTemplate(template, 'Blind').metric.name).toBe('Errors');
    expect(() => alarmFromTemplate(template)).toThrow(/exactly one alarm .* found: Health\w+, Blind\w+/);
    expect(() => alarmFromTemplate(template, 'Other')).toThrow(/"Other", found: none/);
  });

  test.each(['FILL(m1, REPEAT)', 'm1 * 2'])('refuses %s, which it cannot evaluate', (expression) => {
    const template = synthesise((stack) => {
      new Alarm(stack, 'Health', { metric: filled(expression), threshold: 1, evaluationPeriods: 1 });
    });

    expect(() => alarmFromTemplate(template)).toThrow(
      /cannot evaluate the alarm Health\w+: .*only FILL\(id, number\)/s,
    );
  });
});
