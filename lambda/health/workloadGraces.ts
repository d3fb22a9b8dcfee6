import type { Criteria } from './rule';
import type { WorkloadFacts } from './workloadFacts';

/** What the default `grace` may be extended to by a workload's own deadline, in seconds. */
const maxRolloutGrace = 60 * 60;

/** The grace periods of one workload, in seconds. */
interface WorkloadGraces {
  /** For a rollout without progress. */
  readonly rollout: number;
  /** For too few ready. */
  readonly short: number;
  /** For none ready. */
  readonly down: number;
}

/**
 * What the configuration specifies. Where it specifies nothing, a workload with a longer deadline gets more: a rollout, and a
 * shortage that a rollout may cause, its `progressDeadlineSeconds`, up to one hour; a restart with volumes, its usual duration.
 */
export function toGraces(
  criteria: Criteria,
  { desired = 0, ready = 0, deadline, restartSeconds }: WorkloadFacts,
): WorkloadGraces {
  const { grace, downGrace, graceIsDefault, downGraceIsDefault } = criteria;
  const rollout =
    graceIsDefault && deadline !== undefined ? Math.max(grace, Math.min(deadline.seconds, maxRolloutGrace)) : grace;
  const isAllowed = deadline !== undefined && desired - ready <= deadline.maxUnavailable;
  return {
    rollout,
    short: isAllowed ? rollout : grace,
    down: downGraceIsDefault ? Math.max(downGrace, Math.min(restartSeconds ?? 0, grace)) : downGrace,
  };
}
