import { createContext, Script } from 'node:vm';
import * as fc from 'fast-check';

/** How many inputs a fuzzer is given. */
export const inputs = process.env.NIGHTLY === '1' ? 100_000 : 5_000;

/** Milliseconds after which an input counts as one that never ends; the slowest seen take a hundredth of it. */
const endless = 10_000;
const script = new Script('check()');

/** Gives inputs to a check, which ends with an error for one that is wrong or does not come to an end. */
export function fuzz<T>(arbitrary: fc.Arbitrary<T>, check: (input: T) => void): void {
  const context = createContext({ check: () => {} });
  const property = fc.property(arbitrary, (input) => {
    context.check = () => check(input);
    // Only a script can be stopped in the middle of a loop.
    script.runInContext(context, { timeout: endless });
  });
  fc.assert(property, { numRuns: inputs });
}
