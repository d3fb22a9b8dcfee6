import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from './io';

/**
 * Checks that a file can be created, before the work for its content begins.
 *
 * @throws UserError if it exists, or cannot be created in its directory.
 */
export async function requireCreatable(file: string): Promise<void> {
  const isThere = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw exists(file);
  const directory = dirname(file);
  // With a slash, because a file is no directory.
  await access(`${directory}/`, constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    const why = problems[error.code ?? ''] ?? `cannot be used (${error.message})`;
    throw new UserError(
      `cannot write ${file}: directory ${directory} ${why}; specify a file in a directory that you can write to`,
    );
  });
}

/** @throws UserError if it cannot be written, or was created in the meantime. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? exists(file) : new UserError(`cannot write ${file}: ${error.message}`);
  });
}

function exists(file: string): UserError {
  return new UserError(`${file} exists, and is not overwritten; specify another file, or remove it first`);
}

/** Of a directory, by the codes of errors. */
const problems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a directory',
  EACCES: 'is not writable',
  EROFS: 'is not writable',
};
