import { truncate } from '../../model/truncate';

test.each([
  ['short', 300],
  ['x'.repeat(300), 300],
  ['short', 5],
])('a short text is not changed (%#)', (text, longest) => {
  expect(truncate(text, longest)).toBe(text);
});

test('a longer one is cut', () => {
  expect(truncate('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  expect(truncate('longer', 5)).toBe('long…');
});
