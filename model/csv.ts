/** CSV as Athena writes and reads it: every value in quotes, quotes doubled, one row in a line. */

/** One line without its end. */
export function csvLine(values: readonly (string | number)[]): string {
  return values.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(',');
}

/**
 * The rows of a text whose values are all in quotes, with the header.
 *
 * @throws Error for a text that is not such CSV: half of a file must not look like a shorter one.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const value = /"((?:[^"]|"")*)"(,|\r?\n)/y;
  let row: string[] = [];
  while (value.lastIndex < text.length) {
    const at = value.lastIndex;
    const [, content = '', end] = value.exec(text) ?? [];
    if (end === undefined) throw new Error(`not a value in quotes at character ${at}`);
    row.push(content.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) throw new Error('the last line does not end');
  return rows;
}
