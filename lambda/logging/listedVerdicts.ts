import type { TargetVerdict } from '../health/targetVerdict';

/** Which verdicts a log line lists: those that are of interest, or all. */
export type VerdictListing = 'changed' | 'all';

const hour = 3_600_000;

/**
 * Chooses the verdicts that a run's log line lists: those that are not Healthy and those whose verdict or reason differs from
 * the container's last run, or which began or ceased to have a warning. All of them at a cold start and in the first run of each hour, so that a search over an hour finds
 * every target.
 */
export class ListedVerdicts {
  readonly #listing: VerdictListing;
  #last: readonly string[] | undefined;
  #lastHour: number | undefined;

  constructor(listing: VerdictListing) {
    this.#listing = listing;
  }

  /**
   * @param verdicts - of all targets, in the order of the configuration.
   * @param now - the process's clock in milliseconds.
   */
  choose(verdicts: readonly TargetVerdict[], now: number): readonly TargetVerdict[] {
    const [last, lastHour] = [this.#last, this.#lastHour];
    this.#last = verdicts.map(({ verdict, reason, warns = false }) => `${verdict} ${reason} ${warns}`);
    this.#lastHour = Math.floor(now / hour);
    if (this.#listing === 'all' || last === undefined || lastHour !== this.#lastHour) return verdicts;
    return verdicts.filter(({ verdict }, index) => verdict !== 'Healthy' || this.#last?.[index] !== last[index]);
  }
}
