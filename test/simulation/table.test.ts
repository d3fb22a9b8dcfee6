import { outcomeOf, renderTable, withTable } from './table';
import type { Look } from './timeline';

/** One look a minute, 30 seconds into each: the metric's value, `-` for none, and `!` while the alarm rings. */
function looksOf(line: string): Look[] {
  return [...line.matchAll(/([01-])(!?)/g)].map(([, value, alarm], index) => ({
    at: index * 60 + 30,
    evaluatedAt: (index + 1) * 60,
    value: value === '1' ? 1 : value === '0' ? 0 : undefined,
    alarm: alarm === '!' ? 'ALARM' : 'OK',
    verdicts: [
      { kind: 'Pod', verdict: 'Progressing', reason: 'Pending', message: '' },
      ...(value === '1'
        ? []
        : [
            { kind: 'Pod', verdict: value === '0' ? 'Unhealthy' : 'Unknown', reason: 'NotReady', message: '' } as const,
          ]),
    ],
  }));
}

test.each([
  ['1111', { first: undefined, rang: undefined, okAgain: undefined, reasons: [] }],
  ['1011', { first: { minute: 2, missing: false }, rang: undefined, okAgain: undefined, reasons: ['NotReady'] }],
  ['1-1', { first: { minute: 2, missing: true }, rang: undefined, okAgain: undefined, reasons: ['NotReady'] }],
  ['1000!1!11', { first: { minute: 2, missing: false }, rang: 4, okAgain: 6, reasons: ['NotReady'] }],
  ['0!1!110!1!1', { first: { minute: 1, missing: false }, rang: 1, okAgain: 7, reasons: ['NotReady'] }],
  ['10!', { first: { minute: 2, missing: false }, rang: 2, okAgain: undefined, reasons: ['NotReady'] }],
])('%s', (line, expected) => {
  expect(outcomeOf(looksOf(line))).toEqual(expected);
});

test.each([
  ['never', ['111', '111'], 'never | never | |'],
  ['the same minute', ['10!1', '10!1'], '2 | 2 | 3 | NotReady |'],
  ['a range', ['10!1', '110!1'], '2 to 3 | 2 to 3 | 3 to 4 | NotReady |'],
  ['some runs only', ['10!1', '111', '101'], '2 (2 of 3 runs) | 2 (1 of 3 runs) | 3 | NotReady |'],
  ['no data', ['1-!1'], '2, no data | 2 | 3 | NotReady |'],
])('a row tells %s', (_, lines, cells) => {
  const table = renderTable([{ scenario: { title: 'what' }, runs: lines.map(looksOf) }]);
  expect(table.split('\n').at(-1)?.replace(/ +/g, ' ')).toBe(`| what | ${cells.replace(/\| \|$/, '| | |')}`);
});

describe('the document', () => {
  test('gets the table between its markers, in place of the one before', () => {
    const [from, to] = ['<!-- time lines -->', '<!-- /time lines -->'];
    expect(withTable(`a\n${from}\nold\n${to}\nb`, 'new')).toBe(`a\n${from}\nnew\n${to}\nb`);
  });

  test.each(['', '<!-- time lines -->', '<!-- /time lines --><!-- time lines -->'])(
    'without its markers is refused: %p',
    (text) => {
      expect(() => withTable(text, 'new')).toThrow('lacks the markers');
    },
  );
});
