import { count, type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import { truncate } from '../../../model/truncate';
import { type Finding, judgeWithGrace } from '../grace';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';
import { specClock, statusClock } from './clocks';

/** The conditions of an object; none where they are no list. */
export function conditionsOf(object: JsonObject): JsonObject[] {
  return records(record(object.status).conditions);
}

/** All conditions of one type: nothing keeps a controller from writing a type twice. */
export function conditionsOfType(object: JsonObject, type: string): JsonObject[] {
  return conditionsOf(object).filter((condition) => condition.type === type);
}

/** Whether a condition's status is the given one; some controllers write `true`, or a boolean. */
export function hasStatus(condition: JsonObject, wanted: string): boolean {
  return statusOf(condition).toLowerCase() === wanted.toLowerCase();
}

function statusOf({ status }: JsonObject): string {
  return text(status) ?? (typeof status === 'boolean' ? String(status) : 'without a status');
}

/** `Ready is False`. */
export function formatCondition(condition: JsonObject): string {
  return `${text(condition.type) ?? 'a condition'} is ${statusOf(condition)}`;
}

/** `Ready is False: BackOff: the message`, in one line and cut to a bearable length. */
export function describeCondition(condition: JsonObject): string {
  const { reason, message } = condition;
  const details = [text(reason), text(message)].filter((part) => part !== undefined && part !== '').join(': ');
  const told = details.replace(/\s+/g, ' ').trim();
  const cut = truncate(told);
  return `${formatCondition(condition)}${cut === '' ? '' : `: ${cut}`}`;
}

type Clock = Pick<Finding, 'since' | 'note'>;

/**
 * Since when a condition has its status. Every clock that stands in for `lastTransitionTime` moves later than it, so that
 * of several the oldest is the best. A time before the object's creation (CRDs have 1970 as a default) is none.
 * Source: Kubernetes, "API Conventions" (typical status properties).
 */
export function conditionClock(object: JsonObject, condition: JsonObject): Clock {
  const created = time(record(object.metadata).creationTimestamp);
  const changed = time(condition.lastTransitionTime);
  if (changed !== undefined) return { since: newest([changed, created]) };
  const written = oldest([time(condition.lastUpdateTime), time(condition.lastHeartbeatTime), statusClock(object)]);
  return {
    since: newest([written, created]),
    note:
      written === undefined
        ? " (by the object's creation, as the condition has no time)"
        : ' (by when it was last written, as the condition has no lastTransitionTime)',
  };
}

/**
 * Whether a status or a condition speaks of an older spec. One that does not say which it has seen, or says 0, which no
 * generation is, is not behind. Source: Kubernetes, "API Conventions" (observedGeneration).
 */
export function isOutdated(object: JsonObject, written: JsonObject): boolean {
  const observed = count(written.observedGeneration) ?? 0;
  return observed > 0 && observed < (count(record(object.metadata).generation) ?? 0);
}

/** How long a finding is tolerated, and how it is reported. */
export type GraceTerms = Pick<Finding, 'limit' | 'now' | 'reason'> & Partial<Pick<Finding, 'lateReason'>>;

/** The trouble of a condition that has the wrong status; while it speaks of an older spec, the spec's change is the clock. */
export function conditionVerdict(object: JsonObject, condition: JsonObject, limits: GraceTerms): Verdict {
  const { since, note } = conditionClock(object, condition);
  const behind = isOutdated(object, record(object.status)) || isOutdated(object, condition);
  return judgeWithGrace({
    ...limits,
    since: behind ? newest([since, specClock(object)]) : since,
    message: describeCondition(condition),
    note,
  });
}

/** The trouble of a controller that has yet to see the newest spec; none where all that was written is up to date. */
export function generationVerdicts(
  object: JsonObject,
  written: readonly JsonObject[],
  { grace }: Criteria,
  now: number,
): Verdict[] {
  if (!written.some((part) => isOutdated(object, part))) return [];
  return [
    judgeWithGrace({
      since: specClock(object),
      limit: grace,
      now,
      reason: 'GenerationMismatch',
      message: 'the controller has not seen the newest spec yet',
    }),
  ];
}

/** The trouble of a condition that should be there, since the spec last changed. */
export function missingConditionVerdict(object: JsonObject, type: string, { grace }: Criteria, now: number): Verdict {
  return judgeWithGrace({
    since: specClock(object),
    limit: grace,
    now,
    reason: 'ConditionMissing',
    message: `there is no condition ${type}`,
  });
}
