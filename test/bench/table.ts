import { cpus } from 'node:os';
import Table from 'cli-table3';

/** A table of the bench. */
export interface Report {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What misses its target. */
  readonly missed: readonly string[];
}

/** A figure with a target that it must not be larger than. */
export interface Targeted {
  readonly what: string;
  readonly figure: number;
  /** Default: there is none. */
  readonly target?: number | undefined;
}

/** Whether a figure is as it should be; empty where it need not be. */
export function verdictOf({ figure, target }: Targeted): string {
  if (target === undefined) return '';
  return figure <= target ? 'ok' : 'missed';
}

/** What misses its target, told with both. */
export function missedOf(figures: readonly Targeted[]): readonly string[] {
  return figures
    .filter((one) => verdictOf(one) === 'missed')
    .map(({ what, figure, target }) => `${what}: ${figure.toFixed(2)}, target ${target}`);
}

/** A table as text. */
export function formatReport({ head, rows }: Pick<Report, 'head' | 'rows'>): string {
  const style = { head: [], border: [], compact: true };
  const table = new Table({
    head: [...head],
    style,
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Milliseconds, with a decimal where it tells something. */
export function formatMs(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** Bytes as megabytes, or as kilobytes where they are few. */
export function formatBytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What the figures were measured on. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model ?? 'an unknown processor'}, Node.js ${process.version}`;
}
