import { formatDuration } from '../../../model/duration';
import { countOr, type JsonObject, record, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { conditionsOf, conditionsOfType, describeCondition, hasStatus } from '../facts/conditions';
import { controllerOf, formatOwner, ownedBy } from '../facts/owner';
import { judgeWithGrace } from '../grace';
import type { EvidenceNeeded, Found } from '../observation';
import type { Rule } from '../rule';
import type { Verdict } from '../verdict';

/** The outcome is decided before the last pod is gone; there is a condition for that state, too. */
const endings: ReadonlyMap<unknown, JobEnd['outcome']> = new Map([
  ['Failed', 'Failed'],
  ['FailureTarget', 'Failed'],
  ['Complete', 'Complete'],
  ['SuccessCriteriaMet', 'Complete'],
]);

export interface JobEnd {
  readonly outcome: 'Failed' | 'Complete';
  /** The condition that reports it. */
  readonly message: string;
}

/** How a Job ended; undefined if it has not. Source: Kubernetes, "Jobs" (terminal Job conditions). */
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

/** When a Job was created, in milliseconds since the epoch: the order of a CronJob's runs. */
export function createdAt(job: JsonObject): number | undefined {
  return time(record(job.metadata).creationTimestamp);
}

/**
 * The rule of health of a Job: it has not failed, and has pods. A failed run of a CronJob is healthy once a newer run has
 * succeeded. How long a Job may run is not judged here (see `activeDeadlineSeconds`); the message reports it.
 * Source: Kubernetes, "Jobs" (terminal Job conditions, suspending a Job).
 */
export const jobRule: Rule = (found, { grace }, now) => {
  const { object } = found;
  const end = jobEndOf(object);
  if (end?.outcome === 'Failed') return judgeFailed(found, end);
  if (end !== undefined) return { verdict: 'Healthy', reason: 'Complete', message: end.message };
  if (!('template' in record(object.spec))) {
    return { verdict: 'Unknown', reason: 'UnreadableObject', message: 'the object has no pod template' };
  }
  if (isSuspended(object)) return { verdict: 'Healthy', reason: 'Suspended', message: 'suspended' };
  const started = time(record(object.status).startTime);
  if (started === undefined) return { verdict: 'Healthy', reason: 'NotStarted', message: 'not started yet' };
  if (neverHadPods(object)) {
    const message = 'started, but has no pods: check its events';
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

/** Whether a quota or a webhook rejects every pod; between two attempts at running one, at least one counts as failed. */
function neverHadPods({ status }: JsonObject): boolean {
  const { active, terminating, succeeded, failed } = record(status);
  return [active, terminating, succeeded, failed].every((pods) => countOr(0, pods) === 0);
}

function describePods({ spec, status }: JsonObject): string {
  const { active, ready, succeeded, failed } = record(status);
  const completions = countOr(1, record(spec).completions) ?? 1;
  return [
    `; ${pluralize(countOr(0, active) ?? 0, 'pod')} active`,
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
  if (runs.type === 'unavailable') {
    const note = ` (${runs.message}: a newer run of ${formatOwner(owner)} may have succeeded)`;
    return { ...failed, message: `${message}${note}` };
  }
  const created = createdAt(object) ?? Number.NEGATIVE_INFINITY;
  const superseded = runs.objects.some(
    (run) => jobEndOf(run)?.outcome === 'Complete' && (createdAt(run) ?? Number.NEGATIVE_INFINITY) > created,
  );
  return superseded
    ? {
        verdict: 'Healthy',
        reason: 'Superseded',
        message: `a newer run of ${formatOwner(owner)} succeeded; this run: ${message}`,
      }
    : failed;
}
