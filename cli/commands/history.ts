import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { createRedactor } from '../../lambda/logging/redact';
import { namesOf } from '../../lib/config/names';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { healthMetrics } from '../../model/healthMetrics';
import { mapStrings } from '../../model/json';
import { pluralize } from '../../model/pluralize';
import { expectedAlarms } from '../alarms/expectedAlarms';
import { awsSettings } from '../awsSettings';
import { requireConfig } from '../configFile';
import { buildHistory } from '../history/buildHistory';
import { formatHistoryJson } from '../history/historyJson';
import { drawHistory } from '../history/historySvg';
import { formatHistory } from '../history/historyText';
import { findLogGroup } from '../history/read/logGroup';
import { readFacts } from '../history/readFacts';
import type { History, Span } from '../history/timeline';
import { colorsFor, type ExitCode, exitCodes, type Io, UserError } from '../io';
import { ProgressLine } from '../progress';

export interface HistoryOptions {
  readonly config: string;
  readonly hours: string;
  readonly until?: string;
  readonly logGroup?: string;
  readonly output: 'table' | 'json' | 'svg';
}

const hour = 3_600_000;
/** CloudWatch keeps values of one minute for 15 days. */
const mostHours = 14 * 24;

const formats: Readonly<Record<HistoryOptions['output'], (history: History, io: Io) => string>> = {
  table: (history, io) => formatHistory(history, colorsFor(io.stdout, io.env), io.stdout.columns),
  json: formatHistoryJson,
  svg: drawHistory,
};

/** Prints what happened and when, from the log, the metric and the alarms. Reads only. */
export async function history(io: Io, options: HistoryOptions): Promise<ExitCode> {
  const now = io.now();
  const config = await requireConfig(io, options.config);
  const span = parseSpan(options, now);
  const { cluster, metric, seconds, logging, dryRun } = toRuntimeConfig(config);
  const names = namesOf(config);
  const aws = awsSettings(cluster.region);
  const clients = {
    cloudFormation: new CloudFormationClient(aws),
    cloudWatch: new CloudWatchClient(aws),
    logs: new CloudWatchLogsClient(aws),
  };
  const progress = new ProgressLine(io);
  progress.show('reading the log, the metric and the alarms');
  const { logGroup } = options;
  try {
    const facts = await readFacts({
      cloudWatch: clients.cloudWatch,
      logs: clients.logs,
      cluster: cluster.name,
      logGroup: async () => logGroup ?? findLogGroup(clients.cloudFormation, names.stack),
      format: logging.format,
      period: seconds * 1000,
      metrics: healthMetrics(metric),
      alarms: dryRun ? [] : expectedAlarms({ config, names }),
      span,
      now,
      onProgress: (runs) => progress.show(`reading the log, the metric and the alarms; ${pluralize(runs, 'run')} read`),
    });
    const redacted = mapStrings(buildHistory(facts, span), createRedactor(io.env));
    progress.clear();
    io.stdout.write(formats[options.output](redacted, io));
    return redacted.notes.length === 0 ? exitCodes.OK : exitCodes.UNKNOWN;
  } finally {
    progress.clear();
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** The hours before the end, which is now unless it is specified. */
function parseSpan({ hours, until }: Pick<HistoryOptions, 'hours' | 'until'>, now: number): Span {
  const length = Number(hours);
  if (!(length > 0) || length > mostHours) {
    throw new UserError(`--hours: got ${hours}; expected a number above 0 and up to ${mostHours}, such as 24`);
  }
  const end = until === undefined ? now : Date.parse(until);
  if (Number.isNaN(end)) {
    throw new UserError(`--until: got ${until}; expected a time such as 2026-01-31T06:00:00Z`);
  }
  const to = Math.min(end, now);
  if (to - length * hour < now - mostHours * hour) {
    throw new UserError(`--until: got ${until}; expected the whole time within the last ${mostHours / 24} days`);
  }
  return { from: to - length * hour, to };
}
