const patterns: readonly [RegExp, string][] = [
  [/k8s-aws-v1\.[\w-]+={0,2}/g, 'k8s-aws-v1.[redacted]'],
  // The same without its prefix: it begins with `https://sts.`, in base64.
  [/aHR0cHM6Ly9zdHMu[\w-]+={0,2}/g, '[redacted]'],
  [/(Signature=)[\da-f]{16,}/gi, '$1[redacted]'],
  [/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"'\\]+/gi, '$1[redacted]'],
  // Quotes may be escaped, as in JSON inside of JSON; what follows a closing quote is no value.
  [/(x-amz-security-token(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"',:&\]}\s\\][^"',&\s\\]*/gi, '$1[redacted]'],
  [/(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"',:\]}\s\\][^"'\n\\]*/gi, '$1[redacted]'],
  [/(Bearer\s+)[\w.~+/=-]+/gi, '$1[redacted]'],
];

const secretVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const shortest = 8;
/** How much of a value gives it away, where a text was cut short. */
const beginning = 12;
/** The credentials of now and of some rotations before, which still are of use to a thief. */
const maxKnown = 4 * secretVariables.length;

/** Takes credentials and tokens out of a text. */
export type Redact = (text: string) => string;

/**
 * Makes a `Redact` that knows the credentials of an environment by their value or its beginning, and tokens and signatures
 * by their shape. The environment is read at each call, because Lambda may renew it; former values stay known.
 */
export function createRedactor(environment: Readonly<Record<string, string | undefined>>): Redact {
  const known = new Map<string, RegExp>();
  return (text) => {
    for (const value of secretVariables.map((name) => environment[name] ?? '')) {
      if (value.length >= shortest && !known.has(value)) known.set(value, patternOf(value));
    }
    for (const oldest of [...known.keys()].slice(0, -maxKnown)) known.delete(oldest);
    const withoutValues = [...known.values()].reduce((left, pattern) => left.replace(pattern, '[redacted]'), text);
    return patterns.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), withoutValues);
  };
}

/** Each way in which a character may be written: as it is, escaped in JSON, in a URL, in HTML. */
const writtenAs: Readonly<Record<string, string>> = {
  '/': '(?:\\\\*/|%2f|&#47;|&#x2f;)',
  '+': '(?:\\+|%2b|&#43;|&#x2b;)',
  '=': '(?:=|%3d|&#61;|&#x3d;)',
};
const rest = '(?:[\\w+/=%.~-]|\\\\+/|&#\\w+;)*';

function patternOf(value: string): RegExp {
  const written = [...value].map((letter) => writtenAs[letter] ?? letter.replace(/\W/, '\\$&'));
  const whole = written.join('');
  if (written.length <= beginning) return new RegExp(whole, 'gi');
  return new RegExp(`${whole}|${written.slice(0, beginning).join('')}${rest}`, 'gi');
}
