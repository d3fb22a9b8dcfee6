/** One thing wrong (or doubtful) with a configuration file, and where. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as `targets[0].kind`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** One line as compilers print it: `file:line:column: error: path: message`. */
export function formatDiagnostic({ file, line, column, severity, path, message }: Diagnostic): string {
  return `${file}:${line}:${column}: ${severity}: ${path === '' ? '' : `${path}: `}${message}`;
}

/** Writes a path as a user would: `targets[0].kind`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
