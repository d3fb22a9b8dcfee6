interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

/** Where the simulated time begins, in milliseconds since the epoch. */
export const epoch = Date.UTC(2026, 0, 1);

/** A simulated second as the API server writes it: RFC 3339, whole seconds. */
export function stamp(second: number): string {
  return new Date(epoch + second * 1000).toISOString().replace('.000Z', 'Z');
}

/** Simulated time in whole seconds, and what is to happen in it. */
export class Clock {
  #now = 0;
  /** The next one last; what is to happen in the same second happens in the order in which it was asked for. */
  readonly #happenings: Happening[] = [];

  get now(): number {
    return this.#now;
  }

  after(seconds: number, happen: () => void): void {
    const at = this.#now + seconds;
    let low = 0;
    let high = this.#happenings.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#happenings[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#happenings.splice(low, 0, { at, happen });
  }

  /** Lets everything happen until then, that second included. */
  advanceTo(second: number): void {
    for (;;) {
      const next = this.#happenings.at(-1);
      if (next === undefined || next.at > second) break;
      this.#happenings.pop();
      this.#now = next.at;
      next.happen();
    }
    this.#now = second;
  }
}
