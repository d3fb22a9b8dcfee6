import { readFileSync } from 'node:fs';

/**
 * Reads the text of a values file.
 *
 * @throws Error if it cannot be read.
 */
export type ReadText = (path: string) => string;

export const readTextFile: ReadText = (path) => readFileSync(path, 'utf8');

const readErrors: Readonly<Record<string, string>> = {
  ENOENT: 'file not found',
  EISDIR: 'this is a directory',
  EACCES: 'no permission to read this file',
};

/** Why a file cannot be read, such as `file not found`. */
export function describeReadError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return readErrors[code ?? ''] ?? `cannot read the file: ${message}`;
}
