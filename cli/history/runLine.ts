import { parseRunFields, type ReportedVerdict, toReportedVerdict } from '../../lambda/logging/reportedVerdict';
import { record, records, time } from '../../model/json';

/** What the log has of one run. */
export interface RunLine {
  /** The minute for which it was scheduled, or when it was logged if that is not in the line, in milliseconds. */
  readonly at: number;
  /** Why the invocation failed; undefined if it did not. */
  readonly error: { readonly name: string; readonly message: string } | undefined;
  /** Undefined if the run ended before it had verdicts. Targets that are not listed are Healthy. */
  readonly listed: readonly ReportedVerdict[] | undefined;
}

/** Reads a line of the function's log, in both formats. @returns undefined if it is not the line of a run. */
export function parseRunLine(line: string): RunLine | undefined {
  const fields = parseRunFields(line);
  if (fields === undefined) return undefined;
  const at = time(fields.timestamp) ?? time(fields.time);
  if (at === undefined) return undefined;
  const { name, message } = record(fields.error);
  return {
    at,
    error: name === undefined ? undefined : { name: String(name), message: String(message ?? '') },
    // In logfmt, an empty list is no field at all, but each run that has verdicts counts them.
    listed:
      fields.counts === undefined
        ? undefined
        : records(fields.targets).map((one) => toReportedVerdict(one, records(fields.causes))),
  };
}
