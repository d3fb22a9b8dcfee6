import { count, type JsonObject, record, records, text, time } from '../../model/json';
import { parseRunFields, type ReportedVerdict, toReportedVerdict } from '../logging/reportedVerdict';

/** A verdict as a run reported it. */
export interface ReportedTarget extends ReportedVerdict {
  readonly isTicket: boolean;
  /** Whether it is Unhealthy or has fewer ready than it needs, as the metric of the alarm `chronic` counts it. */
  readonly isShort: boolean;
  /** In milliseconds since the epoch. */
  readonly since: number | undefined;
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
  const fields = parseRunFields(line);
  if (fields === undefined) return undefined;
  const { value, ticketValue, summary, error, counts, tickets, causes, targets } = fields;
  const { name, message } = record(error);
  return {
    at: loggedAt,
    value: toValue(value),
    ticketValue: ticketValue === undefined ? undefined : toValue(ticketValue),
    summary: text(summary),
    error: text(name) === undefined ? undefined : `${text(name)}: ${text(message) ?? ''}`,
    total: Object.values(record(counts)).reduce((sum: number, count) => sum + (Number(count) || 0), 0),
    tickets: count(tickets),
    targets: records(targets).map((one) => toTarget(one, records(causes))),
  };
}

/** In logfmt, values are texts. */
function toValue(value: unknown): 0 | 1 | null {
  return String(value) === '1' ? 1 : String(value) === '0' ? 0 : null;
}

function toTarget(fields: JsonObject, causes: readonly JsonObject[]): ReportedTarget {
  const reported = toReportedVerdict(fields, causes);
  const { verdict } = reported;
  return {
    ...reported,
    isTicket: fields.severity === 'ticket',
    isShort: verdict === 'Unhealthy' || (verdict !== 'Unknown' && (count(fields.short) ?? 0) > 0),
    since: time(fields.since),
  };
}
