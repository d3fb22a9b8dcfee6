import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { formatDuration } from '../../model/duration';
import {
  blindEvaluation,
  blindWarmUpMinutes,
  chronicEvaluation,
  type Evaluation,
  healthEvaluation,
  warmUpMinutes,
} from '../config/alarms/evaluation';
import { shortTargetsName, ticketMetricName, type VigilNames } from '../config/names';
import type { Config } from '../config/schema/schema';
import { hasTickets } from '../config/toRuntimeConfig';
import { runbookOf } from './description';
import { VigilAlarm } from './vigilAlarm';
import { vigilCommand } from './vigilCommand';
import type { VigilLinks } from './vigilLinks';

export interface AlarmsProps {
  /** One validated configuration file. */
  readonly config: Config;
  readonly names: VigilNames['alarms'];
  readonly links: VigilLinks;
  /** Path of the configuration file, for commands in the descriptions. @default - none */
  readonly file?: string | undefined;
}

/** The alarms of a vigil: `health` for the person on call, the others for a ticket. */
export interface Alarms {
  readonly health: VigilAlarm;
  /** Undefined if no target has the severity `ticket`. */
  readonly ticket: VigilAlarm | undefined;
  readonly blind: VigilAlarm;
  /** Undefined if it is turned off. */
  readonly chronic: VigilAlarm | undefined;
}

export function createAlarms(scope: Construct, props: AlarmsProps): Alarms {
  return {
    health: createHealthAlarm(scope, props),
    ticket: hasTickets(props.config) ? createTicketAlarm(scope, props) : undefined,
    blind: createBlindAlarm(scope, props),
    chronic: props.config.alarms.ticket.chronic ? createChronicAlarm(scope, props) : undefined,
  };
}

/** Fires if the metric is 0 or missing. The notification shows which: a missing value is -1. */
function createHealthAlarm(scope: Construct, { config, names, links, file }: AlarmsProps): VigilAlarm {
  const { seconds, alarms, cluster } = config;
  const { page } = alarms;
  return new VigilAlarm(scope, 'Health', {
    alarmName: names.health,
    description: {
      meaning: `A workload of the EKS cluster ${cluster.name} is unhealthy (value 0), or its health is unknown (value -1, but the newest two values may only be late), in ${describe(page, seconds)}.`,
      first: `First: run \`${vigilCommand('check', file)} --problems\`. If nothing is wrong there, run \`${vigilCommand('doctor', file)}\`.`,
      links: [
        runbookOf(page, 'health'),
        ['Log', links.errors],
        ['Metric', links.health],
        ['Changes', links.queries.changes],
      ],
    },
    metric: filled(config, config.metric.name),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    // FILL does not apply to a metric that was never published.
    treatMissingData: TreatMissingData.BREACHING,
    evaluation: { datapointsToAlarm: page.datapointsToAlarm, evaluationPeriods: page.evaluationPeriods },
    warmUpMinutes: warmUpMinutes(seconds),
    actions: page.actions,
    okActions: page.okActions,
  });
}

/** As `health`, for the targets whose severity is `ticket`, with its default evaluation. */
function createTicketAlarm(scope: Construct, { config, names, links, file }: AlarmsProps): VigilAlarm {
  const { seconds, alarms, cluster, metric } = config;
  const { ticket } = alarms;
  const evaluation = healthEvaluation(seconds);
  return new VigilAlarm(scope, 'Ticket', {
    alarmName: names.ticket,
    description: {
      meaning: `A target of the EKS cluster ${cluster.name} with the severity ticket is unhealthy (value 0), or unknown (value -1, but the newest two may only be late), in ${describe(evaluation, seconds)}.`,
      first: `First: if \`health\` fires too, start there. If not, run \`${vigilCommand('check', file)} --problems\`.`,
      links: [
        runbookOf(ticket, 'ticket'),
        ['Log', links.errors],
        ['Metric', links.ticket],
        ['Changes', links.queries.changes],
      ],
    },
    metric: filled(config, ticketMetricName(metric)),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    evaluation,
    warmUpMinutes: warmUpMinutes(seconds),
    actions: ticket.actions,
    okActions: ticket.okActions,
  });
}

