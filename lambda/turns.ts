/** Lets so many begin, and the others as one after another is done, in their order. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #called = 0;

  /** @param free - how many may begin at once. */
  constructor(private free: number) {}

  /** Waits for a turn. */
  async take(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Gives a turn to whoever waits longest. */
  give(): void {
    const next = this.#waiting[this.#called];
    if (next === undefined) {
      this.free += 1;
      return;
    }
    this.#called += 1;
    next();
  }
}
