import { formatDuration } from '../../../model/duration';
import { type JsonObject, newest, record, text } from '../../../model/json';
import type { Reason } from '../../../model/reasons';
import { type CronSchedule, dueTimes } from '../cron/cronSchedule';
import { ownedBy } from '../facts/owner';
import { judgeWithGrace } from '../grace';
import type { Evidence, EvidenceNeeded, EvidenceQuery, Found } from '../observation';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';
import { createdAt, jobEndOf } from './job';

/** What a CronJob says of its runs; times in milliseconds since the epoch. */
export interface CronRuns {
  readonly active: number;
  /** When the last one was due, which may be before it started. */
  readonly scheduled: number | undefined;
  readonly succeeded: number | undefined;
  /** When the spec last changed: what was due before was due by another. */
  readonly changed: number | undefined;
  /** Absent means Allow. */
  readonly policy: string | undefined;
}

/** What the runs are judged by. */
interface RunHistory extends Pick<Criteria, 'grace'> {
  readonly runs: CronRuns;
  readonly schedule: CronSchedule | undefined;
  /** The first times that were or will be due since the last success, at most three. */
  readonly due: readonly number[];
  readonly now: number;
}

/**
 * Judges what became of a CronJob's runs; asks for its Jobs where its status does not say. The last finished run decides. An
 * active one may still succeed, so that it is Healthy; but where one always is, two periods without a success are too many.
 * A run that left neither a Job nor a success (history limits of 0, deleted by hand) may take one period to be followed by
 * a better one. Source: Kubernetes, "CronJob" (jobs history limits, concurrency policy).
 *
 * @param schedule - undefined where it cannot be read, which is a verdict of its own.
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
  const look: RunHistory = { runs, schedule, due, grace, now };
  const status = judgeByStatus(look);
  if (status !== undefined) return status;

  const jobs = evidence?.Job;
  if (jobs === undefined) return { needed: [jobQuery(object)] };
  const verdict = runs.active > 0 ? judgeActive(look, jobs) : judgeIdle(look, jobs);
  return jobs.type === 'unreadable' && verdict.verdict !== 'Unhealthy'
    ? { verdict: 'Unknown', reason: jobs.reason, message: jobs.message }
    : verdict;
}

function judgeByStatus(look: RunHistory): Verdict | undefined {
  const { active, scheduled, succeeded } = look.runs;
  if (active > 0) return hasFailedForLong(look) ? undefined : running(look);
  if (scheduled === undefined) {
    return look.schedule?.nextAfter(look.now) === undefined
      ? healthy(look, 'NoUpcomingRun', 'its schedule names no time that is to come: it runs by hand only')
      : healthy(look, 'NotYetScheduled', 'no run was due yet');
  }
  return succeeded !== undefined && succeeded >= scheduled
    ? healthy(look, 'Succeeded', `the last run succeeded, at ${iso(succeeded)}`)
    : undefined;
}

/** Whether more than one run was started since the last success, and two periods and the grace are over. */
function hasFailedForLong({ runs: { scheduled }, due: [first, , third], grace, now }: RunHistory): boolean {
  return isBefore(first, scheduled) && third !== undefined && now >= third + grace * 1000;
}

function judgeActive(look: RunHistory, jobs: Evidence): Verdict {
  const last = lastFinished(jobs);
  const [first] = look.due;
  // A run that the next one replaces is deleted, so that no Job tells of it.
  const replaced = look.runs.policy === 'Replace' && jobs.type === 'found' && !isBefore(first, last && createdAt(last));
  return replaced || (last !== undefined && hasFailed(last)) ? noSuccess(look, jobs, 0) : running(look);
}

function judgeIdle(look: RunHistory, jobs: Evidence): Verdict {
  const last = lastFinished(jobs);
  if (last !== undefined && hasFailed(last)) {
    return hasNewerJob(jobs, last)
      ? running(look)
      : { verdict: 'Unhealthy', reason: 'LastRunFailed', message: `the last run failed; ${describeJob(last)}` };
  }
  if (last !== undefined && !isBefore(createdAt(last), look.runs.scheduled)) {
    return healthy(look, 'Succeeded', 'the last run succeeded');
  }
  const [first, second] = look.due;
  if (first === undefined)
    return healthy(look, 'NoUpcomingRun', 'no run is due any more, and the last one left no trace');
  return noSuccess(look, jobs, second === undefined ? 0 : (second - first) / 1000);
}

/** @param limit - seconds. */
function noSuccess({ runs, due: [since], grace, now }: RunHistory, jobs: Evidence, limit: number): Verdict {
  const last = lastFinished(jobs);
  return judgeWithGrace({
    since,
    limit: Math.max(limit, grace),
    now,
    reason: runs.succeeded === undefined ? 'NeverSucceeded' : 'NoRecentSuccess',
    message: `no run has succeeded that was due since${last === undefined ? '' : `; ${describeJob(last)}`}`,
    note: jobs.type === 'withheld' ? ` (${jobs.message}: by its status alone)` : '',
  });
}

function running(look: RunHistory): Verdict {
  const { active, scheduled } = look.runs;
  const age = scheduled === undefined ? '' : `, the last one due ${formatDuration((look.now - scheduled) / 1000)} ago`;
  return healthy(look, 'Running', `${active > 1 ? `${active} runs are` : 'a run is'} active${age}`);
}

function healthy({ schedule, now }: RunHistory, reason: Reason, message: string): Verdict {
  const next = schedule?.nextAfter(now);
  return { verdict: 'Healthy', reason, message: `${message}${next === undefined ? '' : `; next due at ${iso(next)}`}` };
}

function jobQuery(object: JsonObject): EvidenceQuery {
  return { kind: 'Job', namespace: text(record(object.metadata).namespace) ?? '', belongs: ownedBy(object) };
}

function hasFailed(job: JsonObject): boolean {
  return jobEndOf(job)?.outcome === 'Failed';
}

/** Of several that were made in one second, a failed one. */
function lastFinished(jobs: Evidence): JsonObject | undefined {
  if (jobs.type !== 'found') return undefined;
  const [last] = jobs.objects
    .filter((job) => jobEndOf(job) !== undefined)
    .sort((a, b) => creationTime(b) - creationTime(a) || Number(hasFailed(b)) - Number(hasFailed(a)));
  return last;
}

/** Whether a run was started since the last that finished, by hand as it may be. */
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
