import { formatAge } from '../../../model/duration';
import { errorMessage } from '../../../model/errorMessage';
import { count, type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { type CronSchedule, dueTimes, parseSchedule } from '../cron/cronSchedule';
import { specClock, statusClock } from '../facts/clocks';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';
import { type CronRuns, judgeRuns } from './cronJobRuns';

/** Milliseconds that a start may take: the controller syncs every 10 seconds, and many runs are due at a full minute. */
const startDelay = 60_000;
const maxMissed = 100;

/**
 * The rule of health of a CronJob: it starts a run whenever one is due, and its runs succeed. While suspended, it is healthy.
 * Sources: Kubernetes, "CronJob" (schedule, concurrency policy, deadline for delayed Job start, suspension, limitations).
 */
export const cronJobRule: Rule = (found, criteria, now) => {
  const { object } = found;
  if (record(object.spec).suspend === true) return { verdict: 'Healthy', reason: 'Suspended', message: 'suspended' };
  const runs = runsOf(object);
  const schedule = scheduleOf(object);
  const start = 'verdict' in schedule ? schedule : judgeStart(object, runs, schedule, criteria, now);
  if (start?.verdict === 'Unhealthy') return start;
  const ran = judgeRuns(found, runs, 'verdict' in schedule ? undefined : schedule, criteria, now);
  if ('needed' in ran || start === undefined) return ran;
  return worstVerdict([start, ran], ran);
};

function runsOf(object: JsonObject): CronRuns {
  const { active, lastScheduleTime, lastSuccessfulTime } = record(object.status);
  return {
    active: records(active),
    scheduled: time(lastScheduleTime),
    succeeded: time(lastSuccessfulTime),
    changed: specClock(object),
    policy: text(record(object.spec).concurrencyPolicy),
  };
}

function scheduleOf({ spec }: JsonObject): CronSchedule | Verdict {
  const { schedule, timeZone } = record(spec);
  const written = text(schedule) ?? '';
  const zone = text(timeZone) ?? '';
  try {
    return parseSchedule(written, zone);
  } catch (error) {
    const why = errorMessage(error);
    const where = zone === '' ? '' : ` in time zone ${zone}`;
    return {
      verdict: 'Unknown',
      reason: 'InvalidSchedule',
      message: `cannot parse the schedule "${written}"${where}: ${why}`,
    };
  }
}

/** The finding that a due run was not started. With Forbid, what is due while a run is active is skipped. */
function judgeStart(
  object: JsonObject,
  { active, scheduled, succeeded, changed, policy }: CronRuns,
  schedule: CronSchedule,
  { grace }: Criteria,
  now: number,
): Verdict | undefined {
  const forbids = policy === 'Forbid';
  if (forbids && active.length > 0) return undefined;
  const handled = newest([scheduled, changed, ...(forbids ? [succeeded, statusClock(object)] : [])]);
  if (handled === undefined) {
    return { verdict: 'Unknown', reason: 'UnreadableObject', message: 'the object has no creation time' };
  }
  const missed = dueTimes(schedule, handled, now - startDelay, maxMissed);
  const [first] = missed;
  if (first === undefined) return undefined;
  // However late the first may start: once the next is due, a working controller starts that one.
  const period = (schedule.nextAfter(first) ?? Number.POSITIVE_INFINITY) - first;
  const deadline = Math.min((count(record(object.spec).startingDeadlineSeconds) ?? 0) * 1000, period);
  const runs = missed.length === 1 ? '1 run' : `${missed.length}${missed.length === maxMissed ? ' or more' : ''} runs`;
  return judgeWithGrace({
    since: first,
    limit: grace + (startDelay + deadline) / 1000,
    now,
    reason: 'MissedSchedule',
    message: `${runs} not started, the first was due ${formatAge((now - first) / 1000)} ago`,
  });
}
