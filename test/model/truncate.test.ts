import { excerpt } from '../../model/truncate';

test.each([
  ['short', 300],
  ['x'.repeat(300), 300],
  ['short', 5],
])('a text that is short enough is told as it is (%#)', (text, longest) => {
  expect(excerpt(text, longest)).toBe(text);
});

test('a longer one is cut', () => {
  expect(excerpt('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  expect(excerpt('longer', 5)).toBe('long…');
});
