import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { askAws } from '../../askAws';
import { UserError } from '../../io';
import { parseRunLine, type RunLine } from '../runLine';
import type { Span } from '../timeline';

/** In milliseconds: a run starts up to 60 s late and takes up to 60 s. */
const latestLine = 120_000;

/** Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax". */
const patterns = { json: '{ $.message = "run" }', logfmt: '"message=run"' } as const;

export interface LogSource extends Span {
  readonly logGroup: string;
  readonly format: keyof typeof patterns;
  /** Between two runs, in milliseconds. */
  readonly period: number;
  readonly onProgress: (runs: number) => void;
}

/**
 * Reads the line of each run, page by page, from one period before the span.
 *
 * @throws UserError if there is no such log group, or it cannot be read.
 */
export async function readRunLines(client: CloudWatchLogsClient, source: LogSource): Promise<RunLine[]> {
  const { logGroup, format, from, to, period, onProgress } = source;
  const runs: RunLine[] = [];
  let nextToken: string | undefined;
  do {
    const command = new FilterLogEventsCommand({
      logGroupName: logGroup,
      filterPattern: patterns[format],
      startTime: from - period,
      endTime: to + latestLine,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await askAws({
      action: 'logs:FilterLogEvents',
      policyIn: 'docs/history.md',
      send: () => client.send(command),
    });
    if (page === undefined) {
      throw new UserError(
        `there is no log group ${logGroup}: the stack may have been deployed again; see the output LogGroupName, and specify --log-group`,
      );
    }
    for (const { message = '' } of page.events ?? []) runs.push(...[parseRunLine(message) ?? []].flat());
    onProgress(runs.length);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return runs;
}
