import { createContext, Script } from 'node:vm';
import * as fc from 'fast-check';

/** How many inputs a fuzzer is given. */
const inputs = process.env.NIGHTLY === '1' ? 100_000 : 2_000;

/** Milliseconds for each input, after which some input counts as one that never ends: fifty times what they take. */
const limitOfEach = 100;

/** Gives inputs to a check, which ends with an error for one that is wrong, and for one that does not come to an end. */
export function fuzz<T>(arbitrary: fc.Arbitrary<T>, check: (input: T) => void): void {
  let last: T | undefined;
  const property = fc.property(arbitrary, (input) => {
    last = input;
    check(input);
  });
  const context = createContext({ run: () => fc.assert(property, { numRuns: inputs }) });
  try {
    // Only a script can be stopped in the middle of a loop. One for all inputs, as each starts a thread that watches it.
    new Script('run()').runInContext(context, { timeout: inputs * limitOfEach });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Error(`there is no end to it: ${fc.stringify(last)}`, { cause: error });
  }
}
