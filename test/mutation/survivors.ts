/** A mutant that no test killed: in `file` what was `from` became `to`, in one line. */
export interface Survivor {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is read of Stryker's report. Source: Stryker, mutation testing report schema. */
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

/** The mutants of a report that live, whether a test ran their code or none did. */
export function survivorsOf({ files }: Report): Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ location, replacement = '' }) => ({
        file,
        from: inOneLine(source.slice(offsetOf(source, location.start), offsetOf(source, location.end))),
        to: inOneLine(replacement),
      })),
  );
}

/** The survivors that a document argues for, a list item each; `(2 times)` at its end stands for as many. */
export function arguedIn(markdown: string): Survivor[] {
  const item = /^- `([^`]+)`, [^:]+: `` (.*?) `` becomes `` (.*?) ``(?: \((\d+) times\))?$/gm;
  return [...markdown.matchAll(item)].flatMap(([, file = '', from = '', to = '', times = '1']) =>
    Array.from({ length: Number(times) }, () => ({ file, from, to })),
  );
}

/** Those of one list that the other has not, as often as they are there. */
export function without(survivors: readonly Survivor[], others: readonly Survivor[]): Survivor[] {
  const left = others.map((other) => JSON.stringify(other));
  return survivors.filter(({ file, from, to }) => {
    const index = left.indexOf(JSON.stringify({ file, from, to }));
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

/** As a list item of the document, where the function is still to be named. */
export function tell({ file, from, to }: Survivor): string {
  return `- \`${file}\`, FUNCTION: \`\` ${from} \`\` becomes \`\` ${to} \`\``;
}

/** Lines and columns count from 1. */
function offsetOf(source: string, { line, column }: Position): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, column - 1);
}

function inOneLine(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}
