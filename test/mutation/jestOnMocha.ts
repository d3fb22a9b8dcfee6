import { expect } from 'expect';
import fc from 'fast-check';

/** What the tests of the decisions use of Jest, for Mocha, which runs them again and again without loading them again. */

type Body = (...row: unknown[]) => unknown;
type Declare = (title: string, body: () => unknown) => unknown;
type Context = Record<'describe' | 'it', Declare>;
type Interface = (root: { on(event: 'pre-require', listener: (context: Context) => void): void }) => void;

/** As Jest's `each` of an array: a row that is no array is the only argument. Stryker needs titles that differ. */
function withEach(declare: Declare) {
  const each = (rows: readonly unknown[]) => (title: string, body: Body) => {
    for (const [index, row] of rows.entries()) {
      declare(`${title} [${index}]`, () => body(...(Array.isArray(row) ? row : [row])));
    }
  };
  return Object.assign((title: string, body: () => unknown) => declare(title, body), { each });
}

// The types of Mocha would declare `describe` and `it` for every other test, too.
const { interfaces }: { readonly interfaces: { bdd: Interface } } = require('mocha');
const { bdd } = interfaces;
interfaces.bdd = (root) => {
  bdd(root);
  root.on('pre-require', (context) => {
    const test = withEach(context.it);
    Object.assign(context, { expect, describe: withEach(context.describe), it: test, test });
  });
};

// Enough of each property for a mutant, and the same each time; how small a counterexample can be does not matter.
const settings = { numRuns: 50, seed: 1, endOnFailure: true };
const loaded = require.cache[require.resolve('fast-check')];
if (loaded === undefined) throw new Error('fast-check was not loaded as CommonJS, so its runs cannot be bounded');
const assert = (property: fc.IProperty<unknown>, given?: fc.Parameters<unknown>) =>
  fc.assert(property, { ...given, ...settings });
const bounded = { ...fc, assert };
loaded.exports = { ...bounded, default: bounded };
