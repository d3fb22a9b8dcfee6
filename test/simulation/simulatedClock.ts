interface TimedAction {
  readonly at: number;
  readonly act: () => void;
}

/** The start of simulated time, in milliseconds since the epoch. */
export const epoch = Date.UTC(2026, 0, 1);

/** A simulated second as the API server writes it: RFC 3339, whole seconds. */
export function stamp(second: number): string {
  return new Date(epoch + second * 1000).toISOString().replace('.000Z', 'Z');
}

/** Simulated time in whole seconds, and the actions that are scheduled in it. */
export class SimulatedClock {
  #now = 0;
  /** The next action is last. Actions of the same second run in the order in which they were scheduled. */
  readonly #actions: TimedAction[] = [];

  get now(): number {
    return this.#now;
  }

  /** Schedules an action. */
  after(seconds: number, act: () => void): void {
    const at = this.#now + seconds;
    let low = 0;
    let high = this.#actions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#actions[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#actions.splice(low, 0, { at, act });
  }

  /** Runs all actions up to and including that second. */
  advanceTo(second: number): void {
    for (;;) {
      const next = this.#actions.at(-1);
      if (next === undefined || next.at > second) break;
      this.#actions.pop();
      this.#now = next.at;
      next.act();
    }
    this.#now = second;
  }
}
