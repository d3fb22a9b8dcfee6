import { type JsonObject, record, text, time } from '../../../model/json';
import { conditionsOf, describeCondition, hasStatus } from '../facts/conditions';
import { controllerOf, formatOwner, ownedBy } from '../facts/owner';
import type { EvidenceNeeded, Found } from '../observation';
import type { Rule } from '../rule';
import type { Verdict } from '../verdict';
import { judgeUnfinishedJob } from './jobPods';

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
 * The rule of health of a Job: it has not failed, and a container of its pods is running. A failed run of a CronJob is healthy
 * once a newer run has succeeded. How long a Job may run is not judged here (see `activeDeadlineSeconds`); the message reports
 * it. Source: Kubernetes, "Jobs" (terminal Job conditions).
 */
export const jobRule: Rule = (found, criteria, now) => {
  const { object } = found;
  const end = jobEndOf(object);
  if (end?.outcome === 'Failed') return judgeFailed(found, end);
  if (end !== undefined) return { verdict: 'Healthy', reason: 'Complete', message: end.message };
  if (!('template' in record(object.spec))) {
    return { verdict: 'Unknown', reason: 'UnreadableObject', message: 'the object has no pod template' };
  }
  return judgeUnfinishedJob(object, found.evidence?.Pod, criteria, now);
};

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
