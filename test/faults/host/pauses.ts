/** Milliseconds between two measurements. */
const interval = 20;

/**
 * Measures how long the machine did not run this process although it was due: the time that a timer was late while the process
 * used no CPU.
 */
export class PauseMeter {
  #total = 0;
  #last = performance.now();
  #computed = process.cpuUsage();

  constructor() {
    setInterval(() => this.#measure(), interval).unref();
  }

  /** Milliseconds since the meter was created. */
  get total(): number {
    this.#measure();
    return this.#total;
  }

  #measure(): void {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#computed);
    const paused = now - this.#last - (user + system) / 1000 - interval;
    if (paused > 0) this.#total += paused;
    this.#last = now;
    this.#computed = process.cpuUsage();
  }
}
