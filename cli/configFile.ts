import { readFile } from 'node:fs/promises';
import { type Diagnostic, formatDiagnostic } from '../lib/config/diagnostics/diagnostic';
import { type LoadedConfig, loadConfig } from '../lib/config/load';
import type { Config } from '../lib/config/schema/schema';
import type { Expansion } from '../lib/presets/expandPresets';
import { pluralize } from '../model/pluralize';
import { toOneLine } from '../model/safeText';
import { colorsFor, type Io, type Output, UserError } from './io';

const readErrors: Readonly<Record<string, string>> = {
  ENOENT: 'file not found; check the path, or copy config/example.yaml there and edit it',
  EISDIR: 'this is a directory; specify the files in it',
  EACCES: 'no permission to read this file; grant it, or run the command as its owner',
};

/** Reads and validates a configuration file. Reports a file that cannot be read as a diagnostic. */
export async function readConfigFile(file: string): Promise<LoadedConfig> {
  return readFile(file, 'utf8').then(
    (text) => loadConfig(file, text),
    ({ code, message }: NodeJS.ErrnoException) => {
      const start = { line: 1, column: 1 };
      const problem = readErrors[code ?? ''] ?? `cannot read the file: ${message}`;
      const diagnostic: Diagnostic = { severity: 'error', file, ...start, path: '', message: problem };
      return { file, locate: () => start, diagnostics: [diagnostic] };
    },
  );
}

/**
 * Reads the validated configuration of a file.
 *
 * @throws UserError if it has errors, after printing them to stderr.
 */
export async function requireConfig(io: Io, file: string): Promise<Config> {
  return (await requireExpansion(io, file)).config;
}

/**
 * Reads the validated configuration of a file, and what its presets stand for.
 *
 * @throws UserError if it has errors, after printing them to stderr.
 */
export async function requireExpansion(
  io: Io,
  file: string,
): Promise<{ readonly config: Config; readonly expansion: Expansion }> {
  const { config, expansion, diagnostics } = await readConfigFile(file);
  if (config !== undefined && expansion !== undefined) return { config, expansion };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  writeDiagnostics(io.stderr, io, errors);
  throw new UserError(`${file} has ${pluralize(errors.length, 'error')}; nothing was done`);
}

/** Writes one line per diagnostic. */
export function writeDiagnostics(output: Output, { env }: Io, diagnostics: readonly Diagnostic[]): void {
  const colors = colorsFor(output, env);
  const paint = { error: colors.red, warning: colors.yellow };
  for (const diagnostic of diagnostics) {
    const { severity } = diagnostic;
    const line = toOneLine(formatDiagnostic(diagnostic));
    output.write(`${line.replace(` ${severity}: `, ` ${paint[severity](`${severity}:`)} `)}\n`);
  }
}
