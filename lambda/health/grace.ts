import { formatDuration } from '../../model/duration';
import type { Reason } from '../../model/reasons';
import type { Verdict } from './verdict';

/** Something that is wrong with an object, tolerated for a while. */
export interface Finding {
  /** When it began, in milliseconds since the epoch; undefined if the object has no timestamp for it. */
  readonly since: number | undefined;
  /** Seconds for which it is tolerated. */
  readonly limit: number;
  readonly now: number;
  readonly reason: Reason;
  /** The reason once the limit is exceeded. @default the same reason */
  readonly lateReason?: Reason;
  readonly message: string;
  /** Whether it began earlier or later than `since`. @default - then */
  readonly bound?: 'at least' | 'at most' | undefined;
  /** A remark, appended to the message. @default none */
  readonly note?: string | undefined;
  /** Whether it is that fewer are ready than needed. @default false */
  readonly isShort?: boolean;
}

/** Progressing while a finding is younger than its limit; Unhealthy from then on, or if its age is unknown. */
export function judgeWithGrace({
  since,
  limit,
  now,
  reason,
  lateReason = reason,
  message,
  bound,
  note = '',
  isShort = false,
}: Finding): Verdict {
  const waited = since === undefined ? Number.POSITIVE_INFINITY : Math.max(0, now - since) / 1000;
  const expired = waited >= limit;
  return {
    verdict: expired ? 'Unhealthy' : 'Progressing',
    reason: expired ? lateReason : reason,
    message: `${message}${describeWait(waited, limit, bound)}${note}`,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(isShort ? { short: 1 } : {}),
  };
}

function describeWait(waited: number, limit: number, bound: Finding['bound']): string {
  if (!Number.isFinite(waited)) return '; for an unknown time: the object has no timestamp';
  return `; for ${bound === undefined ? '' : `${bound} `}${formatDuration(waited)}, ${limit === 0 ? 'no grace' : `grace ${formatDuration(limit)}`}`;
}
