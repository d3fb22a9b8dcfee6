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
 * Reads a label selector as `kubectl -l` takes it: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * joined by commas that mean AND.
 *
 * Source: Kubernetes, "Labels and Selectors". The ordering operators (`>`, `<`) are not among its operators and are refused.
 * @throws Error that says which part is wrong and why.
 */
export function parseLabelSelector(text: string): Requirement[] {
  const tokens = text.match(tokenSyntax) ?? [];
  if (tokens.length === 0) {
    throw new Error('the selector is empty, which would match every object; give at least one label');
  }
  return splitAtCommas(tokens).map(parseRequirement);
}

/** One text for all selectors that ask for the same requirements, in whatever order, spacing or notation; itself if invalid. */
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

/** Whether labels satisfy every requirement. `!=` and `notin` also match where the key is absent, as in Kubernetes. */
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

/** The parts between the commas that stand outside of parentheses, each as its tokens with one space between them. */
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

const shapes: readonly { readonly syntax: RegExp; readonly read: (found: RegExpExecArray) => Requirement }[] = [
  {
    syntax: /^(\S+) (in|notin) \((?: (.*))? \)$/,
    read: ([, key = '', operator, values = '']) => ({
      key,
      operator: operator === 'in' ? 'In' : 'NotIn',
      values: values.split(',').map((value) => value.trim()),
    }),
  },
  {
    syntax: /^(\S+) (!=|==?)(?: (\S+))?$/,
    read: ([, key = '', operator, value = '']) => ({
      key,
      operator: operator === '!=' ? 'NotIn' : 'In',
      values: [value],
    }),
  },
  { syntax: /^! (\S+)$/, read: ([, key = '']) => ({ key, operator: 'DoesNotExist', values: [] }) },
  { syntax: /^(\S+)$/, read: ([, key = '']) => ({ key, operator: 'Exists', values: [] }) },
];

function parseRequirement(part: string): Requirement {
  for (const { syntax, read } of shapes) {
    const found = syntax.exec(part);
    if (found) {
      const requirement = read(found);
      checkKey(requirement.key);
      for (const value of requirement.values) checkValue(value, part);
      return requirement;
    }
  }
  throw new Error(
    `cannot read ${quote(part)}; write key=value, key!=value, key in (a,b), key notin (a,b), key or !key`,
  );
}

function checkKey(key: string): void {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !prefixSyntax.test(prefix))) {
    throw new Error(`${quote(prefix)} is not a valid prefix of a label key: it must be a DNS subdomain`);
  }
  if (name.length > 63 || !nameSyntax.test(name)) {
    throw new Error(
      `${quote(name)} is not a valid label key: at most 63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit`,
    );
  }
}

function checkValue(value: string, part: string): void {
  if (value !== '' && (value.length > 63 || !nameSyntax.test(value))) {
    throw new Error(
      `${quote(value)} in ${quote(part)} is not a valid label value: at most 63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit`,
    );
  }
}
