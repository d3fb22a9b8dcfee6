import { formatDuration } from '../../../model/duration';
import { type JsonObject, newest, record, text } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Reason } from '../../../model/reasons';
import { type CronSchedule, dueTimes } from '../cron/cronSchedule';
import { ownedBy } from '../facts/owner';
import { judgeWithGrace } from '../grace';
import type { Evidence, EvidenceNeeded, EvidenceQuery, Found } from '../observation';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';
import { createdAt, jobEndOf } from './job';

/** What a CronJob reports about its runs; times in milliseconds since the epoch. */
export interface CronRuns {
  readonly active: number;
  /** When the last one was due, which may be before it started. */
  readonly scheduled: number | undefined;
  readonly succeeded: number | undefined;
  /** When the spec last changed: earlier due times belong to another schedule. */
  readonly changed: number | undefined;
  /** Absent means Allow. */
  readonly policy: string | undefined;
}

/** What the runs are judged by. */
interface RunHistory extends Pick<Criteria, 'grace'> {
  readonly runs: CronRuns;
  readonly schedule: CronSchedule | undefined;
  /** The first due times since the last success, past or future; at most three. */
  readonly due: readonly number[];
  readonly now: number;
}

/**
 * Judges the results of a CronJob's runs; requests its Jobs if the status is not enough. The last finished run decides. An
 * active run may still succeed, so it is Healthy; but if one is always active, two periods without a success are too many.
 * After a run that left neither a Job nor a success (history limits of 0, deleted by hand), one period may pass until the
 * next success. Source: Kubernetes, "CronJob" (jobs history limits, concurrency policy).
 *
 * @param schedule - undefined if it cannot be parsed, which is a finding of its own.
 */
export function judgeRuns(
  { object, evidence }: Found,
  runs: CronRuns,
  schedule: CronSchedule | undefined,
  { grace }: Criteria,
  now: number,
): Verdict | EvidenceNeeded {
  const success = newest([runs.changed, runs.succeeded]);
  const known = schedule !== undefined && success !== undefined;
  const due = known ? dueTimes(schedule, success, Number.POSITIVE_INFINITY, 3) : [];
  const history: RunHistory = { runs, schedule, due, grace, now };
  const status = judgeByStatus(history);
  if (status !== undefined) return status;

  const jobs = evidence?.Job;
  if (jobs === undefined) return { needed: [jobQuery(object)] };
  const verdict = runs.active > 0 ? judgeActive(history, jobs) : judgeIdle(history, jobs);
  return jobs.type === 'unreadable' && verdict.verdict !== 'Unhealthy'
    ? { verdict: 'Unknown', reason: jobs.reason, message: jobs.message }
    : verdict;
}

function judgeByStatus(history: RunHistory): Verdict | undefined {
  const { active, scheduled, succeeded } = history.runs;
  if (active > 0) return hasFailedForLong(history) ? undefined : running(history);
  if (scheduled === undefined) {
    return history.schedule?.nextAfter(history.now) === undefined
      ? healthy(history, 'NoUpcomingRun', 'the schedule has no upcoming time: it runs only when started manually')
      : healthy(history, 'NotYetScheduled', 'no run has been due yet');
  }
  return succeeded !== undefined && succeeded >= scheduled
    ? healthy(history, 'Succeeded', `the last run succeeded at ${iso(succeeded)}`)
    : undefined;
}

/** Whether more than one run was started since the last success, and two periods and the grace period have passed. */
function hasFailedForLong({ runs: { scheduled }, due: [first, , third], grace, now }: RunHistory): boolean {
  return isBefore(first, scheduled) && third !== undefined && now >= third + grace * 1000;
}

function judgeActive(history: RunHistory, jobs: Evidence): Verdict {
  const last = lastFinished(jobs);
  const [first] = history.due;
  // A run that the next one replaces is deleted, so no Job shows it.
  const replaced =
    history.runs.policy === 'Replace' && jobs.type === 'found' && !isBefore(first, last && createdAt(last));
  return replaced || (last !== undefined && hasFailed(last)) ? noSuccess(history, jobs, 0) : running(history);
}

function judgeIdle(history: RunHistory, jobs: Evidence): Verdict {
  const last = lastFinished(jobs);
  if (last !== undefined && hasFailed(last)) {
    return hasNewerJob(jobs, last)
      ? running(history)
      : { verdict: 'Unhealthy', reason: 'LastRunFailed', message: `the last run failed; ${describeJob(last)}` };
  }
  if (last !== undefined && !isBefore(createdAt(last), history.runs.scheduled)) {
    return healthy(history, 'Succeeded', 'the last run succeeded');
  }
  const [first, second] = history.due;
  if (first === undefined)
    return healthy(history, 'NoUpcomingRun', 'no further run is due, and the result of the last one is not known');
  return noSuccess(history, jobs, second === undefined ? 0 : (second - first) / 1000);
}

/** @param limit - seconds. */
function noSuccess({ runs, due: [since], grace, now }: RunHistory, jobs: Evidence, limit: number): Verdict {
  const last = lastFinished(jobs);
  return judgeWithGrace({
    since,
    limit: Math.max(limit, grace),
    now,
    reason: runs.succeeded === undefined ? 'NeverSucceeded' : 'NoRecentSuccess',
    message: `no run has succeeded${last === undefined ? '' : `; ${describeJob(last)}`}`,
    note: jobs.type === 'unavailable' ? ` (${jobs.message}: judged by the status only)` : '',
  });
}

function running(history: RunHistory): Verdict {
  const { active, scheduled } = history.runs;
  const age = scheduled === undefined ? '' : `, the latest due ${formatDuration((history.now - scheduled) / 1000)} ago`;
  return healthy(history, 'Running', `${pluralize(active, 'run')} active${age}`);
}

function healthy({ schedule, now }: RunHistory, reason: Reason, message: string): Verdict {
  const next = schedule?.nextAfter(now);
  return {
    verdict: 'Healthy',
    reason,
    message: `${message}${next === undefined ? '' : `; next run due at ${iso(next)}`}`,
  };
}

function jobQuery(object: JsonObject): EvidenceQuery {
  return { kind: 'Job', namespace: text(record(object.metadata).namespace) ?? '', belongs: ownedBy(object) };
}

function hasFailed(job: JsonObject): boolean {
  return jobEndOf(job)?.outcome === 'Failed';
}

/** Of several that were created in the same second, a failed one. */
function lastFinished(jobs: Evidence): JsonObject | undefined {
  if (jobs.type !== 'found') return undefined;
  const [last] = jobs.objects
    .filter((job) => jobEndOf(job) !== undefined)
    .sort((a, b) => creationTime(b) - creationTime(a) || Number(hasFailed(b)) - Number(hasFailed(a)));
  return last;
}

/** Whether a run was started, perhaps manually, after the last finished one. */
function hasNewerJob(jobs: Evidence, last: JsonObject): boolean {
  return jobs.type === 'found' && jobs.objects.some((job) => creationTime(job) > creationTime(last));
}

function creationTime(job: JsonObject): number {
  return createdAt(job) ?? 0;
}

function describeJob(job: JsonObject): string {
  return `Job ${text(record(job.metadata).name) ?? 'without a name'}: ${jobEndOf(job)?.message ?? ''}`;
}

function isBefore(a: number | undefined, b: number | undefined): boolean {
  return (a ?? Number.NaN) < (b ?? Number.NaN);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
