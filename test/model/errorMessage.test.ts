import { errorMessage, toError } from '../../model/errorMessage';

describe('an Error', () => {
  const error = new TypeError('no such file');

  test('stays the same object', () => {
    expect(toError(error)).toBe(error);
  });

  test('has its message', () => {
    expect(errorMessage(error)).toBe('no such file');
  });
});

describe('a thrown value that is not an Error', () => {
  test.each([
    ['text', 'no such file', 'no such file'],
    ['undefined', undefined, 'undefined'],
    ['an object', { message: 'not an Error' }, '[object Object]'],
  ])('%s', (_, thrown, message) => {
    expect(toError(thrown)).toBeInstanceOf(Error);
    expect(toError(thrown).message).toBe(message);
    expect(errorMessage(thrown)).toBe(message);
  });
});
