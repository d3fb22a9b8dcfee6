import { formatAge } from '../../model/duration';
import { record, time } from '../../model/json';
import type { Reason } from '../../model/reasons';
import type { Observation } from './observation';
import type { Verdict } from './verdict';

const staleAfter = 2 * 60_000;
const readLease = 'kubectl -n kube-system get lease kube-controller-manager -o yaml';

/** Whether the controllers that write every status are alive. */
export type Freshness =
  | { readonly state: 'fresh' }
  /** The Lease is not available, so a stale status would not be noticed; the log says so. */
  | { readonly state: 'unverified'; readonly message: string }
  /** Every status may be stale. */
  | {
      readonly state: 'stale';
      readonly reason: Reason;
      readonly message: string;
      readonly command?: string | undefined;
    };

/**
 * Judges the controller manager's Lease, which it renews every 2 seconds while it works.
 * Source: Kubernetes, "Leases" (leader election of control plane components).
 *
 * @param now - the API server's clock in milliseconds.
 */
export function judgeLease(lease: Observation, now: number): Freshness {
  if (lease.type !== 'found') {
    return lease.type === 'missing' || lease.reason === 'Forbidden' || lease.reason === 'ApiNotServed'
      ? { state: 'unverified', message: `cannot verify that statuses are fresh: ${lease.message}` }
      : {
          state: 'stale',
          reason: lease.reason,
          message: `cannot verify that statuses are fresh: ${lease.message}`,
          command: lease.command,
        };
  }
  const renewed = time(record(lease.object.spec).renewTime);
  const age = now - (renewed ?? Number.NEGATIVE_INFINITY);
  if (age <= staleAfter) return { state: 'fresh' };
  const last = renewed === undefined ? 'was never renewed' : `was last renewed ${formatAge(age / 1000)} ago`;
  return {
    state: 'stale',
    reason: 'StaleStatus',
    message: `the controller manager's Lease ${last}, so every status may be stale`,
    command: readLease,
  };
}

/** Turns a good verdict that rests on a stale status into Unknown. */
export function withFreshness<T extends Verdict>(verdict: T, freshness: Freshness): T {
  const isGood = verdict.verdict === 'Healthy' || verdict.verdict === 'Progressing';
  if (freshness.state !== 'stale' || !isGood) return verdict;
  const { reason, command } = freshness;
  const message = `${freshness.message}; the status, which may be older, says: ${verdict.message}`;
  const { command: _, ...read } = verdict;
  return { ...(read as T), verdict: 'Unknown', reason, message, ...(command === undefined ? {} : { command }) };
}
