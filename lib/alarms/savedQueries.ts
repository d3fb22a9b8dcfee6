type Format = 'json' | 'logfmt';

/** A query of CloudWatch Logs Insights that is saved with the stack. */
export interface SavedQuery {
  /** As the end of the name of the saved query. */
  readonly title: string;
  /** The output of the stack that has the link to it. */
  readonly output: string;
  /** What it shows. */
  readonly description: string;
  /** Insights discovers the fields of JSON only; of logfmt, they are parsed. */
  readonly query: Readonly<Record<Format, string>>;
}

/** What the queries of a log in logfmt read from the line. */
const parsed = {
  run: 'filter @message like /message=run/',
  value: '| parse @message /value=(?<value>\\S+)/',
  summary: '| parse @message /summary="(?<summary>(?:[^"\\\\]|\\\\.)*)"/',
  counts: '| parse @message /counts\\.unhealthy=(?<unhealthy>\\d+) counts\\.unknown=(?<unknown>\\d+)/',
  total: '| parse @message /milliseconds\\.total=(?<total>\\d+)/',
  error: '| parse @message /error\\.name=(?<name>\\S+)/',
};
/** `StatefulSet monitoring/prometheus-kps (CrashLooping)`, out of a summary. */
const what = '| parse summary /: (?<what>[^;]+)/';
/** A row joins all troubles of the target in the window, so it has no one beginning. */
const seen = '| stats min(@timestamp) as firstSeen, max(@timestamp) as lastSeen, count(*) as runs by value, what';
const newestFirst = '| sort lastSeen desc';
/** What Lambda itself reports of a run that has no line. */
const crashed = '@message like /Task timed out|Status: timeout|errorType/';

export type QueryName = 'failing' | 'changes' | 'slow' | 'blind';

export const savedQueries: Readonly<Record<QueryName, SavedQuery>> = {
  failing: {
    title: 'Failing targets',
    output: 'FailingTargetsQueryUrl',
    description: 'Log of the runs in which a target was Unhealthy or Unknown, in the AWS console',
    query: {
      json: lines(
        'filter message = "run" and (counts.unhealthy > 0 or counts.unknown > 0)',
        '| fields @timestamp, value, counts.unhealthy, counts.unknown, summary',
        '| sort @timestamp desc',
      ),
      logfmt: lines(
        parsed.run,
        parsed.value,
        parsed.counts,
        parsed.summary,
        '| filter unhealthy > 0 or unknown > 0',
        '| display @timestamp, value, unhealthy, unknown, summary',
        '| sort @timestamp desc',
      ),
    },
  },
  changes: {
    title: 'Changes',
    output: 'ChangesQueryUrl',
    description: 'Which targets were not Healthy, first and last seen, in the AWS console',
    query: {
      json: lines('filter message = "run"', what, seen, newestFirst),
      logfmt: lines(parsed.run, parsed.value, parsed.summary, what, seen, newestFirst),
    },
  },
  slow: {
    title: 'Slow runs',
    output: 'SlowRunsQueryUrl',
    description: 'The slowest runs, in the AWS console',
    query: {
      json: lines(
        'filter message = "run"',
        '| fields @timestamp, milliseconds.total, milliseconds.read, milliseconds.publish, summary',
        '| sort milliseconds.total desc',
        '| limit 50',
      ),
      logfmt: lines(
        parsed.run,
        parsed.total,
        parsed.summary,
        '| display @timestamp, total, summary',
        '| sort total desc',
        '| limit 50',
      ),
    },
  },
  blind: {
    title: 'Blind runs',
    output: 'BlindRunsQueryUrl',
    description: 'Log of the runs that published nothing, in the AWS console',
    query: {
      json: lines(
        `filter ispresent(error.name) or ${crashed}`,
        '| fields @timestamp, error.name, coalesce(error.message, @message) as why',
        '| sort @timestamp desc',
      ),
      logfmt: lines(
        `filter @message like /error\\.name=/ or ${crashed}`,
        parsed.error,
        '| display @timestamp, name, @message',
        '| sort @timestamp desc',
      ),
    },
  },
};

/** The state of the newest run: its summary names what is not Healthy. */
export const newestRunQuery: Readonly<Record<Format, string>> = {
  json: lines('filter message = "run"', '| fields @timestamp, value, summary', '| sort @timestamp desc', '| limit 1'),
  logfmt: lines(
    parsed.run,
    parsed.value,
    parsed.summary,
    '| display @timestamp, value, summary',
    '| sort @timestamp desc',
    '| limit 1',
  ),
};

function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}
