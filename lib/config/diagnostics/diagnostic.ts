/** An error or warning about a configuration file, with its position. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as `targets[0].kind`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** A problem with a value, before its position in the file is known. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** Whether the problem is the key itself, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

/** Formats a diagnostic as compilers do: `file:line:column: error: path: message`. */
export function formatDiagnostic({ file, line, column, severity, path, message }: Diagnostic): string {
  return `${file}:${line}:${column}: ${severity}: ${path === '' ? '' : `${path}: `}${message}`;
}

/** Formats a path such as `targets[0].kind`. Keys with special characters are quoted. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[-\w]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** The text in quotes on one line, truncated if it is long. */
export function quote(text: string): string {
  return text.length > 80 ? `${JSON.stringify(text.slice(0, 77)).slice(0, -1)}…"` : JSON.stringify(text);
}
