import { formatDuration } from '../../model/duration';
import type { Reason } from '../../model/reasons';
import type { Verdict } from './verdict';

export interface Finding {
  /** When it began, in milliseconds since the epoch; undefined where the object carries no clock. */
  readonly since: number | undefined;
  /** Seconds that it is forgiven. */
  readonly limit: number;
  readonly now: number;
  readonly reason: Reason;
  /** Default: the same reason. */
  readonly lateReason?: Reason;
  readonly message: string;
  /** What is to be said of the clock. Default: nothing. */
  readonly note?: string | undefined;
}

/** Progressing while a shortfall is younger than its limit, and Unhealthy from then on, or where it has no clock. */
export function judgeWithGrace({
  since,
  limit,
  now,
  reason,
  lateReason = reason,
  message,
  note = '',
}: Finding): Verdict {
  const waited = since === undefined ? Number.POSITIVE_INFINITY : Math.max(0, now - since) / 1000;
  const expired = waited >= limit;
  return {
    verdict: expired ? 'Unhealthy' : 'Progressing',
    reason: expired ? lateReason : reason,
    message: `${message}${describeWait(waited, limit)}${note}`,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
  };
}

function describeWait(waited: number, limit: number): string {
  if (!Number.isFinite(waited)) return '; for an unknown time, as the object carries no clock';
  return `; for ${formatDuration(waited)}, ${limit === 0 ? 'no grace' : `grace ${formatDuration(limit)}`}`;
}
