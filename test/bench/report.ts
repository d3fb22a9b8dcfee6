import { cpus } from 'node:os';
import Table from 'cli-table3';

/** A table of the benchmark. */
export interface Report {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The figures that miss their targets. */
  readonly missed: readonly string[];
}

/** A figure with its upper limit. */
export interface Targeted {
  readonly what: string;
  readonly figure: number;
  /** @default - no target */
  readonly target?: number | undefined;
}

/** Whether a figure meets its target. Empty without a target. */
export function verdictOf({ figure, target }: Targeted): string {
  if (target === undefined) return '';
  return figure <= target ? 'ok' : 'missed';
}

/** The figures that miss their targets, as text. */
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

/** Milliseconds, with a decimal below 10. */
export function formatMs(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** Bytes as KB, or as MB from 1 MB on. */
export function formatBytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The processors and the Node.js version. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, Node.js ${process.version}`;
}
