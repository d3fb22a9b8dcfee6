import { toOneLine } from '../../model/safeText';
import { quoteArgument } from '../../model/shell';

/** A command that is longer is left out: half of one does harm. */
const maxLength = 300;

/** A command with its arguments, ready to be copied; undefined if it would be longer than 300 characters. */
export function shellCommand(program: string, args: readonly string[]): string | undefined {
  const words = args.map((argument) => quoteArgument(toOneLine(argument)));
  const line = [program, ...words].join(' ');
  return line.length > maxLength ? undefined : line;
}

/** `kubectl -n NAMESPACE …`; without a namespace for what is in none. */
export function kubectl(namespace: string | undefined, ...args: readonly string[]): string | undefined {
  const where = namespace === undefined || namespace === '' ? [] : ['-n', namespace];
  return shellCommand('kubectl', [...where, ...args]);
}