/** Fires if the metric is missing again and again, which `health` does not see as long as enough values are there. */
function createBlindAlarm(scope: Construct, { config, names, links, file }: AlarmsProps): VigilAlarm {
  const { seconds, alarms, cluster } = config;
  const { ticket } = alarms;
  const evaluation = blindEvaluation(seconds);
  return new VigilAlarm(scope, 'Blind', {
    alarmName: names.blind,
    description: {
      meaning: `The health of the EKS cluster ${cluster.name} was often unknown: no value in ${describe(evaluation, seconds)}.`,
      first: `First: run \`${vigilCommand('doctor', file)}\`. The log has the reason of each run that published nothing.`,
      links: [
        runbookOf(ticket, 'blind'),
        ['Log', links.errors],
        ['Metric', links.health],
        ['Changes', links.queries.changes],
      ],
    },
    metric: filled(config, config.metric.name),
    threshold: 0,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    evaluation,
    warmUpMinutes: blindWarmUpMinutes(seconds),
    actions: ticket.actions,
    okActions: ticket.okActions,
  });
}

/** Fires if targets of the severity `page` are short of what they need again and again, each time within their grace period. */
function createChronicAlarm(scope: Construct, { config, names, links, file }: AlarmsProps): VigilAlarm {
  const { seconds, alarms, cluster, metric } = config;
  const { ticket } = alarms;
  const evaluation = chronicEvaluation(seconds);
  return new VigilAlarm(scope, 'Chronic', {
    alarmName: names.chronic,
    description: {
      meaning: `In the EKS cluster ${cluster.name}, targets had fewer ready than they need in ${describe(evaluation, seconds)}, even if each time within the grace period.`,
      first: `First: run \`${vigilCommand('history', file)}\`. It shows which targets. Look for evictions, restarts and missing capacity.`,
      // The first that fit: with a log in logfmt, the query of the changes is too long.
      links: [
        runbookOf(ticket, 'chronic'),
        ['Changes', links.queries.changes],
        ['Log', links.runs],
        ['Metric', links.shortTargets],
      ],
    },
    metric: metricOf(config, shortTargetsName(metric), Stats.MAXIMUM),
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    // Nothing is published while health is unknown: that is for the other alarms.
    treatMissingData: TreatMissingData.NOT_BREACHING,
    evaluation,
    warmUpMinutes: warmUpMinutes(seconds),
    actions: ticket.actions,
    okActions: ticket.okActions,
  });
}

/**
 * The health of a severity, with -1 for a missing value: CloudWatch otherwise evaluates older points, and one good point would hide
 * the gap after it.
 */
function filled(config: Config, metricName: string): MathExpression {
  return new MathExpression({
    label: metricName,
    expression: 'FILL(health, -1)',
    usingMetrics: { health: metricOf(config, metricName, Stats.MINIMUM) },
    period: Duration.seconds(config.seconds),
  });
}

/** The metric of the cluster health: 1, 0, or missing. Minimum, because a duplicate event can add a 1 and a 0 to one period. */
export function healthMetric(config: Config): Metric {
  return metricOf(config, config.metric.name, Stats.MINIMUM);
}

function metricOf({ metric, seconds }: Config, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: metric.namespace,
    metricName,
    dimensionsMap: Object.fromEntries(metric.dimensions.map(({ name, value }) => [name, value])),
    statistic,
    period: Duration.seconds(seconds),
  });
}

function describe({ datapointsToAlarm, evaluationPeriods }: Evaluation, seconds: number): string {
  return `${datapointsToAlarm} of ${evaluationPeriods} periods of ${formatDuration(seconds)}`;
}
