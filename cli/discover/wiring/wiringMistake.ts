/** An object of the Prometheus operator that has no effect, and how to fix that. Each part is without a full stop. */
export interface WiringMistake {
  /** `ServiceMonitor shop/web`. */
  readonly object: string;
  readonly problem: string;
  readonly found: string;
  readonly expected: string;
  readonly change: string;
}

/** The mistake in one sentence. */
export function describeMistake({ object, problem, found, expected, change }: WiringMistake): string {
  return `${object}: ${problem}; found ${found}; expected ${expected}; ${change}`;
}
