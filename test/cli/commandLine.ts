import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode, Io } from '../../cli/io';
import { runCommandLine } from '../../cli/program';

/** The result of a command. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: ExitCode | undefined;
}

export interface ProcessOptions {
  /** What is typed when the command asks. */
  readonly answer?: string;
  /** Content of standard input. */
  readonly stdin?: string;
  readonly env?: Io['env'];
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly now?: () => number;
  /** Number of waits of --watch before it is interrupted. */
  readonly waits?: number;
  /** Called for each wait of --watch. */
  readonly onWait?: (milliseconds: number) => void;
}

/** Runs a command line in this process. */
export async function eksVigil(args: readonly string[], options: ProcessOptions = {}): Promise<CommandResult> {
  const { env = {}, isTerminal = false, columns, now = Date.now, onWait } = options;
  const text = { stdout: '', stderr: '' };
  let exitCode: ExitCode | undefined;
  let waitsLeft = options.waits ?? 0;
  const interruption = new AbortController();
  const output = (name: 'stdout' | 'stderr') => ({
    write: (more: string) => {
      text[name] += more;
    },
    isTerminal,
    ...(columns === undefined ? {} : { columns }),
  });
  await runCommandLine(args, {
    stdin: async () => options.stdin ?? '',
    ask: async (question) => {
      text.stderr += question;
      return options.answer ?? '';
    },
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    now,
    sleep: async (milliseconds) => {
      onWait?.(milliseconds);
      if (waitsLeft === 0) interruption.abort();
      waitsLeft -= 1;
    },
    interruption: () => interruption.signal,
    setExitCode: (code) => {
      exitCode = code;
    },
  });
  return { ...text, exitCode };
}

/** A temporary folder of a test file. */
export interface Folder {
  /** Writes a file and returns its path. */
  write(name: string, content: string): string;
  readonly path: string;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'eks-vigil-'));
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

const topic = 'arn:aws:sns:eu-central-1:111122223333:on-call';

/** A valid configuration for the cluster `prod`. */
export function configText(targets: readonly object[], more: object = {}): string {
  return JSON.stringify({
    cluster: { name: 'prod', region: 'eu-central-1' },
    metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
    targets,
    alarms: { page: { actions: [topic] }, ticket: { actions: [topic] } },
    ...more,
  });
}
