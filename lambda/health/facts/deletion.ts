import { type JsonObject, record, text, time } from '../../../model/json';
import { judgeWithGrace } from '../grace';
import type { Criteria } from '../rule';
import { type Verdict, worstFirst } from '../verdict';

/** The worst of what is wrong with an object, whatever the order it was found in; `well` where nothing is wrong. */
export function worstVerdict(troubles: readonly Verdict[], well: Verdict): Verdict {
  const [worst] = [...troubles].sort((a, b) => worstFirst(a, b) || (orderOf(a) < orderOf(b) ? -1 : 1));
  return worst ?? well;
}

/** Of equally bad troubles the oldest is told. */
function orderOf({ since = '', reason, message }: Verdict): string {
  return [since, reason, message].join(' ');
}

/**
 * The trouble of an object that is being deleted: what it stands for will be gone, or its finalizers are stuck. None where
 * it is not. Source: Kubernetes, "Finalizers".
 *
 * @param details - what else is known of why it takes long.
 */
export function deletionVerdicts(object: JsonObject, { grace }: Criteria, now: number, details = ''): Verdict[] {
  if (!isBeingDeleted(object)) return [];
  const { deletionTimestamp, finalizers } = record(object.metadata);
  const held = Array.isArray(finalizers) ? finalizers.flatMap((finalizer) => text(finalizer) ?? []).sort() : [];
  return [
    judgeWithGrace({
      since: time(deletionTimestamp),
      limit: grace,
      now,
      reason: 'Terminating',
      lateReason: 'StuckTerminating',
      message: `being deleted${held.length === 0 ? '' : `, held by ${held.join(', ')}`}${details}`,
    }),
  ];
}

/** Whether the deletion of the object was asked for. */
export function isBeingDeleted(object: JsonObject): boolean {
  const { deletionTimestamp } = record(object.metadata);
  return deletionTimestamp !== undefined && deletionTimestamp !== null;
}
