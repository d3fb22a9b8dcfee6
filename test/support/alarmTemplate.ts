import { z } from 'zod';
import { type Alarm, comparisons, statistics, whenMissing } from './alarmEvaluator';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]);
const metric = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions });
const statistic = oneOf(statistics);
const period = z.number().multipleOf(60);

const singleMetric = metric
  .extend({ Statistic: statistic, Period: period })
  .transform(({ Statistic, Period, ...rest }) => ({ metric: rest, statistic: Statistic, period: Period }));

const expression = z.object({ Expression: z.string() });
const metricStat = z.object({
  Id: z.string(),
  MetricStat: z.object({ Metric: metric, Period: period, Stat: statistic }),
});
const filledMetric = z
  .object({ Metrics: z.array(z.union([expression, metricStat])).length(2) })
  .transform(({ Metrics }, context) => {
    const source = Metrics.find((query) => 'MetricStat' in query);
    const math = Metrics.find((query) => 'Expression' in query)?.Expression;
    const [, id, fill] = /^FILL\((\w+), *(-?\d+(?:\.\d+)?)\)$/.exec(math ?? '') ?? [];
    if (source === undefined || source.Id !== id) {
      context.addIssue(`got ${math}, expected FILL(id, number) of one metric`);
      return z.NEVER;
    }
    const { Metric, Period, Stat } = source.MetricStat;
    return { metric: Metric, statistic: Stat, period: Period, fill: Number(fill) };
  });

const evaluation = z.object({
  ComparisonOperator: oneOf(comparisons),
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  TreatMissingData: oneOf(whenMissing).default('missing'),
  WarmUpConfiguration: z
    .object({ WarmUpPeriodDurationInMinutes: z.number(), OnlyStartEvaluatingAfterWarmUpPeriodEnds: z.literal(true) })
    .optional(),
});
const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/**
 * Reads an alarm from a CloudFormation template.
 * @param logicalIdPrefix - of the alarm. Default: the template has only one alarm.
 * @throws Error if there is not exactly one such alarm, or if the evaluator does not support its settings.
 */
export function alarmFromTemplate(templateJson: unknown, logicalIdPrefix = ''): Alarm {
  const alarms = Object.entries(template.parse(templateJson).Resources).filter(
    ([id, { Type }]) => Type === 'AWS::CloudWatch::Alarm' && id.startsWith(logicalIdPrefix),
  );
  const [found] = alarms;
  if (found === undefined || alarms.length > 1) {
    const ids = alarms.map(([id]) => id).join(', ') || 'none';
    throw new Error(
      `the template must have exactly one alarm with the logical id prefix "${logicalIdPrefix}", got: ${ids}`,
    );
  }
  const [id, { Properties }] = found;
  const source = 'Metrics' in Properties ? filledMetric : singleMetric;
  const read = evaluation.and(source).safeParse(Properties);
  if (!read.success) throw new Error(`cannot evaluate the alarm ${id}: ${z.prettifyError(read.error)}`);
  const { metric, statistic, period, WarmUpConfiguration: warmUp, ...rest } = read.data;
  return {
    metric: {
      namespace: metric.Namespace,
      name: metric.MetricName,
      dimensions: Object.fromEntries(metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
    },
    statistic,
    periodMs: period * 1000,
    ...('fill' in rest ? { fill: rest.fill } : {}),
    comparison: rest.ComparisonOperator,
    threshold: rest.Threshold,
    evaluationPeriods: rest.EvaluationPeriods,
    datapointsToAlarm: rest.DatapointsToAlarm ?? rest.EvaluationPeriods,
    treatMissingData: rest.TreatMissingData,
    ...(warmUp === undefined ? {} : { warmUpMs: warmUp.WarmUpPeriodDurationInMinutes * 60_000 }),
  };
}

function oneOf<Table extends Record<string, unknown>>(table: Table) {
  return z.literal(Object.keys(table) as (keyof Table & string)[]);
}
