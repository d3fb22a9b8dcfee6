const patterns: readonly [RegExp, string][] = [
  [/k8s-aws-v1\.[\w-]+={0,2}/g, 'k8s-aws-v1.[redacted]'],
  [/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"'\\]+/gi, '$1[redacted]'],
  // Quotes may be escaped, as in JSON inside of JSON; what follows a closing quote is no value.
  [/(x-amz-security-token(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"',:&\]}\s\\][^"',&\s\\]*/gi, '$1[redacted]'],
  [/(authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"',:\]}\s\\][^"'\n\\]*/gi, '$1[redacted]'],
  [/(Bearer\s+)[\w.~+/=-]+/gi, '$1[redacted]'],
];

const secretVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Takes credentials and tokens out of a text. */
export type Redact = (text: string) => string;

/**
 * Makes a `Redact` that knows the credentials of an environment by their value, and tokens and signatures by their shape.
 * The environment is read at each call, because Lambda may renew it.
 */
export function redactorOf(environment: Readonly<Record<string, string | undefined>>): Redact {
  return (text) => {
    const secrets = secretVariables.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value.length < 8 ? [] : [value, encodeURIComponent(value)];
    });
    const withoutValues = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
    return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutValues);
  };
}
