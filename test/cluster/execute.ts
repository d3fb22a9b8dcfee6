import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const maxOutputBytes = 64 * 1024 * 1024;

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws Error with the command line and its standard error, if it cannot be run or its exit code is not 0.
 */
export async function execute(
  program: string,
  args: readonly string[],
  { env, cwd, stdin = '' }: { env?: NodeJS.ProcessEnv; cwd?: string; stdin?: string } = {},
): Promise<string> {
  const running = run(program, args, { maxBuffer: maxOutputBytes, ...(env && { env }), ...(cwd && { cwd }) });
  running.child.stdin?.on('error', () => undefined); // A program may end before it has read everything.
  running.child.stdin?.end(stdin);
  try {
    return (await running).stdout;
  } catch (error) {
    const { message, stderr = '' } = error as Error & { stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed: ${stderr.trim() || message}`, { cause: error });
  }
}

/** Runs kubectl with a kubeconfig of the tests, without the settings and caches of the user. */
export function kubectl(kubeconfig: string, args: readonly string[], stdin = ''): Promise<string> {
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: `${kubeconfig}.cache` };
  return execute('kubectl', args, { env, stdin });
}
