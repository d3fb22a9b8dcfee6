import { describeTarget } from '../../lambda/logging/runSummary';
import { type JsonObject, record, records, text, time } from '../../model/json';
import { parseLogfmt } from '../../model/logfmt';

/** The verdict on one target, as a log line lists it. */
export interface ListedVerdict {
  /** `StatefulSet monitoring/prometheus-kps`. */
  readonly target: string;
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
}

/** What the log has of one run. */
export interface RunLine {
  /** The minute for which it was scheduled, or when it was logged if that is not in the line, in milliseconds. */
  readonly at: number;
  /** Why the invocation failed; undefined if it did not. */
  readonly error: { readonly name: string; readonly message: string } | undefined;
  /** Undefined if the run ended before it had verdicts. Targets that are not listed are Healthy. */
  readonly listed: readonly ListedVerdict[] | undefined;
}

/** Reads a line of the function's log, in both formats. @returns undefined if it is not the line of a run. */
export function parseRunLine(line: string): RunLine | undefined {
  const fields = parseLine(line.trim());
  if (fields?.message !== 'run') return undefined;
  const at = time(fields.timestamp) ?? time(fields.time);
  if (at === undefined) return undefined;
  const { name, message } = record(fields.error);
  return {
    at,
    error: name === undefined ? undefined : { name: String(name), message: String(message ?? '') },
    // In logfmt, an empty list is no field at all, but each run that has verdicts counts them.
    listed: fields.counts === undefined ? undefined : records(fields.targets).map(toListed),
  };
}

function parseLine(line: string): JsonObject | undefined {
  if (!line.startsWith('{')) return parseLogfmt(line);
  try {
    return record(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function toListed(fields: JsonObject): ListedVerdict {
  const part = (key: string) => text(fields[key]);
  const [kind, namespace, name, selector] = ['kind', 'namespace', 'name', 'selector'].map(part);
  return {
    target: describeTarget({
      kind: kind ?? '',
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(selector === undefined ? {} : { selector }),
    }),
    verdict: part('verdict') ?? 'Unknown',
    reason: part('reason') ?? '',
    message: part('message') ?? '',
  };
}
