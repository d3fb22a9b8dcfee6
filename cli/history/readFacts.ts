import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { RuntimeMetric } from '../../model/runtimeConfig';
import { hasNoMuteRules, readMuteRules, toMuteFacts } from '../alarms/muteRules';
import { NoCredentials } from '../askAws';
import { UserError } from '../io';
import type { HistoryFacts } from './facts';
import { type NamedAlarm, readAlarmFacts } from './read/alarms';
import { readMetrics } from './read/metrics';
import { readRunLines } from './read/runLines';
import type { Span } from './timeline';

export interface FactsProps {
  readonly cloudWatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly cluster: string;
  /** Finds the log group. */
  readonly logGroup: () => Promise<string>;
  readonly format: 'json' | 'logfmt';
  /** Between two runs, in milliseconds. */
  readonly period: number;
  readonly metrics: readonly Pick<RuntimeMetric, 'namespace' | 'name' | 'dimensions'>[];
  readonly alarms: readonly NamedAlarm[];
  readonly span: Span;
  /** In milliseconds since the epoch. */
  readonly now: number;
  readonly onProgress: (runs: number) => void;
}

/**
 * Reads everything that a history is made of, at the same time. What cannot be read is a note: the rest is still worth a look.
 *
 * @throws UserError without credentials, or if nothing at all can be read.
 */
export async function readFacts(props: FactsProps): Promise<HistoryFacts> {
  const { cloudWatch, logs, cluster, format, period, metrics, alarms, span, now, onProgress } = props;
  const failures: Error[] = [];
  const attempt = async <T>(what: string, read: Promise<T>, otherwise: T): Promise<T> =>
    read.catch((error: unknown) => {
      if (!(error instanceof UserError) || error instanceof NoCredentials) throw error;
      failures.push(new UserError(`${what}: ${error.message}`));
      return otherwise;
    });
  const [runs, values, states, mutes] = await Promise.all([
    attempt(
      'the lanes of the targets and of the runs are missing',
      props.logGroup().then((logGroup) => readRunLines(logs, { logGroup, format, ...span, period, onProgress })),
      undefined,
    ),
    attempt('the lane of the metric is missing', readMetrics(cloudWatch, { metrics, ...span, period }), []),
    attempt('the lanes of the alarms are missing', readAlarmFacts(cloudWatch, { alarms, from: span.from, now }), []),
    attempt('mutes are missing', readMutes(cloudWatch, alarms, span), []),
  ]);
  const [first] = failures;
  if (first !== undefined && runs === undefined && values.length === 0 && states.length === 0) throw first;
  return {
    ...{ cluster, period, now, runs, metrics: values, alarms: states, mutes },
    notes: failures.map(({ message }) => message),
  };
}

async function readMutes(client: CloudWatchClient, alarms: readonly NamedAlarm[], span: Span) {
  const names = alarms.map(({ name }) => name);
  const { rules, denied } = await readMuteRules(client, names).catch((error: unknown) => {
    if (hasNoMuteRules(error)) return { rules: [], denied: [] };
    throw error;
  });
  if (denied[0] !== undefined) throw denied[0].error;
  return toMuteFacts(rules, span);
}
