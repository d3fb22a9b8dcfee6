import { printError } from '../../cli/io';

test('an error is printed without credentials and tokens', () => {
  let printed = '';
  const stderr = { write: (text: string) => (printed += text), isTerminal: false };
  const env = { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' };
  printError(
    {
      stdin: async () => '',
      ask: async () => '',
      stderr,
      stdout: stderr,
      env,
      now: Date.now,
      sleep: async () => {},
      interruption: jest.fn(),
      setExitCode: jest.fn(),
    },
    new Error('refused wJalrXUtnFEMI\nAuthorization: Bearer k8s-aws-v1.aHR0cHM'),
  );
  expect(printed).toMatch(/^error: refused \[redacted\] Authorization: \[redacted\]\n$/);
  expect(printed).not.toMatch(/wJalr|aHR0/);
});
