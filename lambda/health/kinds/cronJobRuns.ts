import { formatAge, formatDuration } from '../../../model/duration';
import { type JsonObject, newest, record, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Reason } from '../../../model/reasons';
import { type CronSchedule, dueTimes } from '../cron/cronSchedule';
import { ownedBy } from '../facts/owner';
import { judgeWithGrace } from '../grace';
import type { Evidence, EvidenceNeeded, EvidenceQuery, Found } from '../observation';
import type { Criteria } from '../rule';
import type { Verdict } from '../verdict';
import { activePodQuery, judgeActiveRuns } from './activeRuns';
import { createdAt, jobEndOf } from './job';

/** What a CronJob reports about its runs; times in milliseconds since the epoch. */
export interface CronRuns {
  /** References to the active Jobs. */
  readonly active: readonly JsonObject[];
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
  /** The first due times since the last success, past or future; at most two. */
  readonly due: readonly number[];
  readonly now: number;
}

/**
 * Judges the results of a CronJob's runs; requests its Jobs and their pods if the status is not enough. The last finished run
 * decides; after a failure the grace period counts from the last success, if another run is due within it. An active run may
 * still succeed, if one of its containers is running. In any case, it is too late when the second due time after the last
 * success is past by more than the grace period and twice the longest successful run that is known.
 * Source: Kubernetes, "CronJob" (jobs history limits, concurrency policy).
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
  const due = known ? dueTimes(schedule, success, Number.POSITIVE_INFINITY, 2) : [];
  const history: RunHistory = { runs, schedule, due, grace, now };
  const status = judgeByStatus(history);
  if (status !== undefined) return status;

  const { Job: jobs, Pod: pods } = evidence ?? {};
  const isActive = runs.active.length > 0;
  if (jobs === undefined || (isActive && pods === undefined)) {
    return { needed: [jobQuery(object), ...(isActive ? [activePodQuery(object, runs.active)] : [])] };
  }
  if (jobs.type === 'unreadable') return { verdict: 'Unknown', reason: jobs.reason, message: jobs.message };
  return pods !== undefined && isActive ? judgeActive(history, jobs, pods) : judgeIdle(history, jobs);
}

function judgeByStatus(history: RunHistory): Verdict | undefined {
  const { active, scheduled, succeeded } = history.runs;
  if (active.length > 0) return undefined;
  if (scheduled === undefined) {
    return history.schedule?.nextAfter(history.now) === undefined
      ? healthy(history, 'NoUpcomingRun', 'the schedule has no upcoming time: it runs only when started manually')
      : healthy(history, 'NotYetScheduled', 'no run has been due yet');
  }
  return succeeded !== undefined && succeeded >= scheduled
    ? healthy(history, 'Succeeded', `the last run succeeded ${formatAge((history.now - succeeded) / 1000)} ago`)
    : undefined;
}

function judgeActive(history: RunHistory, jobs: Evidence, pods: Evidence): Verdict {
  const overdue = noSuccess(history, jobs);
  if (history.due.length > 1 && overdue.verdict === 'Unhealthy') return overdue;
  const note = jobs.type === 'unavailable' ? ` (${jobs.message}: judged by the status only)` : '';
  return judgeActiveRuns(history.runs.active, jobs, pods, history, history.now) ?? running(history, note);
}

function judgeIdle(history: RunHistory, jobs: Evidence): Verdict {
  const last = lastFinished(jobs);
  if (last !== undefined && hasFailed(last)) {
    return hasNewerJob(jobs, last) ? running(history) : judgeFailure(history, last);
  }
  if (last !== undefined && !isBefore(createdAt(last), history.runs.scheduled)) {
    return healthy(history, 'Succeeded', 'the last run succeeded');
  }
  if (history.due.length === 0)
    return healthy(history, 'NoUpcomingRun', 'no further run is due, and the result of the last one is not known');
  return noSuccess(history, jobs);
}

/** Tolerated for the grace period since the last success, as long as the next run is due within it. */
function judgeFailure({ runs: { succeeded }, schedule, grace, now }: RunHistory, last: JsonObject): Verdict {
  const message = `the last run failed; ${describeJob(last)}`;
  const next = schedule?.nextAfter(now);
  if (succeeded === undefined || next === undefined || next >= succeeded + grace * 1000) {
    return { verdict: 'Unhealthy', reason: 'LastRunFailed', message };
  }
  const lasting = `${message}; without a success`;
  return judgeWithGrace({ since: succeeded, limit: grace, now, reason: 'LastRunFailed', message: lasting });
}

/** That no run that is due has succeeded. It is tolerated until the next one is due and has had the time that it needs. */
function noSuccess({ runs: { succeeded }, due: [first, second], grace, now }: RunHistory, jobs: Evidence): Verdict {
  const period = first === undefined || second === undefined ? 0 : (second - first) / 1000;
  const last = lastFinished(jobs);
  const message =
    succeeded === undefined
      ? 'no run has succeeded'
      : `the last success was ${formatAge((now - succeeded) / 1000)} ago`;
  return judgeWithGrace({
    since: first,
    limit: period + Math.max(grace, 2 * longestSuccess(jobs)),
    now,
    reason: succeeded === undefined ? 'NeverSucceeded' : 'NoRecentSuccess',
    message: `${message}${last !== undefined && hasFailed(last) ? `; ${describeJob(last)}` : ''}`,
    note: jobs.type === 'unavailable' ? ` (${jobs.message}: judged by the status only)` : '',
  });
}

/** Seconds that the longest successful run took, of those that the history keeps. */
function longestSuccess(jobs: Evidence): number {
  const successes = (jobs.type === 'found' ? jobs.objects : []).filter((job) => jobEndOf(job)?.outcome === 'Complete');
  const lengths = successes.map(({ status }) => {
    const { startTime, completionTime } = record(status);
    return ((time(completionTime) ?? 0) - (time(startTime) ?? Number.POSITIVE_INFINITY)) / 1000;
  });
  return Math.max(0, ...lengths);
}

function running(history: RunHistory, note = ''): Verdict {
  const { active, scheduled } = history.runs;
  const age = scheduled === undefined ? '' : `, the latest due ${formatDuration((history.now - scheduled) / 1000)} ago`;
  return healthy(history, 'Running', `${pluralize(active.length, 'run')} active${age}${note}`);
}

function healthy({ schedule, now }: RunHistory, reason: Reason, message: string): Verdict {
  const next = schedule?.nextAfter(now);
  return {
    verdict: 'Healthy',
    reason,
    message: `${message}${next === undefined ? '' : `; next run due in ${formatAge((next - now) / 1000)}`}`,
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
