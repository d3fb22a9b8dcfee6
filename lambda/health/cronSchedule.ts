import { Cron } from 'croner';
import { type Calendar, readExpression } from './cronExpression';
import { oldest } from './json';
import { type WallClock, wallClock } from './wallClock';

/** When a CronJob is due. */
export interface CronSchedule {
  /**
   * The first due time after an instant, both in milliseconds since the epoch; undefined where there is none within five
   * years, as for the 31st of February.
   */
  nextAfter(instant: number): number | undefined;
}

/**
 * Reads a CronJob's schedule as its controller does: in `timeZone`, in the zone of an old `TZ=` or `CRON_TZ=` prefix, or in
 * UTC, which is the time of the controller manager on EKS. The clock changes as in robfig/cron v3: a time that the clocks
 * jump over is left out, one that they show twice is due twice. On a day whose midnight is not there once, robfig/cron finds
 * not every time of a schedule that names days; such a day is left out. What it does where clocks change by half an hour
 * (Lord Howe Island) is left aside. Source: Kubernetes, "CronJob" (schedule syntax, time zones).
 *
 * @throws RangeError that says what cannot be read.
 */
export function parseSchedule(schedule: string, timeZone = ''): CronSchedule {
  const [, prefixed, rest = schedule] = /^(?:CRON_)?TZ=(\S*) (.*)$/s.exec(schedule) ?? [];
  const expression = readExpression(prefixed === undefined ? rest : rest.trim());
  const clock = wallClock(prefixed ?? timeZone);
  if (expression.type === 'calendar') return new CalendarSchedule(expression, clock);
  return { nextAfter: (instant) => Math.floor(instant / 1000) * 1000 + expression.milliseconds };
}

/** The due times after one instant until another, the oldest first; at most `bound`, so that a long outage costs little. */
export function dueTimes(schedule: CronSchedule, after: number, until: number, bound = 100): number[] {
  const times: number[] = [];
  for (let due = schedule.nextAfter(after); due !== undefined && due <= until; due = schedule.nextAfter(due)) {
    times.push(due);
    if (times.length === bound) break;
  }
  return times;
}

const day = 24 * 3_600_000;
const horizon = 5 * 366 * day;
/** No clocks are put back by more. */
const longestRepeat = 3 * 3_600_000;
/** Beyond it, nothing is searched. */
const endOfTime = Date.UTC(2900, 0, 1);

class CalendarSchedule implements CronSchedule {
  readonly #pattern: Cron | undefined;
  readonly #namesDays: boolean;

  constructor(
    { pattern, namesDays }: Calendar,
    private readonly clock: WallClock,
  ) {
    // Time zones are the wall clock's matter: croner runs a time that was jumped over, and one that is shown twice only once.
    this.#pattern = pattern === undefined ? undefined : new Cron(pattern, { mode: '5-part', utcOffset: 0 });
    this.#namesDays = namesDays;
  }

  nextAfter(instant: number): number | undefined {
    const from = Math.max(0, instant);
    if (from > endOfTime) return undefined;
    const offset = this.clock.offsetAt(from);
    const wall = from + offset;
    const repeat = offset - this.clock.offsetAt(from + longestRepeat);
    const starts = repeat > 0 ? [wall, wall - repeat] : [wall];
    return oldest(starts.map((start) => this.#firstAfter(start, from)));
  }

  #firstAfter(start: number, instant: number): number | undefined {
    for (let wall = this.#match(start); wall !== undefined && wall - start < horizon; wall = this.#match(wall)) {
      const found = this.#isRegular(wall) ? this.clock.instantsOf(wall).find((shown) => shown > instant) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #match(wall: number): number | undefined {
    return this.#pattern?.nextRun(new Date(wall))?.getTime();
  }

  #isRegular(wall: number): boolean {
    return !this.#namesDays || this.clock.instantsOf(Math.floor(wall / day) * day).length === 1;
  }
}
