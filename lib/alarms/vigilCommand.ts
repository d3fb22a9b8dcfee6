import { quoteArgument } from '../../model/shell';

/** In characters. A longer path would leave no room for the links in a description. */
const longestPath = 150;

/**
 * A command of eks-vigil for the description of an alarm.
 *
 * @param file - path of the configuration file. Undefined if it is not known: the command has `FILE`, as those in the log do.
 */
export function vigilCommand(name: 'check' | 'doctor' | 'history', file: string | undefined): string {
  const path = file === undefined || file.length > longestPath ? 'FILE' : quoteArgument(file);
  return `eks-vigil ${name} --config ${path}`;
}
