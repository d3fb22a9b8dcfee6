import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder that the test files of one Jest run share; the workers inherit the variable. */
const variable = 'EKS_VIGIL_TEST_RUN';
const pollMilliseconds = 50;

/** Creates the shared folder, which also takes all temporary files of the run. Called once, before the workers start. */
export function openSharedFolder(): void {
  const folder = newFolder();
  process.env[variable] = folder;
  // Each synthesis without a folder of its own leaves one behind.
  process.env.TMPDIR = join(folder, 'tmp');
  mkdirSync(process.env.TMPDIR);
}

/** Removes the shared folder. */
export function removeSharedFolder(): void {
  const folder = process.env[variable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/**
 * Creates files once for a whole Jest run, whichever test file and worker needs them first. Outside of Jest they are created
 * for each caller.
 *
 * @param key - what the files depend on.
 * @param fill - writes the files into an empty folder.
 * @returns a folder with a copy of the files, which the caller removes.
 */
export async function onceForRun(key: string, fill: (folder: string) => void): Promise<string> {
  const copy = newFolder();
  const run = process.env[variable];
  if (run === undefined) fill(copy);
  else cpSync(await sharedFolder(run, key, fill), copy, { recursive: true });
  return copy;
}

async function sharedFolder(run: string, key: string, fill: (folder: string) => void): Promise<string> {
  const folder = join(run, createHash('sha256').update(key).digest('hex'));
  const [done, failed] = [`${folder}.done`, `${folder}.failed`];
  if (isFirst(folder)) {
    try {
      fill(folder);
    } catch (error) {
      writeFileSync(failed, '');
      throw error;
    }
    writeFileSync(done, '');
  }
  while (!existsSync(done)) {
    if (existsSync(failed)) throw new Error('another test file failed to create the files that this one needs, too');
    await sleep(pollMilliseconds);
  }
  return folder;
}

/** Only one of several processes can create a folder. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'eks-vigil-'));
}
