/**
 * The beginning of what a server said, so that it cannot flood the log.
 *
 * @param longest - characters of what is told at most.
 */
export function truncate(said: string, longest = 300): string {
  return said.length > longest ? `${said.slice(0, longest - 1)}…` : said;
}
