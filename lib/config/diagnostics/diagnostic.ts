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

/** A problem with a value, before its position in the file is known. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** Whether the problem is the key itself, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

/** One line as compilers print it: `file:line:column: error: path: message`. */
export function formatDiagnostic({ file, line, column, severity, path, message }: Diagnostic): string {
  return `${file}:${line}:${column}: ${severity}: ${path === '' ? '' : `${path}: `}${message}`;
}

/** Writes a path as a user would: `targets[0].kind`; keys that are no plain words in quotes. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[-\w]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** A text in quotes, in one line and cut when it is long. */
export function quote(text: string): string {
  return text.length > 80 ? `${JSON.stringify(text.slice(0, 77)).slice(0, -1)}…"` : JSON.stringify(text);
}
