import { describeTermination } from '../../../../lambda/health/facts/terminationMessage';

test.each<[string, unknown, string | undefined]>([
  ['one line', 'panic: no such host\n\ngoroutine 1', 'panic: no such host goroutine 1'],
  ['nothing', '', undefined],
  ['something else', { a: 1 }, undefined],
  ['the end of a long text', `${'a'.repeat(500)} the end`, `…${'a'.repeat(151)} the end`],
  ['a password', 'auth failed: password=hunter2, user=db', 'auth failed: password=[redacted], user=db'],
  ['a password in JSON', '{"DB_PASSWORD":"hunter2"}', '{"DB_PASSWORD":[redacted]}'],
  ['a password in an address', 'dial postgres://app:hunter2@db:5432/x', 'dial postgres://[redacted]@db:5432/x'],
  ['a token', 'Authorization: Bearer abcdefghij.klm', 'Authorization: Bearer [redacted]'],
  ['a password with spaces', 'password="my secret phrase" is wrong', 'password=[redacted] is wrong'],
  ['a password without its last quote', 'pwd="my', 'pwd=[redacted]'],
  ['a password with @', 'dial postgres://app:p@ss@db:5432/x', 'dial postgres://[redacted]@db:5432/x'],
  ['a password in the address of a driver', 'open app:hunter2@tcp(db:3306)/x', 'open [redacted]@tcp(db:3306)/x'],
  ['a variable', 'DB_PASS=hunter2', 'DB_PASS=[redacted]'],
  ['an option', 'run --db-password hunter2 --verbose', 'run --db-password [redacted] --verbose'],
  ['no option', 'usage: app --password --user NAME', 'usage: app --password --user NAME'],
  ['a key', 'private_key: abc', 'private_key: [redacted]'],
  [
    'a key in PEM',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE/+aa\nbb==\n-----END RSA PRIVATE KEY-----',
    '[redacted]-----END RSA PRIVATE KEY-----',
  ],
  ['an access key', 'denied for AKIAIOSFODNN7EXAMPLE', 'denied for [redacted]'],
  ['a webhook', 'POST https://hooks.slack.com/services/T0/B0/abc', 'POST https://hooks.slack.com/services/[redacted]'],
  ['a long key', `got ${'aB3'.repeat(14)}`, 'got [redacted]'],
  ['a digest', `app@sha256:${'0a'.repeat(32)}`, `app@sha256:${'0a'.repeat(32)}`],
  ['control characters', 'a\u001b[2J', 'a\\u001b[2J'],
])('%s', (_, message, expected) => {
  expect(describeTermination(message)).toBe(expected);
});

test('no half of a secret is left at the cut', () => {
  const described = describeTermination(`password=${'s3cret'.repeat(40)} ${'b'.repeat(100)}`);
  expect(described).not.toContain('s3cret');
});
