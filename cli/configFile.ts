import { readFile } from 'node:fs/promises';
import { type Diagnostic, formatDiagnostic } from '../lib/config/diagnostics/diagnostic';
import { type LoadedConfig, loadConfig } from '../lib/config/load';
import type { Config } from '../lib/config/schema/schema';
import { colorsFor, type Io, type Output, pluralize, toOneLine, UserError } from './io';

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path, or copy config/example.yaml there and adapt it',
  EISDIR: 'this is a directory; name the files in it',
  EACCES: 'there is no permission to read this file; grant it, or run as its owner',
};

/** Reads and validates a configuration file. A file that cannot be read is told as a diagnostic, like any other mistake. */
export async function readConfigFile(file: string): Promise<LoadedConfig> {
  return readFile(file, 'utf8').then(
    (text) => loadConfig(file, text),
    ({ code, message }: NodeJS.ErrnoException) => {
      const start = { line: 1, column: 1 };
      const told = unreadable[code ?? ''] ?? `cannot be read: ${message}`;
      const diagnostic: Diagnostic = { severity: 'error', file, ...start, path: '', message: told };
      return { file, locate: () => start, diagnostics: [diagnostic] };
    },
  );
}

/**
 * The validated configuration of a file.
 * @throws UserError after its mistakes have been told on stderr.
 */
export async function requireConfig(io: Io, file: string): Promise<Config> {
  const { config, diagnostics } = await readConfigFile(file);
  if (config !== undefined) return config;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  writeDiagnostics(io.stderr, io, errors);
  throw new UserError(`${file} has ${pluralize(errors.length, 'error')}, so nothing was done`);
}

/** Writes one line for each diagnostic. */
export function writeDiagnostics(output: Output, { env }: Io, diagnostics: readonly Diagnostic[]): void {
  const colours = colorsFor(output, env);
  const paint = { error: colours.red, warning: colours.yellow };
  for (const diagnostic of diagnostics) {
    const { severity } = diagnostic;
    const line = toOneLine(formatDiagnostic(diagnostic));
    output.write(`${line.replace(` ${severity}: `, ` ${paint[severity](`${severity}:`)} `)}\n`);
  }
}
