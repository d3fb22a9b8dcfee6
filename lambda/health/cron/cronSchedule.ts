import type { Cron } from 'croner';
import { oldest } from '../../../model/json';
import { type Calendar, type Interval, parseExpression } from './cronExpression';
import { createWallClock, type WallClock } from './wallClock';

/** When a CronJob is due. */
export interface CronSchedule {
  /**
   * The first due time after an instant, both in milliseconds since the epoch; undefined if there is none within five
   * years, as for the 31st of February.
   */
  nextAfter(instant: number): number | undefined;
}

/**
 * Parses a CronJob's schedule as its controller does: in `timeZone`, in the zone of an old `TZ=` or `CRON_TZ=` prefix, or in
 * UTC, which is the time zone of the controller manager on EKS. Clock changes work as in robfig/cron v3: a time that is
 * skipped is not due, one that is repeated is due twice. For a schedule that names days, robfig/cron finds other times on a
 * day whose midnight is skipped or repeated (Cairo, Santiago): nothing counts as due then. What it does with clock changes
 * other than one hour (Lord Howe Island, Troll) is not reproduced. Source: Kubernetes, "CronJob" (schedule syntax, time zones).
 *
 * @throws RangeError with the part that cannot be parsed.
 */
export function parseSchedule(schedule: string, timeZone = ''): CronSchedule {
  const [, prefixed, rest = schedule] = /^(?:CRON_)?TZ=(\S*) (.*)/s.exec(schedule) ?? [];
  const expression = parseExpression(prefixed === undefined ? rest : rest.trim());
  const clock = createWallClock(prefixed ?? timeZone);
  const timing = expression.type === 'calendar' ? new CalendarTiming(expression, clock) : intervalTiming(expression);
  return { nextAfter: (instant) => (instant > endOfTime ? undefined : timing.nextAfter(Math.max(0, instant))) };
}

/** The due times after one instant until another, oldest first; at most `bound`, so that a long outage costs little. */
export function dueTimes(schedule: CronSchedule, after: number, until: number, bound = 100): number[] {
  const times: number[] = [];
  for (let due = schedule.nextAfter(after); due !== undefined && due <= until; due = schedule.nextAfter(due)) {
    times.push(due);
    if (times.length === bound) break;
  }
  return times;
}

/** Nothing is due after it, so that every due time can be formatted. */
const endOfTime = Date.UTC(2900, 0, 1);

function intervalTiming({ milliseconds }: Interval): CronSchedule {
  return { nextAfter: (instant) => Math.floor(instant / 1000) * 1000 + milliseconds };
}

const day = 24 * 3_600_000;
const horizon = 5 * 366 * day;
/** No clock change repeats more. */
const longestRepeat = 3 * 3_600_000;

/** Loads croner when it is needed: most configurations have no CronJob. */
function createPattern(pattern: string): Cron {
  const croner = require('croner') as typeof import('croner');
  return new croner.Cron(pattern, { mode: '5-part', utcOffset: 0 });
}

class CalendarTiming implements CronSchedule {
  readonly #pattern: Cron | undefined;
  readonly #namesDays: boolean;
  readonly #clock: WallClock;

  constructor({ pattern, namesDays }: Calendar, clock: WallClock) {
    // The wall clock handles time zones: croner runs a skipped time, and a repeated one only once.
    this.#pattern = pattern === undefined ? undefined : createPattern(pattern);
    this.#namesDays = namesDays;
    this.#clock = clock;
  }

  nextAfter(instant: number): number | undefined {
    const offset = this.#clock.offsetAt(instant);
    const wall = instant + offset;
    const repeat = offset - this.#clock.offsetAt(instant + longestRepeat);
    const starts = repeat > 0 ? [wall, wall - repeat] : [wall];
    return oldest(starts.map((start) => this.#firstAfter(start, instant)));
  }

  #firstAfter(start: number, instant: number): number | undefined {
    for (let wall = this.#match(start); wall !== undefined && wall - start < horizon; wall = this.#match(wall)) {
      const found = this.#isRegular(wall) ? this.#clock.instantsOf(wall).find((shown) => shown > instant) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #match(wall: number): number | undefined {
    return this.#pattern?.nextRun(new Date(wall))?.getTime();
  }

  /** Whether its day has exactly one midnight. */
  #isRegular(wall: number): boolean {
    return !this.#namesDays || this.#clock.instantsOf(Math.floor(wall / day) * day).length === 1;
  }
}
