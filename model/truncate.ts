/**
 * Truncates text from a server, so that it cannot flood the log.
 *
 * @param maxLength - in characters.
 */
export function truncate(value: string, maxLength = 300): string {
  return value.length > maxLength ? `${value.slice(0, maxLength - 1)}…` : value;
}
