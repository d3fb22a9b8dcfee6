import { toOneLine } from '../../model/safeText';

const width = 118;

/**
 * Lines of a comment, without control characters, and broken between words where they are too long.
 *
 * @param indent - before each line but the first.
 */
export function commentLines(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of toOneLine(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Lines as the `yaml` package expects a comment: each after its `#`, and an empty one as `#` alone. */
export function toComment(lines: readonly string[]): string {
  return lines.map((line) => ` ${line}`.trimEnd() || ' ').join('\n');
}
