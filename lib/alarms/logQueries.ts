type Format = 'json' | 'logfmt';

/**
 * Queries of CloudWatch Logs Insights, newest first, which is its default. It discovers the fields of JSON only. They are short,
 * because the description of an alarm contains a link with the query.
 */

/** Runs whose value was 0 or unknown, runs that failed, and errors that Lambda itself reports. */
export function errorQuery(format: Format): string {
  return format === 'json'
    ? 'filter level="error" or @message like /timeout|errorType/|fields @timestamp,coalesce(error.message,summary,@message)'
    : 'filter @message like /level=error|timeout|errorType/';
}

/** The value and the summary of every run. */
export function runQuery(format: Format): string {
  return format === 'json'
    ? 'filter message="run"|fields @timestamp,value,summary'
    : 'filter @message like /message=run/';
}
