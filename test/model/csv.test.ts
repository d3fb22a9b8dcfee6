import fc from 'fast-check';
import { csvLine, parseCsv } from '../../model/csv';

test('values are in quotes, and quotes are doubled', () => {
  expect(csvLine(['a', 1, 'b "c", d'])).toBe('"a","1","b ""c"", d"');
});

test('what is written is read again, whatever it is', () => {
  const rows = fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), { maxLength: 5 });
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), (values, end) => {
      expect(parseCsv(values.map((row) => csvLine(row) + end).join(''))).toEqual(values);
    }),
  );
});

test.each([
  ['a value without quotes', 'a,b\n', 'character 0'],
  ['a value that does not end', '"a","b', 'character 4'],
  ['a line that does not end', '"a",', 'does not end'],
])('%s is an error', (_, text, expected) => {
  expect(() => parseCsv(text)).toThrow(expected);
});
