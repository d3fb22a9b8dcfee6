import { toSafeJson } from '../../model/safeText';
import type { History } from './timeline';

/** A history as JSON, with times in RFC 3339. `until` is null for what lasts at the end. */
export function formatHistoryJson({ cluster, from, to, lanes, notes }: History): string {
  const value = {
    cluster,
    from: format(from),
    to: format(to),
    lanes: lanes.map(({ kind, name, intervals, events = [] }) => ({
      kind,
      name,
      intervals: intervals.map((one) => ({
        since: format(one.from),
        until: one.to === to ? null : format(one.to),
        state: one.state,
        reason: one.reason ?? null,
        message: one.message ?? null,
        asOf: one.asOf === undefined ? null : format(one.asOf),
      })),
      events: events.map(({ at, message }) => ({ time: format(at), message })),
    })),
    notes,
  };
  return `${toSafeJson(value, 2)}\n`;
}

function format(at: number): string {
  return new Date(at).toISOString();
}
