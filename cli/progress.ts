import type { Io } from './io';

const clearLine = '\r\u001b[K';

/** Shows what is being done, on a terminal and until the work has ended. */
export async function withProgress<T>({ stderr }: Pick<Io, 'stderr'>, text: string, work: Promise<T>): Promise<T> {
  if (!stderr.isTerminal) return work;
  stderr.write(`${text}…`);
  return work.finally(() => stderr.write(clearLine));
}

/** One line that shows what is being done, on a terminal, and is replaced as the work proceeds. */
export class ProgressLine {
  readonly #stderr: Io['stderr'];

  constructor({ stderr }: Pick<Io, 'stderr'>) {
    this.#stderr = stderr;
  }

  show(text: string): void {
    if (this.#stderr.isTerminal) this.#stderr.write(`${clearLine}${text}…`);
  }

  clear(): void {
    if (this.#stderr.isTerminal) this.#stderr.write(clearLine);
  }
}
