import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { errorMessage } from '../../model/errorMessage';
import type { NotifyConfig } from '../../model/notifyConfig';
import { parseReportedRun, type ReportedRun } from './reportedRun';

/** What could be read of the log. */
export interface RecentRuns {
  /** The oldest first. */
  readonly runs: readonly ReportedRun[];
  /** Since when `runs` has all lines, in milliseconds since the epoch. */
  readonly from: number;
  /** Why the log before that could not be read, if it was tried. */
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
 * Reads the lines of the runs before a time, the newest first, in windows that grow until one has a line: mostly one request.
 * FilterLogEvents, because it answers within a second, whereas a query of Logs Insights has to be started and polled. Never throws:
 * what was read before a failure is returned with it.
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
  const runs: ReportedRun[] = [];
  let end = now;
  for (const age of ages) {
    const start = now - age;
    try {
      for await (const page of pagesOf({ client, logGroup, format, start, end, signal })) {
        runs.push(...page);
        // Of a silent function, only the newest line counts: there may be a day of them.
        if (age > first && runs.length > 0) break;
      }
    } catch (error) {
      return { runs: sorted(runs), from: Math.min(end, ...runs.map(({ at }) => at)), failure: errorMessage(error) };
    }
    if (runs.length > 0)
      return { runs: sorted(runs), from: age > first ? Math.min(...runs.map(({ at }) => at)) : start };
    end = start;
  }
  return { runs, from: end };
}

function sorted(runs: readonly ReportedRun[]): ReportedRun[] {
  return [...runs].sort((a, b) => a.at - b.at);
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

/** The newest page first. */
async function* pagesOf({ client, logGroup, format, start, end, signal }: LogWindow): AsyncGenerator<ReportedRun[]> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        filterPattern: patterns[format],
        startTime: start,
        endTime: end,
        startFromHead: false,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
      { abortSignal: signal },
    );
    yield (page.events ?? []).flatMap(({ message = '', timestamp = start }) => {
      const run = parseReportedRun(message, timestamp);
      return run === undefined ? [] : [run];
    });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
