import { describeTermination } from '../../../../lambda/health/facts/terminationMessage';

test.each<[string, unknown, string | undefined]>([
  ['one line', 'panic: no such host\n\ngoroutine 1', 'panic: no such host goroutine 1'],
  ['nothing', '', undefined],
  ['something else', { a: 1 }, undefined],
  ['the end of a long text', `${'a'.repeat(500)} the end`, `…${'a'.repeat(151)} the end`],
  ['a password', 'auth failed: password=hunter2, user=db', 'auth failed: password=[redacted], user=db'],
  ['a password in JSON', '{"DB_PASSWORD":"hunter2"}', '{"DB_PASSWORD":"[redacted]"}'],
  ['a password in an address', 'dial postgres://app:hunter2@db:5432/x', 'dial postgres://app:[redacted]@db:5432/x'],
  ['a token', 'Authorization: Bearer abcdefghij.klm', 'Authorization: Bearer [redacted]'],
  ['control characters', 'a\u001b[2J', 'a\\u001b[2J'],
])('%s', (_, message, expected) => {
  expect(describeTermination(message)).toBe(expected);
});

test('no half of a secret is left at the cut', () => {
  const described = describeTermination(`password=${'s3cret'.repeat(40)} ${'b'.repeat(100)}`);
  expect(described).not.toContain('s3cret');
});
