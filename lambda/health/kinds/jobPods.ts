import { formatDuration } from '../../../model/duration';
import { formatLabelSelector } from '../../../model/formatSelector';
import { countOr, type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { specClock, statusClock } from '../facts/clocks';
import { containers } from '../facts/containers';
import { isBeingDeleted } from '../facts/deletion';
import { ownedBy } from '../facts/owner';
import { describeUnreadyPods } from '../facts/podDescription';
import { isFinished, unreadySince } from '../facts/pods';
import { judgeWithGrace } from '../grace';
import type { Evidence, EvidenceNeeded } from '../observation';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';
import { isSchedulingGated } from './pod';

/** Seconds: the longest back-off of the Job controller. Source: Kubernetes, "Jobs" (pod backoff failure policy). */
const retryBackoff = 600;
const builtinController = 'kubernetes.io/job-controller';

/**
 * Judges a Job that has not ended: it is running while a container of one of its pods is, init containers included. Requests
 * its pods if its status is not enough. Sources: Kubernetes, "Jobs" (suspending a Job, parallelism of 0, delegation of
 * managing a Job to an external controller, pod backoff failure policy).
 */
export function judgeUnfinishedJob(
  job: JsonObject,
  pods: Evidence | undefined,
  { grace }: Pick<Criteria, 'grace'>,
  now: number,
): Verdict | EvidenceNeeded {
  const { suspend, managedBy, parallelism } = record(job.spec);
  if (suspend === true) return { verdict: 'Healthy', reason: 'Suspended', message: 'suspended' };
  if (parallelism === 0) return { verdict: 'Healthy', reason: 'Suspended', message: 'paused: its parallelism is 0' };
  const started = time(record(job.status).startTime);
  const controller = text(managedBy) ?? builtinController;
  if (controller !== builtinController) {
    return running(job, started, now, ` (managed by ${controller}: judged by its conditions only)`);
  }
  const terms = { limit: grace, now };
  if (started === undefined) {
    return judgeWithGrace({ ...terms, since: specClock(job), reason: 'NotStarted', message: 'not started yet' });
  }
  if (neverHadPods(job)) {
    const message = 'started, but has no pods: check its events';
    return judgeWithGrace({ ...terms, since: started, reason: 'NoPods', message, isShort: true });
  }
  if (hasPods(job, 'ready')) return running(job, started, now);
  if (pods === undefined) return { needed: [podQuery(job)] };
  if (pods.type === 'unreadable') return { verdict: 'Unknown', reason: pods.reason, message: pods.message };

  const listed = pods.type === 'found' ? pods.objects : [];
  const unfinished = listed.filter((pod) => !isFinished(pod));
  if (unfinished.some((pod) => isRunning(pod, now))) return running(job, started, now);
  const waiting = unfinished.filter((pod) => !isSchedulingGated(pod));
  if (unfinished.length > 0 && waiting.length === 0) {
    return { verdict: 'Healthy', reason: 'SchedulingGated', message: 'its pods wait for their scheduling gates' };
  }
  const changed = newest([started, statusClock(job)]);
  const unread = pods.type === 'found' ? {} : { bound: 'at least' as const, note: ` (${pods.message})` };
  if (waiting.length > 0 || (pods.type === 'unavailable' && hasPods(job, 'active'))) {
    return judgeWithGrace({
      ...terms,
      since: oldest(waiting.map(waitsSince)) ?? changed,
      reason: 'NotRunning',
      message: `no container is running${describeUnreadyPods(waiting, now)}`,
      ...unread,
      isShort: true,
    });
  }
  return judgeWithGrace({
    since: newest([changed, ...listed.map(endedAt)]),
    limit: Math.max(grace, retryBackoff),
    now,
    reason: 'NoPods',
    message: `not complete, but has no pods${describeCounts(job)}: check its events`,
    ...unread,
    isShort: true,
  });
}

function running(job: JsonObject, started: number | undefined, now: number, note = ''): Verdict {
  const age = started === undefined ? '' : ` for ${formatDuration((now - started) / 1000)}`;
  return { verdict: 'Healthy', reason: 'Running', message: `running${age}${describeCounts(job)}${note}` };
}

function hasPods({ status }: JsonObject, state: 'active' | 'ready'): boolean {
  return (countOr(0, record(status)[state]) ?? 0) > 0;
}

/** Whether a quota or a webhook rejects every pod; between two attempts at running one, at least one counts as failed. */
function neverHadPods({ status }: JsonObject): boolean {
  const { active, terminating, succeeded, failed } = record(status);
  return [active, terminating, succeeded, failed].every((pods) => countOr(0, pods) === 0);
}

/** Whether a container runs, sidecars aside. A pod that should be gone may be on a lost node, which no longer reports. */
function isRunning(pod: JsonObject, now: number): boolean {
  const { metadata, spec } = pod;
  const initContainers = records(record(spec).initContainers);
  const sidecars = new Set(initContainers.flatMap((one) => (one.restartPolicy === 'Always' ? [one.name] : [])));
  const deadline = time(record(metadata).deletionTimestamp) ?? Number.POSITIVE_INFINITY;
  return now < deadline && containers(pod).some(({ name, state }) => 'running' in record(state) && !sidecars.has(name));
}

function waitsSince(pod: JsonObject): number | undefined {
  return isBeingDeleted(pod) ? time(record(pod.metadata).deletionTimestamp) : unreadySince(pod);
}

/** When the last container of a finished pod ended; the creation of one whose containers never ran. */
function endedAt({ metadata, status }: JsonObject): number | undefined {
  const ends = records(record(status).containerStatuses).map(({ state }) =>
    time(record(record(state).terminated).finishedAt),
  );
  return newest([time(record(metadata).creationTimestamp), ...ends]);
}

function describeCounts({ spec, status }: JsonObject): string {
  const { active, ready, succeeded, failed } = record(status);
  const completions = countOr(1, record(spec).completions) ?? 1;
  return [
    `; ${pluralize(countOr(0, active) ?? 0, 'pod')} active`,
    `${countOr(0, ready) ?? 0} ready`,
    `${countOr(0, succeeded) ?? 0} of ${completions} succeeded`,
    `${countOr(0, failed) ?? 0} failed`,
  ].join(', ');
}

function podQuery(job: JsonObject) {
  const namespace = text(record(job.metadata).namespace) ?? '';
  const labelSelector = formatLabelSelector(record(job.spec).selector);
  return { kind: 'Pod' as const, namespace, labelSelector, belongs: ownedBy(job) };
}
