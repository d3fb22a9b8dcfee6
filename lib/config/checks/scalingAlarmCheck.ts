import { type JsonObject, record, records, text } from '../../../model/json';
import { vpcCniMetrics } from '../../presets/vpcCniMetrics';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggestion';

/** Only for an alarm that the stack creates. */
const evaluationKeys = [
  'statistic',
  'period',
  'comparison',
  'threshold',
  'evaluationPeriods',
  'datapointsToAlarm',
  'missingData',
];
/** Source: Amazon CloudWatch API Reference, PutMetricAlarm (`Period`: times `EvaluationPeriods`, a day or 7 days). */
const [hour, day] = [3600, 86_400];

/**
 * Seconds of one data point of an alarm that the stack creates. Those of a pod are as far apart as the runs.
 *
 * @param seconds - the period of the runs.
 */
export function defaultPeriod({ podMetric }: { readonly podMetric?: unknown }, seconds: number): number {
  return podMetric === undefined ? 60 : seconds;
}

/** Periods of which most would have no data: then CloudWatch evaluates the few that have. Reads the raw input. */
export function warnOfShortPeriod({ podMetric, period }: JsonObject, { seconds }: JsonObject): Problem[] {
  if (podMetric === undefined || typeof period !== 'number' || typeof seconds !== 'number' || period >= seconds)
    return [];
  const message = `got ${period}, but podMetrics publishes every ${seconds} seconds, so that most periods have no data; use a multiple of ${seconds}.`;
  return [problem(['period'], message)];
}

/** Problems of the alarm of a direction of `scaling`, with paths in it. Reads the raw input. */
export function checkScalingAlarm(alarm: JsonObject, { cluster, podMetrics, seconds }: JsonObject): Problem[] {
  const { arn, metric, podMetric, comparison, threshold } = alarm;
  if ([arn, metric, podMetric].filter((value) => value !== undefined).length !== 1) {
    return [
      problem(
        [],
        'specify one of arn (an existing alarm), metric and podMetric (the stack then creates an alarm on it).',
      ),
    ];
  }
  if (arn !== undefined) {
    const extra = evaluationKeys.filter((key) => alarm[key] !== undefined);
    const message = 'cannot be used with arn: the existing alarm has it already.';
    return [
      ...extra.map((key) => ({ path: [key], atKey: true, message })),
      ...checkArn(text(arn) ?? '', record(cluster)),
    ];
  }
  return [
    ...(typeof podMetric === 'string' ? checkPodMetric(podMetric, podMetrics) : []),
    ...(comparison === undefined ? [problem(['comparison'], 'is required without arn.')] : []),
    ...(threshold === undefined ? [problem(['threshold'], 'is required without arn.')] : []),
    ...checkPeriods({ period: defaultPeriod(alarm, typeof seconds === 'number' ? seconds : 60), ...alarm }),
  ];
}

function checkPeriods({ period, evaluationPeriods = 3, datapointsToAlarm }: JsonObject): Problem[] {
  if (typeof period !== 'number' || typeof evaluationPeriods !== 'number') return [];
  const most = Math.floor((period < hour ? day : 7 * day) / period);
  return [
    ...(evaluationPeriods > most
      ? [
          problem(
            ['evaluationPeriods'],
            `got ${evaluationPeriods}, but an alarm evaluates at most ${most} periods of ${period} seconds: a day in all if a period is shorter than an hour, otherwise 7 days.`,
          ),
        ]
      : []),
    ...(typeof datapointsToAlarm === 'number' && datapointsToAlarm > evaluationPeriods
      ? [
          problem(
            ['datapointsToAlarm'],
            `got ${datapointsToAlarm}, but only ${evaluationPeriods} periods are evaluated.`,
          ),
        ]
      : []),
  ];
}

/** An alarm on it would never have data. */
function checkPodMetric(name: string, podMetrics: unknown): Problem[] {
  const published = records(podMetrics).flatMap(({ preset, metrics }) =>
    preset === undefined
      ? records(metrics).flatMap((one) => text(one.as) ?? text(one.name) ?? [])
      : vpcCniMetrics.metrics.map(({ as }) => as),
  );
  const groups = published.filter((one) => one === name).length;
  if (groups === 1) return [];
  const message =
    groups === 0
      ? `got ${quote(name)}, which podMetrics does not publish.${didYouMean(name, published)}`
      : `got ${quote(name)}, which several groups of podMetrics publish; specify metric, with its namespace and dimensions.`;
  return [problem(['podMetric'], message)];
}

function checkArn(arn: string, { region, account }: JsonObject): Problem[] {
  const [, , service, itsRegion, itsAccount] = arn.split(':');
  if (service !== 'cloudwatch') return [];
  if (typeof region === 'string' && itsRegion !== region) {
    return [
      problem(
        ['arn'],
        `got an alarm in ${itsRegion}, but its events are read in ${region}, the region of the cluster.`,
      ),
    ];
  }
  if (typeof account === 'string' && itsAccount !== account) {
    return [problem(['arn'], `got an alarm of the account ${itsAccount}, but the cluster is in ${account}.`)];
  }
  return [];
}

function problem(path: readonly PropertyKey[], message: string): Problem {
  return { path: [...path], atKey: false, message };
}
