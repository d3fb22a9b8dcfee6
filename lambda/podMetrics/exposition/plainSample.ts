const name = '([a-zA-Z_:][a-zA-Z0-9_:]*)';
const value = '(?:[+-]?(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|Inf)|NaN)';
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\]|\\\\[\\\\"n])*"';
const labels = `\\{(?:${label}(?:,${label})*)?\\}`;

const plain = new RegExp(`^${name}(?:${labels})? ${value}$`);
const withTimestamp = new RegExp(`^${name}(?:${labels})? ${value} \\d+$`);

/**
 * The name of a sample whose line is as programs usually write it. Undefined for all others, valid or not.
 *
 * @param isOpenMetrics - whose timestamps are left to the parser.
 */
export function plainSampleName(line: string, isOpenMetrics: boolean): string | undefined {
  return (plain.exec(line) ?? (isOpenMetrics ? null : withTimestamp.exec(line)))?.[1];
}
