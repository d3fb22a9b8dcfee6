import { escapeUnsafe } from '../../model/safeText';
import type { Redact } from './redact';

export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one structured line for each call. */
export interface Log {
  debug(message: string, fields: LogFields): void;
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

export interface LogProps {
  readonly level: 'debug' | 'info';
  readonly format: 'json' | 'logfmt';
  readonly redact: Redact;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
  readonly write: (line: string) => void;
}

const formats: Readonly<Record<LogProps['format'], (fields: LogFields) => string>> = {
  json: (fields) => JSON.stringify(fields),
  logfmt: (fields) =>
    // Through JSON, so that a date is written the same in both formats.
    flatten('', JSON.parse(JSON.stringify(fields)))
      .map(([key, value]) => `${toKey(key)}=${quote(value)}`)
      .join(' '),
};

/** Creates a log whose lines are redacted and escaped as a whole, whatever they contain. */
export function createLog({ level, format, redact, now, write }: LogProps): Log {
  const line = (severity: string) => (message: string, fields: LogFields) => {
    const text = formats[format]({ time: new Date(now()).toISOString(), level: severity, message, ...fields });
    write(`${escapeUnsafe(redact(text))}\n`);
  };
  return {
    debug: level === 'debug' ? line('debug') : () => {},
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  };
}

function flatten(prefix: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[prefix, value]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(prefix === '' ? key : `${prefix}.${key}`, inner));
}

/** A key cannot be quoted. */
function toKey(key: string): string {
  return key.replace(/[\s"=]/g, '_') || '_';
}

function quote(value: unknown): string {
  const text = String(value);
  return /^[^\s"=]+$/.test(text) && text === escapeUnsafe(text) ? text : JSON.stringify(text);
}
