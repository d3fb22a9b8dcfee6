import type { Reason } from '../../model/reasons';
import type { ScalingChange, ScalingDecision } from './decide';

/** What a run did about one entry. */
export type ScalingOutcome =
  | Exclude<ScalingDecision, { readonly outcome: 'Change' }>
  /** The replicas were changed. */
  | {
      readonly outcome: 'Changed';
      readonly change: ScalingChange;
      /** Why the Lease could not be updated afterwards; the next run finds out that the change was made. @default - it was */
      readonly unconfirmed?: string;
    }
  /** They would have been, but for a dry run or a test. */
  | { readonly outcome: 'WouldChange'; readonly change: ScalingChange }
  /** Another run is changing them now. */
  | { readonly outcome: 'Busy' }
  /** Something else drives the replicas. */
  | { readonly outcome: 'Refused'; readonly message: string }
  /** Nothing was changed, or it is not known whether it was. */
  | {
      readonly outcome: 'Failed';
      readonly message: string;
      readonly reason: Reason;
      readonly command?: string | undefined;
    };

/** Outcomes with which an invocation fails. */
export function isProblem<T extends ScalingOutcome>(result: T): result is T & { readonly message: string } {
  return result.outcome === 'Refused' || result.outcome === 'Failed';
}
