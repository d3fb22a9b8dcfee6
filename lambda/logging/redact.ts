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
 */
export function createRedactor(environment: Readonly<Record<string, string | undefined>>): Redact {
  const known = new Map<string, RegExp>();
  return (text) => {
    for (const value of secretVariables.map((name) => environment[name] ?? '')) {
      if (value.length >= minLength && !known.has(value)) known.set(value, createPattern(value));
    }
    for (const oldest of [...known.keys()].slice(0, -maxKnown)) known.delete(oldest);
    const withoutValues = [...known.values()].reduce((left, pattern) => left.replace(pattern, '[redacted]'), text);
    return patterns.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), withoutValues);
  };
}

/** How a character may be encoded: not at all, in JSON, in a URL, in HTML. */
const encodings: Readonly<Record<string, string>> = {
  '/': '(?:\\\\*/|%2f|&#47;|&#x2f;)',
  '+': '(?:\\+|%2b|&#43;|&#x2b;)',
  '=': '(?:=|%3d|&#61;|&#x3d;)',
};
const rest = '(?:[\\w+/=%.~-]|\\\\+/|&#\\w+;)*';

function createPattern(value: string): RegExp {
  const encoded = [...value].map((letter) => encodings[letter] ?? letter.replace(/\W/, '\\$&'));
  const whole = encoded.join('');
  if (encoded.length <= prefixLength) return new RegExp(whole, 'gi');
  return new RegExp(`${whole}|${encoded.slice(0, prefixLength).join('')}${rest}`, 'gi');
}
