/**
 * Characters that a server must not send to a terminal or a log: control characters such as ESC and those of C1, invisible
 * ones such as bidirectional controls and zero-width spaces, line and paragraph separators, and halves of surrogate pairs.
 * A line feed is excluded: JSON and one-line texts have it only as layout.
 *
 * Source: Unicode, general categories Cc, Cf, Cs, Zl and Zp, and the ignorable code points between those of Cf.
 */
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2065\u{e0000}-\u{e0fff}]/gu;

/** Replaces unsafe characters by escapes such as `\u001b`, so that JSON stays valid and keeps its meaning. */
export function escapeUnsafe(text: string): string {
  return text.replace(unsafe, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

/** The text on one line and with unsafe characters escaped, so that external text cannot control a terminal or a log. */
export function toOneLine(text: string): string {
  return escapeUnsafe(text.replace(/[\s\u0085]+/g, ' ').trim());
}

/** The value as JSON without unsafe characters. */
export function toSafeJson(value: unknown, indent = 0): string {
  return escapeUnsafe(JSON.stringify(value, null, indent));
}
