import type { Io } from './io';

const clearLine = '\r\u001b[K';

/** Shows what is being done, on a terminal and until the work has ended. */
export async function withProgress<T>({ stderr }: Pick<Io, 'stderr'>, text: string, work: Promise<T>): Promise<T> {
  if (!stderr.isTerminal) return work;
  stderr.write(`${text}…`);
  return work.finally(() => stderr.write(clearLine));
}
