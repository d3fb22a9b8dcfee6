import { countOr, type JsonObject, record, text, time } from '../../../model/json';
import { judgeWithGrace } from '../grace';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';

/** Whether deletion of the object has been requested; `deletionTimestamp: null` means that it has not. */
export function isBeingDeleted(object: JsonObject): boolean {
  const { deletionTimestamp } = record(object.metadata);
  return deletionTimestamp !== undefined && deletionTimestamp !== null;
}

/**
 * When the deletion of an object was requested: its `deletionTimestamp` is the end of its grace period. Undefined if it is not
 * being deleted. Source: Kubernetes, API reference (ObjectMeta).
 */
export function deletionRequested({ metadata }: JsonObject): number | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds } = record(metadata);
  const end = time(deletionTimestamp);
  return end === undefined ? undefined : end - (countOr(0, deletionGracePeriodSeconds) ?? 0) * 1000;
}

/**
 * The finding on an object that is being deleted: it will be removed soon, or its finalizers are stuck. Empty if it is not
 * being deleted. Source: Kubernetes, "Finalizers".
 *
 * @param details - what else is known about the delay; appended to the message.
 */
export function deletionVerdicts(object: JsonObject, { grace }: Criteria, now: number, details = ''): Verdict[] {
  if (!isBeingDeleted(object)) return [];
  const { deletionTimestamp, finalizers } = record(object.metadata);
  const blockers = Array.isArray(finalizers) ? finalizers.flatMap((finalizer) => text(finalizer) ?? []).sort() : [];
  return [
    judgeWithGrace({
      since: time(deletionTimestamp),
      limit: grace,
      now,
      reason: 'Terminating',
      lateReason: 'TerminationStuck',
      message: `being deleted${blockers.length === 0 ? '' : `, blocked by ${blockers.length === 1 ? 'finalizer' : 'finalizers'} ${blockers.join(', ')}`}${details}`,
    }),
  ];
}
