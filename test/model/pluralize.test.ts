import { pluralize } from '../../model/pluralize';

test.each([
  [0, '0 files'],
  [1, '1 file'],
  [2, '2 files'],
])('pluralize(%d)', (count, expected) => {
  expect(pluralize(count, 'file')).toBe(expected);
});
