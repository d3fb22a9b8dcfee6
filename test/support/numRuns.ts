/**
 * How often a property is checked: a quarter of the given number, and with `NIGHTLY=1` all of it. The inputs are others in each run,
 * and the mutation check needs 50 to kill its mutants.
 */
export function numRuns(nightly: number): number {
  return process.env.NIGHTLY === '1' ? nightly : Math.ceil(nightly / 4);
}
