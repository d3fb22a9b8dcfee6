import { type JsonObject, record, records } from '../../model/json';

/** Who asks: a service, or a role of an account, whose name is not known here. */
export type Requester = { readonly service: string } | { readonly account: string };

/** What a resource policy is asked for. */
export interface PolicyRequest {
  readonly requester: Requester;
  /** Such as `sns:Publish`. */
  readonly action: string;
  /** ARN of the resource. */
  readonly resource: string;
  /** What conditions can be about, by key in lowercase. A condition on another key cannot be decided. */
  readonly context: Readonly<Record<string, string>>;
}

/** `notAllowed`: no statement allows it. `denied`: a statement denies it. `undecided`: a condition is not evaluated here. */
export type Decision = 'allowed' | 'notAllowed' | 'denied' | 'undecided';

type Match = 'yes' | 'no' | 'maybe';

/**
 * What a resource policy says to a request.
 *
 * Source: AWS Identity and Access Management User Guide, "Policy evaluation logic" (an explicit deny overrides any allow).
 */
export function decide(policy: string | undefined, request: PolicyRequest): Decision {
  const { Statement: statements } = parsePolicy(policy);
  const all = records(Array.isArray(statements) ? statements : [statements]);
  const matches = (effect: string) =>
    all.filter(({ Effect }) => Effect === effect).map((statement) => matchStatement(statement, request));
  const [denials, grants] = [matches('Deny'), matches('Allow')];
  if (denials.includes('yes')) return 'denied';
  if (grants.every((match) => match === 'no')) return 'notAllowed';
  return denials.includes('maybe') || !grants.includes('yes') ? 'undecided' : 'allowed';
}

function matchStatement(statement: JsonObject, { requester, action, resource, context }: PolicyRequest): Match {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const isMatch = [
    NotAction === undefined ? isLike(Action, action, true) : !isLike(NotAction, action, true),
    NotResource === undefined ? Resource === undefined || isLike(Resource, resource) : !isLike(NotResource, resource),
  ].every(Boolean);
  const who =
    NotPrincipal === undefined
      ? matchPrincipal(Principal, requester)
      : opposite[matchPrincipal(NotPrincipal, requester)];
  const matches = [isMatch ? 'yes' : 'no', who, matchConditions(record(Condition), context)];
  return matches.includes('no') ? 'no' : matches.includes('maybe') ? 'maybe' : 'yes';
}

const opposite = { yes: 'no', no: 'yes', maybe: 'maybe' } as const;

/** `{ "AWS": "*" }` includes services: the default policy of an SNS topic relies on it. */
function matchPrincipal(principal: unknown, requester: Requester): Match {
  const { AWS: accounts, Service: services } = record(principal);
  const named = list(accounts);
  if (principal === '*' || named.includes('*')) return 'yes';
  if ('service' in requester) return isLike(services, requester.service) ? 'yes' : 'no';
  const { account } = requester;
  if (named.some((one) => one === account || one.endsWith(`:iam::${account}:root`))) return 'yes';
  // A role of the account, maybe this one.
  return named.some((one) => one.includes(`::${account}:`)) ? 'maybe' : 'no';
}

function matchConditions(conditions: JsonObject, context: PolicyRequest['context']): Match {
  const matches = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(record(keys)).map(([key, values]) => matchCondition(operator, context[key.toLowerCase()], values)),
  );
  return matches.includes('no') ? 'no' : matches.includes('maybe') ? 'maybe' : 'yes';
}

const comparisons: Readonly<Record<string, (values: unknown, actual: string) => boolean>> = {
  stringequals: (values, actual) => list(values).includes(actual),
  stringequalsignorecase: (values, actual) => isLike(values, actual, true),
  stringlike: isLike,
  arnequals: isLike,
  arnlike: isLike,
  bool: (values, actual) => isLike(values, actual, true),
};

function matchCondition(operator: string, actual: string | undefined, values: unknown): Match {
  const [, name = '', ifExists] = /^(.*?)(IfExists)?$/.exec(operator) ?? [];
  const isNegated = /Not/.test(name);
  const compare = comparisons[name.replace('Not', '').toLowerCase()];
  if (actual === undefined) return ifExists === undefined ? 'maybe' : 'yes';
  if (compare === undefined) return 'maybe';
  return compare(values, actual) === isNegated ? 'no' : 'yes';
}

/** With `*` and `?`. */
function isLike(patterns: unknown, actual: string, ignoresCase = false): boolean {
  return list(patterns).some((pattern) => {
    const expression = pattern
      .replace(/[^*?\w]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    return new RegExp(`^${expression}$`, ignoresCase ? 'i' : '').test(actual);
  });
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

/** The policy with one more statement. */
export function withStatement(policy: string, statement: JsonObject): string {
  const { Statement: statements = [], ...rest } = parsePolicy(policy);
  const kept: unknown[] = Array.isArray(statements) ? statements : [statements];
  return JSON.stringify({ Version: '2012-10-17', ...rest, Statement: [...kept, statement] });
}

/** An empty policy for a text that is none. */
export function parsePolicy(policy: string | undefined): JsonObject {
  try {
    return record(JSON.parse(policy ?? '{}'));
  } catch {
    return {};
  }
}
