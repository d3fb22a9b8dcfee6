import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { errorMessage } from '../../model/errorMessage';
import type { NotifyConfig } from '../../model/notifyConfig';
import { parseReportedRun, type ReportedRun } from './reportedRun';

/** What could be read of the log. */
export interface RecentRuns {
  /** The oldest first; those of the newest window that has any. */
  readonly runs: readonly ReportedRun[];
  /** How far back was read, in milliseconds since the epoch. */
  readonly from: number;
  /** Why not everything could be read. */
  readonly failure?: string;
}

const minute = 60_000;
const hour = 60 * minute;
/** As far back as a silent function is looked for. */
const farthest = 24 * hour;

/** Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax". */
const patterns: Readonly<Record<NotifyConfig['format'], string>> = {
  json: '{ $.message = "run" }',
  logfmt: '"message=run"',
};

/**
 * Reads the lines of the runs before a time, in windows that grow until one has a line: mostly one request. FilterLogEvents, because it
 * answers within a second, whereas a query of Logs Insights has to be started and polled. Never throws.
 *
 * @param now - in milliseconds since the epoch.
 * @param signal - ends the reading.
 */
export async function readRuns(
  client: Pick<CloudWatchLogsClient, 'send'>,
  { logGroup, format, seconds }: Pick<NotifyConfig, 'logGroup' | 'format' | 'seconds'>,
  now: number,
  signal: AbortSignal,
): Promise<RecentRuns> {
  const first = Math.max(15 * minute, 12 * seconds * 1000);
  const ages = [first, Math.max(3 * hour, 4 * first), Math.max(farthest, 8 * first)];
  let end = now;
  for (const age of ages) {
    const start = now - age;
    try {
      const runs = await readWindow({ client, logGroup, format, start, end, signal });
      if (runs.length > 0) return { runs, from: start };
    } catch (error) {
      return { runs: [], from: end, failure: errorMessage(error) };
    }
    end = start;
  }
  return { runs: [], from: end };
}

interface LogWindow {
  readonly client: Pick<CloudWatchLogsClient, 'send'>;
  readonly logGroup: string;
  readonly format: NotifyConfig['format'];
  /** In milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly signal: AbortSignal;
}

async function readWindow({ client, logGroup, format, start, end, signal }: LogWindow): Promise<ReportedRun[]> {
  const runs: ReportedRun[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        filterPattern: patterns[format],
        startTime: start,
        endTime: end,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
      { abortSignal: signal },
    );
    for (const { message = '', timestamp = start } of page.events ?? []) {
      const run = parseReportedRun(message, timestamp);
      if (run !== undefined) runs.push(run);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return runs.sort((a, b) => a.at - b.at);
}
