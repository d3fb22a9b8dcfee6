import { watchdogPeriod } from '../config/alarms/evaluation';
import { shortTargetsName, ticketMetricName } from '../config/names';
import type { Config } from '../config/schema/schema';
import { logQueryLink, metricLink } from './consoleLinks';
import { errorQuery, runQuery } from './logQueries';
import { type QueryName, savedQueries } from './savedQueries';

/** Links to what explains an alarm, in the AWS console. */
export interface VigilLinks {
  /** The log of the runs that failed, or whose value was 0. */
  readonly errors: string;
  /** The log of all runs. */
  readonly runs: string;
  /** The metric of the cluster health. */
  readonly health: string;
  /** The metric of the targets whose severity is `ticket`, whether or not it is published. */
  readonly ticket: string;
  /** The metric that counts short targets, whether or not it is published. */
  readonly shortTargets: string;
  /** The saved queries. */
  readonly queries: Readonly<Record<QueryName, string>>;
}

/**
 * @param region - the region of the stack.
 * @param logGroupName - the function's log group: a name of letters, digits and "-", or a token for one.
 */
export function createLinks(
  { metric, seconds: period, logging: { format } }: Pick<Config, 'metric' | 'seconds' | 'logging'>,
  region: string,
  logGroupName: string,
): VigilLinks {
  return {
    errors: logQueryLink(region, logGroupName, errorQuery(format)),
    runs: logQueryLink(region, logGroupName, runQuery(format)),
    health: metricLink(region, metric, { statistic: 'Minimum', period }),
    ticket: metricLink(region, { ...metric, name: ticketMetricName(metric) }, { statistic: 'Minimum', period }),
    shortTargets: metricLink(region, { ...metric, name: shortTargetsName(metric) }, { statistic: 'Maximum', period }),
    queries: {
      failing: logQueryLink(region, logGroupName, savedQueries.failing.query[format]),
      changes: logQueryLink(region, logGroupName, savedQueries.changes.query[format]),
      slow: logQueryLink(region, logGroupName, savedQueries.slow.query[format]),
      blind: logQueryLink(region, logGroupName, savedQueries.blind.query[format]),
    },
  };
}

/** What SNS itself counts, without a charge. Source: Amazon Simple Notification Service Developer Guide, "Amazon SNS metrics". */
export function watchdogMetric(topicName: string): Pick<Config['metric'], 'namespace' | 'name' | 'dimensions'> {
  return {
    namespace: 'AWS/SNS',
    name: 'NumberOfMessagesPublished',
    dimensions: [{ name: 'TopicName', value: topicName }],
  };
}

/** Link to the graph of the messages that Alertmanager published to a topic. */
export function watchdogLink(topicName: string, region: string): string {
  return metricLink(region, watchdogMetric(topicName), { statistic: 'Sum', period: watchdogPeriod });
}
