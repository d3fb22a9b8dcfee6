import { formatDuration } from '../../../model/duration';
import { countOr, type JsonObject, record, text, time } from '../../../model/json';
import { conditionsOf, conditionsOfType, describeCondition, hasStatus } from '../facts/conditions';
import { controllerOf, formatOwner, ownedBy } from '../facts/owner';
import { judgeWithGrace } from '../grace';
import type { EvidenceNeeded, Found } from '../observation';
import type { Rule } from '../rule';
import type { Verdict } from '../verdict';

/** A Job is sure of its end before its last pod is gone, and has a condition for that, too. */
const endings: ReadonlyMap<unknown, JobEnd['outcome']> = new Map([
  ['Failed', 'Failed'],
  ['FailureTarget', 'Failed'],
  ['Complete', 'Complete'],
  ['SuccessCriteriaMet', 'Complete'],
]);

export interface JobEnd {
  readonly outcome: 'Failed' | 'Complete';
  /** What its conditions say. */
  readonly message: string;
}

/** How a Job ended; undefined while it has not. Source: Kubernetes, "Jobs" (terminal Job conditions). */
export function jobEndOf(job: JsonObject): JobEnd | undefined {
  const ends = conditionsOf(job)
    .filter((condition) => hasStatus(condition, 'True'))
    .flatMap((condition): JobEnd[] => {
      const outcome = endings.get(condition.type);
      return outcome === undefined ? [] : [{ outcome, message: describeCondition(condition) }];
    })
    .sort((a, b) => (a.message < b.message ? -1 : 1));
  return ends.find(({ outcome }) => outcome === 'Failed') ?? ends[0];
}

/** When a Job was made, in milliseconds since the epoch: the order of a CronJob's runs. */
export function createdAt(job: JsonObject): number | undefined {
  return time(record(job.metadata).creationTimestamp);
}

/**
 * The rule of health of a Job: it has not failed, and has pods. A failed run of a CronJob of which a newer one succeeded is
 * past. How long a Job may run is its own matter (`activeDeadlineSeconds`); the message tells it.
 * Source: Kubernetes, "Jobs" (terminal Job conditions, suspending a Job).
 */
export const jobRule: Rule = (found, { grace }, now) => {
  const { object } = found;
  const end = jobEndOf(object);
  if (end?.outcome === 'Failed') return judgeFailed(found, end);
  if (end !== undefined) return { verdict: 'Healthy', reason: 'Complete', message: end.message };
  if (!('template' in record(object.spec))) {
    return { verdict: 'Unknown', reason: 'UnreadableObject', message: 'the object has no template of pods' };
  }
  if (isSuspended(object)) return { verdict: 'Healthy', reason: 'Suspended', message: 'suspended' };
  const started = time(record(object.status).startTime);
  if (started === undefined) return { verdict: 'Healthy', reason: 'NotStarted', message: 'not started yet' };
  if (neverHadPods(object)) {
    const message = 'started, but it has no pods: see its events';
    return judgeWithGrace({ since: started, limit: grace, now, reason: 'NoPods', message });
  }
  const since = formatDuration((now - started) / 1000);
  return { verdict: 'Healthy', reason: 'Running', message: `running for ${since}${describePods(object)}` };
};

function isSuspended(object: JsonObject): boolean {
  return (
    record(object.spec).suspend === true ||
    conditionsOfType(object, 'Suspended').some((condition) => hasStatus(condition, 'True'))
  );
}

/** Quota or a webhook refuses them; between two tries there is always one that failed. */
function neverHadPods({ status }: JsonObject): boolean {
  const { active, terminating, succeeded, failed } = record(status);
  return [active, terminating, succeeded, failed].every((pods) => countOr(0, pods) === 0);
}

function describePods({ spec, status }: JsonObject): string {
  const { active, ready, succeeded, failed } = record(status);
  const completions = countOr(1, record(spec).completions) ?? 1;
  return [
    `; ${countOr(0, active) ?? 0} pods active`,
    `${countOr(0, ready) ?? 0} ready`,
    `${countOr(0, succeeded) ?? 0} of ${completions} succeeded`,
    `${countOr(0, failed) ?? 0} failed`,
  ].join(', ');
}

function judgeFailed({ object, evidence }: Found, { message }: JobEnd): Verdict | EvidenceNeeded {
  const failed: Verdict = { verdict: 'Unhealthy', reason: 'JobFailed', message };
  const owner = controllerOf(object);
  if (owner?.kind !== 'CronJob') return failed;
  const runs = evidence?.Job;
  if (runs === undefined) {
    const namespace = text(record(object.metadata).namespace) ?? '';
    return {
      needed: [
        {
          kind: 'Job',
          namespace,
          belongs: ownedBy({ kind: owner.kind, metadata: { name: owner.name, uid: owner.uid } }),
        },
      ],
    };
  }
  if (runs.type === 'unreadable') return { verdict: 'Unknown', reason: runs.reason, message: runs.message };
  if (runs.type === 'withheld') {
    const unseen = ` (${runs.message}: a newer run of ${formatOwner(owner)} may have succeeded)`;
    return { ...failed, message: `${message}${unseen}` };
  }
  const made = createdAt(object) ?? Number.NEGATIVE_INFINITY;
  const better = runs.objects.some(
    (run) => jobEndOf(run)?.outcome === 'Complete' && (createdAt(run) ?? Number.NEGATIVE_INFINITY) > made,
  );
  return better
    ? {
        verdict: 'Healthy',
        reason: 'Superseded',
        message: `a newer run of ${formatOwner(owner)} succeeded; this one: ${message}`,
      }
    : failed;
}
