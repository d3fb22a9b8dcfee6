import type { Spent } from '../bench/cost';

/** The run that the costs of a fleet are computed with. */
const size = '10 named targets';

/**
 * The time and the log of a run, from the tables in docs/proofs/performance.md.
 * @throws Error when the page lacks a figure.
 */
export function measuredRun(page: string): Spent {
  const time = readRow(page, 'billed at 256 MB');
  const bytes = readRow(page, 'log once an hour');
  return {
    milliseconds: toNumber(time, 'measured', 'ms'),
    cpuMilliseconds: toNumber(time, 'CPU', 'ms'),
    logged: 1000 * toNumber(bytes, 'log', 'KB'),
    loggedInFull: 1000 * toNumber(bytes, 'log once an hour', 'KB'),
  };
}

/** The row of this size, by the heading of each column, in the table that has this heading. */
function readRow(page: string, heading: string): ReadonlyMap<string, string> {
  const tables = page.split('```').map((block) => block.split('\n').filter((line) => line.startsWith('│')));
  const [head = '', ...rows] = tables.find(([first = '']) => first.includes(heading)) ?? [];
  const row = rows.find((line) => toCells(line)[0] === size) ?? '';
  const values = toCells(row);
  return new Map(toCells(head).map((name, index) => [name, values[index] ?? '']));
}

function toCells(line: string): string[] {
  return line
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function toNumber(row: ReadonlyMap<string, string>, name: string, unit: string): number {
  const [value, actual] = (row.get(name) ?? '').split(' ');
  if (value === undefined || actual !== unit) {
    throw new Error(
      `docs/proofs/performance.md has no figure in ${unit} for "${name}" of ${size}: adapt measuredRun.ts`,
    );
  }
  return Number(value);
}
