import { cpus } from 'node:os';
import Table from 'cli-table3';

/** One line that has a target. */
export interface Measurement {
  readonly what: string;
  readonly ours: string;
  /** The floor or the peer that ours is compared with, or the limit. */
  readonly peer: string;
  /** Ours divided by the peer's. */
  readonly ratio: number;
  /** The ratio must not be larger. */
  readonly target: number;
}

/** One contestant of the named targets: medians in milliseconds. */
export interface Contestant {
  readonly name: string;
  readonly time: number;
  readonly cpu: number;
}

/** Whether every target is met. */
export function areMet(measurements: readonly Measurement[]): boolean {
  return measurements.every(isMet);
}

/** The table of what has a target. */
export function formatMeasurements(measurements: readonly Measurement[]): string {
  return format(
    ['what', 'eks-vigil', 'floor or peer', 'ratio', 'target', ''],
    measurements.map((measurement) => {
      const { what, ours, peer, ratio, target } = measurement;
      return [what, ours, peer, ratio.toFixed(2), `≤ ${target.toFixed(1)}`, isMet(measurement) ? 'ok' : 'over'];
    }),
  );
}

/** The table of the parallelism that was tried. */
export function formatContestants(contestants: readonly Contestant[]): string {
  return format(
    ['the same requests by', 'time', 'CPU'],
    contestants.map(({ name, time, cpu }) => [name, `${time.toFixed(0)} ms`, `${cpu.toFixed(0)} ms`]),
  );
}

/** What the figures were measured on. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model ?? 'an unknown processor'}, Node.js ${process.version}`;
}

function isMet({ ratio, target }: Measurement): boolean {
  return ratio <= target;
}

function format(head: string[], rows: string[][]): string {
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...rows);
  return table.toString();
}
