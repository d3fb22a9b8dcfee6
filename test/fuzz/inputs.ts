import { createContext, Script } from 'node:vm';
import * as fc from 'fast-check';

/** Number of inputs per fuzz test. */
const inputs = process.env.NIGHTLY === '1' ? 100_000 : 500;

/** Average timeout per input, in milliseconds: a hundred times the usual duration, also of the first inputs. */
const inputTimeout = 500;

/** Runs a check with many inputs. Fails if the check throws or does not end. */
export function fuzz<T>(arbitrary: fc.Arbitrary<T>, check: (input: T) => void): void {
  let last: T | undefined;
  const property = fc.property(arbitrary, (input) => {
    last = input;
    check(input);
  });
  const context = createContext({ run: () => fc.assert(property, { numRuns: inputs }) });
  try {
    // Only a script can be interrupted within a loop. One script for all inputs, because each starts a watchdog thread.
    new Script('run()').runInContext(context, { timeout: inputs * inputTimeout });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Error(`the check does not end for ${fc.stringify(last)}`, { cause: error });
  }
}
