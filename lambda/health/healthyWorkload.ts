import { describePodWarnings } from './facts/podWarnings';
import type { Evidence } from './observation';
import type { Verdict } from './verdict';

/**
 * Appends to the message of a Healthy workload what its pods show: a warning, or why they could not be read. Neither verdict nor
 * reason depends on it.
 *
 * @param pods - absent if they were not read.
 */
export function withPodWarnings(verdict: Verdict, pods: Evidence | undefined, now: number): Verdict {
  if (verdict.verdict !== 'Healthy' || pods === undefined) return verdict;
  if (pods.type !== 'found') {
    const why = pods.type === 'unavailable' ? pods.message : `the pods could not be read: ${pods.reason}`;
    return { ...verdict, message: `${verdict.message} (${why})` };
  }
  const warnings = describePodWarnings(pods.objects, now);
  return warnings === '' ? verdict : { ...verdict, message: `${verdict.message}${warnings}`, warns: true };
}
