import { type JsonObject, record, text } from '../../model/json';
import { parseLogfmt } from '../../model/logfmt';
import { completeVerdict } from './listedCauses';
import { describeTarget } from './runSummary';

/** The verdict on one target, as it was read from a log line. */
export interface ReportedVerdict {
  /** `StatefulSet monitoring/prometheus-kps`. */
  readonly target: string;
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
  /** The part of the message that several targets share. */
  readonly cause?: string | undefined;
  /** What to run first. */
  readonly command?: string | undefined;
}

/** The fields of a line of the function's log, in both formats. @returns undefined if it is not the line of a run. */
export function parseRunFields(line: string): JsonObject | undefined {
  const fields = parseLine(line.trim());
  return fields?.message === 'run' ? fields : undefined;
}

function parseLine(line: string): JsonObject | undefined {
  if (!line.startsWith('{')) return parseLogfmt(line);
  try {
    return record(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * @param fields - one of the line's `targets`.
 * @param causes - the line's `causes`.
 */
export function toReportedVerdict(fields: JsonObject, causes: readonly JsonObject[]): ReportedVerdict {
  const [namespace, name, selector] = [text(fields.namespace), text(fields.name), text(fields.selector)];
  return {
    target: describeTarget({
      kind: text(fields.kind) ?? '',
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(selector === undefined ? {} : { selector }),
    }),
    verdict: text(fields.verdict) ?? 'Unknown',
    reason: text(fields.reason) ?? '',
    ...completeVerdict(fields, causes),
  };
}
