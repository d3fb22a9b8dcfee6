import { toSafeError } from '../../../lambda/logging/safeError';

const redact = (text: string) => text.replaceAll('secret', '[redacted]');

test('an error keeps its name, message and stack', () => {
  const error = new TypeError('two\nlines');
  const { name, message, stack, cause } = toSafeError(error, redact);
  expect({ name, message, stack, cause }).toEqual({
    name,
    message: 'two\nlines',
    stack: error.stack,
    cause: undefined,
  });
});

test('an error has no credentials, no unsafe characters and no cause', () => {
  const error = new Error('secret \u001b[2J\u202e', { cause: { authorization: 'secret' } });
  error.name = 'secret\u009b';
  const { name, message, stack, cause } = toSafeError(error, redact);
  expect({ name, message, cause }).toEqual({
    name: '[redacted]\\u009b',
    message: '[redacted] \\u001b[2J\\u202e',
    cause: undefined,
  });
  expect(stack).toMatch(/^\S+: \[redacted\] \\u001b\[2J\\u202e\n/);
  expect(stack).not.toContain('secret');
});

test('what is not an error becomes the message of one', () => {
  expect(toSafeError('secret', redact).message).toBe('[redacted]');
});
