const patterns: readonly [RegExp, string][] = [
  [/k8s-aws-v1\.[\w-]+={0,2}/g, 'k8s-aws-v1.[redacted]'],
  // A token without its prefix: `https://sts.` in base64.
  [/aHR0cHM6Ly9zdHMu[\w-]+={0,2}/g, '[redacted]'],
  [/(Signature=)[\da-f]{16,}/gi, '$1[redacted]'],
  [/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"'\\]+/gi, '$1[redacted]'],
  // Quotes may be escaped, as in JSON within JSON; a closing quote is not followed by a value.
  [/(x-amz-security-token(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"',:&\]}\s\\][^"',&\s\\]*/gi, '$1[redacted]'],
  [/(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"',:\]}\s\\][^"'\n\\]*/gi, '$1[redacted]'],
  [/(Bearer\s+)[\w.~+/=-]+/gi, '$1[redacted]'],
  // A JSON Web Token: `{"` in base64, twice.
  [/eyJ[\w-]{8,}\.eyJ[\w-]{8,}(\.[\w-]*)?/g, '[redacted]'],
];

const secretVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
/** Shorter values are not credentials. */
const minLength = 8;
/** A value that was truncated to this length is still recognized. */
const prefixLength = 12;
/** The current credentials and those of some earlier rotations, which may still be valid. */
const maxKnown = 4 * secretVariables.length;

/** Removes credentials and tokens from a text. */
export type Redact = (text: string) => string;

/**
 * Creates a `Redact` that recognizes the credentials of an environment by their value or its beginning, and tokens and
 * signatures by their format. The environment is read in each call, because Lambda may renew it; earlier values stay known.
 *
 * @param getOthers - other secrets, read in each call.
 *   @default - none
 */
export function createRedactor(
  environment: Readonly<Record<string, string | undefined>>,
  getOthers: () => Iterable<string> = () => [],
): Redact {
  const known = new Set<string>();
  let pattern: RegExp | undefined;
  return (text) => {
    const others = [...getOthers()];
    const current = [...others, ...secretVariables.map((name) => environment[name] ?? '')].filter(
      ({ length }) => length >= minLength,
    );
    if (current.some((value) => !known.has(value))) {
      for (const value of current) {
        // Last in the order, so that a value in use is never the oldest.
        known.delete(value);
        known.add(value);
      }
      for (const oldest of [...known].slice(0, -(maxKnown + others.length))) known.delete(oldest);
      pattern = createPattern([...known]);
    }
    const withoutValues = pattern === undefined ? text : text.replace(pattern, '[redacted]');
    return patterns.reduce((left, [format, replacement]) => left.replace(format, replacement), withoutValues);
  };
}

/** How a character may be encoded: not at all, in JSON, in a URL, in HTML. */
const encodings: Readonly<Record<string, string>> = {
  '/': '(?:\\\\*/|%2f|&#47;|&#x2f;)',
  '+': '(?:\\+|%2b|&#43;|&#x2b;)',
  '=': '(?:=|%3d|&#61;|&#x3d;)',
  '"': '(?:\\\\*"|%22|&#34;|&quot;)',
  '\\': '(?:\\\\+|%5c)',
};
const rest = '(?:[\\w+/=%.~-]|\\\\+/|&#\\w+;)*';

/** Matches the values, the longest first, because one may contain another; then the beginnings of long values. */
function createPattern(values: readonly string[]): RegExp {
  const encoded = values
    .map((value) => [...value].map((letter) => encodings[letter] ?? letter.replace(/\W/, '\\$&')))
    .sort((a, b) => b.length - a.length);
  const whole = encoded.map((letters) => letters.join(''));
  const beginnings = encoded
    .filter(({ length }) => length > prefixLength)
    .map((letters) => `${letters.slice(0, prefixLength).join('')}${rest}`);
  return new RegExp([...whole, ...new Set(beginnings)].join('|'), 'gi');
}
