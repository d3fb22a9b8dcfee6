import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from './fault';
import { matrix } from './matrix';

/** The document with the matrix. */
export const documentPath = join(__dirname, '..', '..', 'docs', 'proofs', 'faults.md');

const begin = '<!-- the matrix, written by `npx tsx test/faults/table.ts` -->';
const end = '<!-- the end of the matrix -->';

/** The matrix as docs/proofs/faults.md lists it. */
function table(): string {
  const chapters = Object.entries(matrix).map(
    ([title, rows]) =>
      `### ${title}\n\n| fault | published | fails | reason |\n|---|---|---|---|\n${rows.map(lineOf).join('\n')}`,
  );
  return `${begin}\n\n${chapters.join('\n\n')}\n\n${end}`;
}

/** The document with the current table in place of its own. */
export function withTable(document: string): string {
  const before = document.slice(0, document.indexOf(begin));
  const after = document.slice(document.indexOf(end) + end.length);
  return `${before}${table()}${after}`;
}

function lineOf({ name, published, publishedTicket, failed, reason }: Row): string {
  const ticket = publishedTicket === undefined ? '' : `, ticket ${publishedTicket ?? '–'}`;
  return `| ${name} | ${published ?? '–'}${ticket} | ${failed ? 'yes' : 'no'} | ${reason === '' ? '' : `\`${reason}\``} |`;
}

// Run as a program, after every change of a row.
if (require.main === module) writeFileSync(documentPath, withTable(readFileSync(documentPath, 'utf8')));
