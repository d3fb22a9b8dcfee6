/** Measures the steps of one run. */
export interface Stopwatch {
  /** Awaits a step and records how long it took. */
  step<T>(name: string, work: Promise<T>): Promise<T>;
  /** How long each step took, and `total` since the start, in whole milliseconds. */
  milliseconds(): Readonly<Record<string, number>>;
}

/** Starts a stopwatch. */
export function startStopwatch(): Stopwatch {
  const start = performance.now();
  const steps: Record<string, number> = {};
  return {
    async step(name, work) {
      const before = performance.now();
      try {
        return await work;
      } finally {
        steps[name] = Math.round(performance.now() - before);
      }
    },
    milliseconds: () => ({ ...steps, total: Math.round(performance.now() - start) }),
  };
}
