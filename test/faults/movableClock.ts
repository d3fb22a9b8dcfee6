/** The clocks of one scenario. */
export class MovableClock {
  /** Milliseconds that all clocks were moved ahead. */
  passed = 0;
  readonly #apiAhead: number;

  /** @param apiAhead - milliseconds that the API server's clock is ahead. */
  constructor(apiAhead: number) {
    this.#apiAhead = apiAhead;
  }

  /** The true time, in milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.passed;
  }

  /** The API server's clock, in milliseconds since the epoch. */
  apiNow(): number {
    return this.now() + this.#apiAhead;
  }
}
