/** Limits how many pieces of work go on at once. Those that wait are served in their order. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Does the work once there is a slot, and frees it at its end, however it ends. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The slot goes to the next one, so that nobody can take it before.
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
