import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a command printed, and how it ended. */
export interface Result {
  readonly code: number;
  /** Standard output. */
  readonly output: string;
  /** Standard output and standard error, without colors. */
  readonly text: string;
}

/** A command ended with an exit code that is not 0. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly result: Result;

  constructor(command: string, result: Result) {
    super(`\`${command}\` ended with ${result.code}:\n${result.text}`);
    this.result = result;
  }
}

/** Settings of the person who runs the tests that would change what the commands do. */
const notInherited = /^(AWS_|CDK_|KUBE|CI$|NODE_OPTIONS$|NO_COLOR$|FORCE_COLOR$|npm_config_)/i;

/**
 * Runs a command in bash, without a terminal and with an empty standard input. A pipe fails if one of its commands does.
 *
 * @throws CommandFailure
 */
export async function run(
  command: string,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<Result> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !notInherited.test(name)));
  const child = spawn('bash', ['-c', `set -o pipefail\n${command}`], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part;
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = await once(child, 'close');
  const result = { code: Number(code), output, text: stripColors(text) };
  if (result.code !== 0) throw new CommandFailure(command, result);
  return result;
}

function stripColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors begin with the control character ESC.
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}
