import { insertTable, renderTable, summarize } from './table';
import type { Run } from './timeline';

/** One run a minute, 30 seconds into each: the value of the metric, `-` for none, and `!` while `health` and `chronic` are in ALARM. */
function parseRuns(line: string): Run[] {
  return [...line.matchAll(/([01-])(!?)/g)].map(([, value, alarm], index) => ({
    at: index * 60 + 30,
    evaluatedAt: (index + 1) * 60,
    value: value === '1' ? 1 : value === '0' ? 0 : undefined,
    ticketValue: 1,
    alarms: {
      health: alarm === '!' ? 'ALARM' : 'OK',
      ticket: 'OK',
      blind: 'OK',
      chronic: alarm === '!' ? 'ALARM' : 'OK',
    },
    verdicts: [
      { kind: 'Pod', verdict: 'Progressing', reason: 'RollingOut', message: '' },
      ...(value === '1'
        ? []
        : [
            {
              kind: 'Pod',
              verdict: value === '0' ? 'Unhealthy' : 'Unknown',
              reason: 'CrashLooping',
              message: '',
            } as const,
          ]),
    ],
  }));
}

test.each([
  ['1111', { first: undefined, fired: undefined, okAgain: undefined, reasons: [] }],
  ['1011', { first: { minute: 2, missing: false }, fired: undefined, okAgain: undefined, reasons: ['CrashLooping'] }],
  ['1-1', { first: { minute: 2, missing: true }, fired: undefined, okAgain: undefined, reasons: ['CrashLooping'] }],
  ['1000!1!11', { first: { minute: 2, missing: false }, fired: 4, okAgain: 6, reasons: ['CrashLooping'] }],
  ['0!1!110!1!1', { first: { minute: 1, missing: false }, fired: 1, okAgain: 7, reasons: ['CrashLooping'] }],
  ['10!', { first: { minute: 2, missing: false }, fired: 2, okAgain: undefined, reasons: ['CrashLooping'] }],
])('the outcome of %s', (line, expected) => {
  const { fired, ...rest } = summarize(parseRuns(line));
  expect({ ...rest, fired: fired.health }).toEqual(expected);
  expect(fired).toEqual({ health: expected.fired, ticket: undefined, blind: undefined, chronic: expected.fired });
});

test.each([
  ['never', ['111', '111'], 'never | never | | never | never | |'],
  ['the same minute', ['10!1', '10!1'], '2 | 2 | 3 | never | 2 | CrashLooping |'],
  ['a range', ['10!1', '110!1'], '2 to 3 | 2 to 3 | 3 to 4 | never | 2 to 3 | CrashLooping |'],
  [
    'some simulations',
    ['10!1', '111', '101'],
    '2 (2 of 3 simulations) | 2 (1 of 3 simulations) | 3 | never | 2 (1 of 3 simulations) | CrashLooping |',
  ],
  ['no data', ['1-!1'], '2, no data | 2 | 3 | never | 2 | CrashLooping |'],
])('a row of the table: %s', (_, lines, cells) => {
  const table = renderTable([{ scenario: { title: 'title' }, simulations: lines.map(parseRuns) }]);
  expect(table.split('\n').at(-1)?.replace(/ +/g, ' ')).toBe(`| title | ${cells}`);
});

test('the table replaces what is between the markers of a document', () => {
  const [from, to] = ['<!-- time lines -->', '<!-- /time lines -->'];
  expect(insertTable(`a\n${from}\nold\n${to}\nb`, 'time lines', 'new')).toBe(`a\n${from}\nnew\n${to}\nb`);
  expect(() => insertTable(from, 'time lines', 'new')).toThrow('lacks the markers');
});
