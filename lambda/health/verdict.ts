import type { Reason } from '../../model/reasons';
import type { Outage } from './outage';

/** The judgment of one object or one target. */
export interface Verdict {
  readonly verdict: 'Healthy' | 'Progressing' | 'Unhealthy' | 'Unknown';
  readonly reason: Reason;
  /** One sentence for the operator. */
  readonly message: string;
  /** The first command to run, complete, of at most 300 characters. Absent if the verdict is Healthy, or if none is known. */
  readonly command?: string;
  /** How many replicas are ready. */
  readonly ready?: number;
  /** How many replicas are desired. */
  readonly desired?: number;
  /** Since when something is wrong, or when a rollout last made progress, in RFC 3339. */
  readonly since?: string;
  /**
   * Of an object that has fewer ready pods or endpoints than it needs: 1. Of a selector: how many of its objects do, or are
   * Unhealthy for another reason. Absent if none.
   */
  readonly short?: number;
  /** Whether the message of a Healthy verdict has a warning: of pods, or of a node. Absent if not. */
  readonly warns?: true;
  /** How often containers were restarted. In a run of the function only if Healthy, and at least once. */
  readonly restarts?: Restarts;
  /** The workloads that have nothing ready, or the lost nodes; removed before the verdict is logged. */
  readonly outages?: readonly Outage[];
}

/** The restarts of all containers of some pods. */
export interface Restarts {
  /** In the life of the pods. */
  readonly count: number;
  /** Where the latest restart was. Absent if there was none. */
  readonly pod?: string;
  readonly container?: string;
  /** When the run before the latest restart ended, in RFC 3339. Absent if the pods do not report it. */
  readonly last?: string;
}

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;

/** Orders verdicts from the worst to the best: Unhealthy, Unknown, Progressing, Healthy. */
export function worstFirst(a: Verdict, b: Verdict): number {
  return severity[b.verdict] - severity[a.verdict];
}

/**
 * The worst of several findings, whatever their order; of equally bad ones the oldest. It is short if one of them is.
 * `healthy` if there are none.
 */
export function worstVerdict(findings: readonly Verdict[], healthy: Verdict): Verdict {
  const [worst] = [...findings].sort((a, b) => worstFirst(a, b) || (sortKey(a) < sortKey(b) ? -1 : 1));
  if (worst === undefined) return healthy;
  return findings.some(({ short }) => short !== undefined) ? { ...worst, short: 1 } : worst;
}

function sortKey({ since = '', reason, message }: Verdict): string {
  return [since, reason, message].join(' ');
}

/**
 * The cluster health: 0 if at least one target is Unhealthy; undefined if one is Unknown and none is Unhealthy; 1 if all are
 * Healthy, or Progressing within their grace period.
 */
export function clusterHealth(verdicts: readonly Verdict[]): 0 | 1 | undefined {
  if (verdicts.some(({ verdict }) => verdict === 'Unhealthy')) return 0;
  if (verdicts.length === 0 || verdicts.some(({ verdict }) => verdict === 'Unknown')) return undefined;
  return 1;
}

/** Whether something needs more than it has: Unhealthy, or fewer are ready than needed. Unknown is not. */
export function isShort({ verdict, short = 0 }: Verdict): boolean {
  return verdict === 'Unhealthy' || (verdict !== 'Unknown' && short > 0);
}

/** The value of the second metric: how many targets are short. */
export function countShort(verdicts: readonly Verdict[]): number {
  return verdicts.filter(isShort).length;
}
