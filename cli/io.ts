import pc from 'picocolors';
import { createRedactor } from '../lambda/logging/redact';
import { errorMessage } from '../model/errorMessage';

/**
 * What a command ends with. WARNING: something is Progressing; CRITICAL: something is Unhealthy; UNKNOWN also stands for
 * usage errors. Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes".
 */
export const exitCodes = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where a command writes to. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width of the terminal; absent where there is none. */
  readonly columns?: number;
}

/** All that a command has of the process around it. */
export interface Io {
  /** Reads the standard input to its end. */
  readonly stdin: () => Promise<string>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
  /** Waits for some milliseconds, or until the signal is aborted; never rejects. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From the call on, Ctrl-C aborts the signal instead of ending the process. */
  readonly interruption: () => AbortSignal;
  readonly setExitCode: (code: ExitCode) => void;
}

/** A mistake of the user or of what surrounds the command, told in one sentence that says what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Colours for an output: none but on a terminal, and none where the user does not want them (no-color.org). */
export function colorsFor({ isTerminal }: Output, { NO_COLOR, TERM }: Io['env']) {
  return pc.createColors(isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb');
}

/** The text in one line without control characters, so that nothing that was read can steer a terminal. */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** Tells an error in one line on stderr, without credentials. */
export function printError({ stderr, env }: Io, error: unknown): void {
  const message = errorMessage(error);
  stderr.write(`${colorsFor(stderr, env).red('error:')} ${createRedactor(env)(toOneLine(message))}\n`);
}

/** Such as `1 target` or `3 targets`. */
export function pluralize(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
