const maxLength = 300;

/** The beginning of what a server said, so that it cannot flood the log. */
export function excerpt(said: string): string {
  return said.length > maxLength ? `${said.slice(0, maxLength)}…` : said;
}
