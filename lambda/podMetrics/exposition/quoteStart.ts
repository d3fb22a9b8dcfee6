const longest = 40;

/** The beginning of a text, in quotes, for messages. */
export function quoteStart(text: string): string {
  return text.length > longest ? `${JSON.stringify(text.slice(0, longest)).slice(0, -1)}…"` : JSON.stringify(text);
}
