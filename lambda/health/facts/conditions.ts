import { count, type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import { truncate } from '../../../model/truncate';
import { type Finding, judgeWithGrace } from '../grace';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';
import { specClock, statusClock, unobservedSpecClock } from './clocks';

/** The conditions of an object; empty if they are not a list. */
export function conditionsOf(object: JsonObject): JsonObject[] {
  return records(record(object.status).conditions);
}

/** All conditions of one type: a controller may write a type twice. */
export function conditionsOfType(object: JsonObject, type: string): JsonObject[] {
  return conditionsOf(object).filter((condition) => condition.type === type);
}

/** Whether a condition has a status; some controllers write `true`, or a boolean. */
export function hasStatus(condition: JsonObject, wanted: string): boolean {
  return statusOf(condition).toLowerCase() === wanted.toLowerCase();
}

function statusOf({ status }: JsonObject): string {
  return text(status) ?? (typeof status === 'boolean' ? String(status) : 'unset');
}

/** `Ready is False`. */
export function formatCondition(condition: JsonObject): string {
  return `${text(condition.type) ?? 'a condition'} is ${statusOf(condition)}`;
}

/** `Ready is False: BackOff: the message`, in one line and truncated. */
export function describeCondition(condition: JsonObject): string {
  const { reason, message } = condition;
  const details = [text(reason), text(message)].filter((part) => part !== undefined && part !== '').join(': ');
  const line = truncate(details.replace(/\s+/g, ' ').trim());
  return `${formatCondition(condition)}${line === '' ? '' : `: ${line}`}`;
}

type Clock = Pick<Finding, 'since' | 'bound'>;

/**
 * Since when a condition has its status. Whatever replaces a missing `lastTransitionTime` is later than it would be, so the
 * oldest of several is the best. A time before the object's creation (some CRDs default to 1970) does not count.
 * Source: Kubernetes, "API Conventions" (typical status properties).
 */
export function conditionClock(object: JsonObject, condition: JsonObject): Clock {
  const created = time(record(object.metadata).creationTimestamp);
  const changed = time(condition.lastTransitionTime);
  if (changed !== undefined) return { since: newest([changed, created]) };
  const written = oldest([time(condition.lastUpdateTime), time(condition.lastHeartbeatTime), statusClock(object)]);
  return {
    since: newest([written, created]),
    bound: written === undefined ? 'at most' : 'at least',
  };
}

/**
 * Whether a status or a condition describes an older spec. Without an `observedGeneration`, or with 0, which is not a valid
 * generation, it counts as current. Source: Kubernetes, "API Conventions" (observedGeneration).
 */
export function isOutdated(object: JsonObject, written: JsonObject): boolean {
  const observed = count(written.observedGeneration) ?? 0;
  return observed > 0 && observed < (count(record(object.metadata).generation) ?? 0);
}

/** How long a finding is tolerated, and how it is reported. */
export type GraceTerms = Pick<Finding, 'limit' | 'now' | 'reason'> & Partial<Pick<Finding, 'lateReason' | 'isShort'>>;

/** The finding on a condition with the wrong status; while it describes an older spec, time counts from the spec's change. */
export function conditionVerdict(object: JsonObject, condition: JsonObject, terms: GraceTerms): Verdict {
  const { since, bound } = conditionClock(object, condition);
  const outdated = isOutdated(object, record(object.status)) || isOutdated(object, condition);
  return judgeWithGrace({
    ...terms,
    since: outdated ? newest([since, unobservedSpecClock(object, terms.now)]) : since,
    message: describeCondition(condition),
    bound,
  });
}

/** The finding that a controller has not observed the newest spec yet; empty if everything written is current. */
export function generationVerdicts(
  object: JsonObject,
  written: readonly JsonObject[],
  { grace }: Criteria,
  now: number,
): Verdict[] {
  if (!written.some((part) => isOutdated(object, part))) return [];
  return [
    judgeWithGrace({
      since: unobservedSpecClock(object, now),
      limit: grace,
      now,
      reason: 'GenerationMismatch',
      message: 'the controller has not observed the newest spec yet',
    }),
  ];
}

/** The finding that an expected condition is missing, since the spec last changed. */
export function missingConditionVerdict(object: JsonObject, type: string, { grace }: Criteria, now: number): Verdict {
  return judgeWithGrace({
    since: specClock(object),
    limit: grace,
    now,
    reason: 'ConditionMissing',
    message: `condition ${type} is missing`,
  });
}
