/** One comma-separated part of a label selector. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const commaOutsideParentheses = /,(?![^(]*\))/;
const prefixSyntax = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameSyntax = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/**
 * Reads a label selector as `kubectl -l` takes it: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * joined by commas that mean AND.
 *
 * Source: Kubernetes, "Labels and Selectors". Ordering operators (`>`, `<`) exist for node affinity only and are refused.
 * @throws Error that says which part is wrong and why.
 */
export function parseLabelSelector(text: string): Requirement[] {
  if (text.trim() === '') {
    throw new Error('the selector is empty, which would match every object; give at least one label');
  }
  return text.split(commaOutsideParentheses).map((part) => parseRequirement(part.trim()));
}

/** Whether labels satisfy every requirement. `!=` and `notin` also match where the key is absent, as in Kubernetes. */
export function matchesLabels(
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return requirements.every(({ key, operator, values }) => satisfied[operator](labels?.[key], values));
}

const satisfied: Readonly<
  Record<Requirement['operator'], (value: string | undefined, values: readonly string[]) => boolean>
> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

const shapes: readonly {
  readonly syntax: RegExp;
  readonly read: (found: RegExpExecArray) => { key: string; operator: Requirement['operator']; values: string[] };
}[] = [
  {
    syntax: /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/,
    read: (found) => ({
      key: found[1] ?? '',
      operator: found[2] === 'in' ? 'In' : 'NotIn',
      values: (found[3] ?? '').split(',').map((value) => value.trim()),
    }),
  },
  {
    syntax: /^([^!=\s]+)\s*(!=|==?)\s*([^=!]*)$/,
    read: (found) => ({
      key: found[1] ?? '',
      operator: found[2] === '!=' ? 'NotIn' : 'In',
      values: [(found[3] ?? '').trim()],
    }),
  },
  { syntax: /^!\s*([^!=\s()]+)$/, read: (found) => ({ key: found[1] ?? '', operator: 'DoesNotExist', values: [] }) },
  { syntax: /^([^!=\s()]+)$/, read: (found) => ({ key: found[1] ?? '', operator: 'Exists', values: [] }) },
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
    `cannot read ${JSON.stringify(part)}; write key=value, key!=value, key in (a,b), key notin (a,b), key or !key`,
  );
}

function checkKey(key: string): void {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !prefixSyntax.test(prefix))) {
    throw new Error(`${JSON.stringify(prefix)} is not a valid prefix of a label key: it must be a DNS subdomain`);
  }
  if (name.length > 63 || !nameSyntax.test(name)) {
    throw new Error(
      `${JSON.stringify(name)} is not a valid label key: at most 63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit`,
    );
  }
}

function checkValue(value: string, part: string): void {
  if (value !== '' && (value.length > 63 || !nameSyntax.test(value))) {
    throw new Error(
      `${JSON.stringify(value)} in ${JSON.stringify(part)} is not a valid label value: at most 63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit`,
    );
  }
}
