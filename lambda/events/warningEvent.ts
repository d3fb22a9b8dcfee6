import { count, type JsonObject, newest, record, records, text, time } from '../../model/json';
import { toOneLine } from '../../model/safeText';
import { truncate } from '../../model/truncate';

/** What matters of one Warning event. Its texts come from the cluster: they are on one line, safe to print, and truncated. */
export interface WarningEvent {
  readonly involved: JsonObject;
  readonly reason: string;
  readonly message: string;
  /** When it was last seen, in milliseconds since the epoch. */
  readonly seen: number;
  /** How often. */
  readonly times: number;
}

/** What client-go writes before the newest of many messages that differ only in details. Source: its `EventAggregator`. */
const combined = /^\(combined from similar events\): /;
const maxReason = 40;
const maxMessage = 240;

/**
 * The Warning events of one namespace in a response; undefined if it is not a list of events. Everything that is not as expected
 * is skipped. Source: Kubernetes, API reference of Event in `v1`: what `events.k8s.io/v1` clients such as the scheduler write has
 * `eventTime` and `series`, everything else `lastTimestamp` and `count`.
 */
export function warningEventsIn({ kind, items }: JsonObject, namespace: string): readonly WarningEvent[] | undefined {
  if (kind !== 'EventList' || !Array.isArray(items)) return undefined;
  return records(items).flatMap((event): WarningEvent[] => {
    const series = record(event.series);
    const seen = newest([series.lastObservedTime, event.lastTimestamp, event.eventTime].map(time));
    const message = clean(text(event.message)?.replace(combined, ''), maxMessage);
    const isUsable = event.type === 'Warning' && record(event.metadata).namespace === namespace && message !== '';
    if (!isUsable || seen === undefined) return [];
    const { kind: involvedKind, name, uid } = record(event.involvedObject);
    return [
      {
        // Without the response, which is larger.
        involved: { kind: involvedKind, name, uid },
        reason: clean(event.reason, maxReason) || 'Warning',
        message,
        seen,
        times: count(series.count) ?? count(event.count) ?? 1,
      },
    ];
  });
}

function clean(value: unknown, maxLength: number): string {
  // Truncated first as well: a text may have megabytes.
  return truncate(toOneLine((text(value) ?? '').slice(0, 4 * maxLength)), maxLength);
}
