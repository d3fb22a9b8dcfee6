import pc from 'picocolors';
import { createRedactor } from '../lambda/logging/redact';
import { errorMessage } from '../model/errorMessage';
import { toOneLine } from '../model/safeText';

/**
 * Exit codes. WARNING: a target is Progressing; CRITICAL: a target is Unhealthy; UNKNOWN: a target is Unknown, or the command
 * failed, for example because of a usage error. Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes".
 */
export const exitCodes = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An output stream of a command. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width of the terminal; absent if the output is not a terminal. */
  readonly columns?: number;
}

/** The process environment of a command. */
export interface Io {
  /** Reads standard input to its end. */
  readonly stdin: () => Promise<string>;
  /** Asks the person at the terminal, and returns the line that was typed; an empty one if there is no more input. */
  readonly ask: (question: string) => Promise<string>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The clock of the process, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Waits for the given milliseconds, or until the signal is aborted. Never rejects. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** After this call, Ctrl-C aborts the signal instead of ending the process. */
  readonly interruption: () => AbortSignal;
  readonly setExitCode: (code: ExitCode) => void;
}

/** An error that the user can fix. The message says what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Colors for an output: enabled only on a terminal, unless NO_COLOR is set (no-color.org) or TERM is `dumb`. */
export function colorsFor({ isTerminal }: Output, { NO_COLOR, TERM }: Io['env']) {
  return pc.createColors(isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb');
}

/** Prints an error on one line of stderr, with credentials redacted. */
export function printError({ stderr, env }: Io, error: unknown): void {
  const message = errorMessage(error);
  stderr.write(`${colorsFor(stderr, env).red('error:')} ${toOneLine(createRedactor(env)(message))}\n`);
}
