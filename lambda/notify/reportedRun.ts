import { count, type JsonObject, record, records, text, time } from '../../model/json';
import { parseLogfmt } from '../../model/logfmt';
import { describeTarget } from '../logging/runSummary';

/** A verdict as a run reported it. */
export interface ReportedTarget {
  /** `StatefulSet monitoring/prometheus-kps`. */
  readonly target: string;
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
  readonly isTicket: boolean;
  /** Whether it is Unhealthy or has fewer ready than it needs, as the metric of the alarm `chronic` counts it. */
  readonly isShort: boolean;
  /** In milliseconds since the epoch. */
  readonly since: number | undefined;
  /** What to run first. */
  readonly command: string | undefined;
}

/** What the log has of one run. */
export interface ReportedRun {
  /** When it was logged, in milliseconds since the epoch. */
  readonly at: number;
  /** Null is unknown. */
  readonly value: 0 | 1 | null;
  /** Undefined without tickets. */
  readonly ticketValue: 0 | 1 | null | undefined;
  readonly summary: string | undefined;
  /** Why it failed, such as `PublicationFailed: …`. */
  readonly error: string | undefined;
  /** How many targets it judged. */
  readonly total: number;
  /** How many of them have the severity `ticket`. Undefined without tickets. */
  readonly tickets: number | undefined;
  /** How many of them are Healthy. */
  readonly healthy: number;
  /** Those that are not Healthy are always listed. */
  readonly targets: readonly ReportedTarget[];
}

/**
 * Reads a line of the log, in both formats.
 *
 * @param loggedAt - in milliseconds since the epoch.
 * @returns undefined if it is not the line of a run.
 */
export function parseReportedRun(line: string, loggedAt: number): ReportedRun | undefined {
  const fields = parseLine(line.trim());
  if (fields?.message !== 'run') return undefined;
  const { value, ticketValue, summary, error, counts, tickets, targets } = fields;
  const { name, message } = record(error);
  return {
    at: loggedAt,
    value: toValue(value),
    ticketValue: ticketValue === undefined ? undefined : toValue(ticketValue),
    summary: text(summary),
    error: text(name) === undefined ? undefined : `${text(name)}: ${text(message) ?? ''}`,
    total: Object.values(record(counts)).reduce((sum: number, count) => sum + (Number(count) || 0), 0),
    tickets: count(tickets),
    healthy: count(record(counts).healthy) ?? 0,
    targets: records(targets).map(toTarget),
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

/** In logfmt, values are texts. */
function toValue(value: unknown): 0 | 1 | null {
  return String(value) === '1' ? 1 : String(value) === '0' ? 0 : null;
}

function toTarget(fields: JsonObject): ReportedTarget {
  const [namespace, name, selector] = [text(fields.namespace), text(fields.name), text(fields.selector)];
  const verdict = text(fields.verdict) ?? '';
  const isShort = verdict === 'Unhealthy' || (verdict !== 'Unknown' && (count(fields.short) ?? 0) > 0);
  return {
    target: describeTarget({
      kind: text(fields.kind) ?? '',
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(selector === undefined ? {} : { selector }),
    }),
    verdict,
    reason: text(fields.reason) ?? '',
    message: text(fields.message) ?? '',
    isTicket: fields.severity === 'ticket',
    isShort,
    since: time(fields.since),
    command: text(fields.command),
  };
}
