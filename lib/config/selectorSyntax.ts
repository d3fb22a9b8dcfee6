import { quote } from './diagnostics/diagnostic';

/** One comma-separated part of a label selector. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const tokenSyntax = /[(),<>]|!=|!|==?|[^ \t\r\n(),<>!=]+/g;
const prefixSyntax = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameSyntax = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/**
 * Parses a label selector in the syntax of `kubectl -l`: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * separated by commas, which mean AND.
 *
 * Source: Kubernetes, "Labels and Selectors". It does not list the ordering operators (`>`, `<`), so they are rejected.
 *
 * @throws Error that names the invalid part and the reason.
 */
export function parseLabelSelector(text: string): Requirement[] {
  const tokens = text.match(tokenSyntax) ?? [];
  if (tokens.length === 0) {
    throw new Error('the selector is empty and would match every object; specify at least one label');
  }
  return splitAtCommas(tokens).map(parseRequirement);
}

/** The same text for all selectors with equal requirements, in any order, spacing and notation; invalid text is returned as is. */
export function canonicalSelector(text: string): string {
  try {
    const requirements = parseLabelSelector(text).map(({ key, operator, values }) =>
      JSON.stringify([key, operator, [...new Set(values)].sort()]),
    );
    return [...new Set(requirements)].sort().join();
  } catch {
    return text;
  }
}

/** Whether labels satisfy all requirements. `!=` and `notin` also match if the key is absent, as in Kubernetes. */
export function matchesLabels(
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const own = new Map(Object.entries(labels ?? {}));
  return requirements.every(({ key, operator, values }) => satisfied[operator](own.get(key), values));
}

const satisfied: Readonly<
  Record<Requirement['operator'], (value: string | undefined, values: readonly string[]) => boolean>
> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Splits at commas outside of parentheses. Each part is its tokens, joined by single spaces. */
function splitAtCommas(tokens: readonly string[]): string[] {
  const parts: string[][] = [[]];
  let inside = false;
  for (const token of tokens) {
    if (token === '(' || token === ')') inside = token === '(';
    if (token === ',' && !inside) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map((part) => part.join(' '));
}

const forms: readonly { readonly syntax: RegExp; readonly toRequirement: (match: RegExpExecArray) => Requirement }[] = [
  {
    syntax: /^(\S+) (in|notin) \((?: (.*))? \)$/,
    toRequirement: ([, key = '', operator, values = '']) => ({
      key,
      operator: operator === 'in' ? 'In' : 'NotIn',
      values: values.split(',').map((value) => value.trim()),
    }),
  },
  {
    syntax: /^(\S+) (!=|==?)(?: (\S+))?$/,
    toRequirement: ([, key = '', operator, value = '']) => ({
      key,
      operator: operator === '!=' ? 'NotIn' : 'In',
      values: [value],
    }),
  },
  { syntax: /^! (\S+)$/, toRequirement: ([, key = '']) => ({ key, operator: 'DoesNotExist', values: [] }) },
  { syntax: /^(\S+)$/, toRequirement: ([, key = '']) => ({ key, operator: 'Exists', values: [] }) },
];

function parseRequirement(part: string): Requirement {
  for (const { syntax, toRequirement } of forms) {
    const match = syntax.exec(part);
    if (match) {
      const requirement = toRequirement(match);
      checkKey(requirement.key);
      for (const value of requirement.values) checkValue(value, part);
      return requirement;
    }
  }
  throw new Error(`cannot parse ${quote(part)}; use key=value, key!=value, key in (a,b), key notin (a,b), key or !key`);
}

function checkKey(key: string): void {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !prefixSyntax.test(prefix))) {
    throw new Error(`${quote(prefix)} is not a valid label key prefix: it must be a DNS subdomain`);
  }
  if (name.length > 63 || !nameSyntax.test(name)) {
    throw new Error(
      `${quote(name)} is not a valid label key: at most 63 letters, digits, "-", "_" or ".", starting and ending with a letter or digit`,
    );
  }
}

function checkValue(value: string, part: string): void {
  if (value !== '' && (value.length > 63 || !nameSyntax.test(value))) {
    throw new Error(
      `${quote(value)} in ${quote(part)} is not a valid label value: at most 63 letters, digits, "-", "_" or ".", starting and ending with a letter or digit`,
    );
  }
}
