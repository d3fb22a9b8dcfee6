import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mutant that no test kills: in `file`, the code `from` was replaced by `to`, both written in one line. */
export interface Survivor {
  readonly file: string;
  readonly mutant: { readonly from: string; readonly to: string };
}

/** A survivor that is accepted. */
export interface ListedSurvivor extends Survivor {
  /** Why no test can kill it. */
  readonly reason: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The part of Stryker's report that is used. Source: Stryker, mutation testing report schema. */
export interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly status: string;
          readonly replacement?: string;
          readonly location: { readonly start: Position; readonly end: Position };
        }[];
      }
    >
  >;
}

/** The accepted survivors, in survivors.json; one entry for each, also for equal ones. */
export function readListedSurvivors(): ListedSurvivor[] {
  return JSON.parse(readFileSync(join(__dirname, 'survivors.json'), 'utf8'));
}

/** The mutants of a report that survived, whether or not a test ran their code. */
export function survivorsOf({ files }: Report): Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ location, replacement = '' }) => ({
        file,
        mutant: {
          from: toOneLine(source.slice(offsetOf(source, location.start), offsetOf(source, location.end))),
          to: toOneLine(replacement),
        },
      })),
  );
}

/** Those of one list that are not in the other; of equal ones, as many as the other lacks. */
export function without(survivors: readonly Survivor[], others: readonly Survivor[]): Survivor[] {
  const rest = others.map(formatMutant);
  return survivors.filter((survivor) => {
    const index = rest.indexOf(formatMutant(survivor));
    if (index !== -1) rest.splice(index, 1);
    return index === -1;
  });
}

/** `FILE: FROM becomes TO`. */
export function formatMutant({ file, mutant: { from, to } }: Survivor): string {
  return `${file}: ${from} becomes ${to}`;
}

/** Lines and columns count from 1. */
function offsetOf(source: string, { line, column }: Position): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, column - 1);
}

function toOneLine(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}
