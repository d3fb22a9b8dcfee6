import type { z } from 'zod';
import { type JsonObject, record } from '../../../model/json';
import { configJsonSchema, type JsonSchema } from '../schema/jsonSchema';
import { type Problem, quote } from './diagnostic';
import { hasSynonymOf, hintForKey, hintForValue } from './hints';
import { hintForAll } from './kindHints';
import { listOf } from './listOf';
import { didYouMean } from './suggestion';

/**
 * Describes a schema violation: the actual value, the expected value, and a suggestion.
 *
 * @param getSource - the text of a scalar as the user wrote it.
 * @param root - the schema of the input.
 */
export function describeIssue(
  issue: z.core.$ZodIssue,
  input: unknown,
  getSource: (path: readonly PropertyKey[]) => string | undefined,
  root: JsonSchema = configJsonSchema(),
): Problem[] {
  const schema = schemaAt(issue.path, root);
  const value = valueAt(input, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.properties ?? {});
    return issue.keys.map((key) => {
      const hint = hintForKey(issue.path, key, record(value));
      return {
        path: [...issue.path, key],
        atKey: true,
        message: `unknown key.${hint ?? didYouMean(key, known)} Allowed keys: ${known.join(', ')}.`,
      };
    });
  }
  if (isAboutReference(issue)) return describeReference(issue.path, record(value));
  const source = getSource(issue.path) ?? (typeof value === 'object' ? '' : String(value));
  const hint = hintForValue(issue.path, value, record(valueAt(input, issue.path.slice(0, -1))));
  return [{ path: issue.path, atKey: false, message: describeValue(issue, value, { source, schema, hint }) }];
}

function isAboutReference(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.about === 'reference';
}

/** A target with both name and selector, or with neither. */
function describeReference(path: readonly PropertyKey[], target: JsonObject): Problem[] {
  const isBoth = target.name !== undefined && target.selector !== undefined;
  // The unknown key is reported with what to write instead.
  if (!isBoth && hasSynonymOf(['name', 'selector'], target)) return [];
  const message = isBoth
    ? 'specify either name (one object) or selector (a set of objects), not both.'
    : `specify name (one object) or selector (a set of objects).${hintForAll(target)}`;
  return [{ path: [...path], atKey: false, message }];
}

interface Described {
  /** The value as written. */
  readonly source: string;
  readonly schema: JsonSchema;
  readonly hint: string | undefined;
}

function describeValue(issue: z.core.$ZodIssue, value: unknown, { source, schema, hint }: Described): string {
  if (issue.code === 'custom') {
    const actual = typeof value === 'object' || value === undefined ? '' : `got ${formatValue(value, source)}: `;
    return `${actual}${issue.message}.${hint ?? ''}`;
  }
  if (value === undefined) return `is required: ${describeExpected(schema)}.`;
  const suggestion =
    hint ?? suggestions[schema.type ?? '']?.(value, source, schema) ?? suggestOfSeveral(value, source, schema);
  const actual = schema.writeOnly ? 'a value that is not shown here' : formatValue(value, source);
  return `got ${actual}, expected ${describeExpected(schema)}.${suggestion}`;
}

function describeExpected(schema: JsonSchema): string {
  if (schema.errorMessage !== undefined) return schema.errorMessage;
  if (schema.enum !== undefined) return listOf(schema.enum.map(String));
  if (schema.properties !== undefined) return `a mapping with the keys ${Object.keys(schema.properties).join(', ')}`;
  return schema.type === 'boolean' ? 'true or false' : `a ${schema.type ?? 'value'}`;
}

type Suggest = (value: unknown, source: string, schema: JsonSchema) => string;

/** What to write instead, by the expected type. */
const suggestions: Readonly<Record<string, Suggest>> = {
  boolean: (value) => {
    if (typeof value !== 'string') return '';
    const meant = [/^(true|yes|on|y)$/i, /^(false|no|off|n)$/i].findIndex((words) => words.test(value));
    return ['', ' Write true.', ' Write false.'][meant + 1] ?? '';
  },
  integer: (value, _, schema) => {
    if (typeof value === 'string') return suggestNumber(value, schema);
    return typeof value === 'number' && !Number.isNaN(value) ? suggestMultiples(value, schema) : '';
  },
  string: (value, source, { enum: choices }) => {
    if (choices !== undefined) return typeof value === 'string' ? didYouMean(value, choices.map(String)) : '';
    return isUnquoted(value) ? ` Put it in quotes: "${source}".` : '';
  },
};

/** Where several types are allowed. */
function suggestOfSeveral(value: unknown, source: string, schema: JsonSchema): string {
  const types = schema.anyOf ?? [];
  const isAnyText = types.some(({ type, pattern }) => type === 'string' && pattern === undefined);
  // A number in place of a mapping is no text without its quotes.
  if (!isAnyText || types.some(({ type }) => type === 'object')) return suggestNumber(value, schema);
  if (isUnquoted(value)) return ` Put it in quotes: "${source}".`;
  return Array.isArray(value) && value.some(isUnquoted) ? ' Put each of its values in quotes.' : '';
}

function isUnquoted(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** A number in quotes, where a number is allowed, perhaps beside other types. */
function suggestNumber(value: unknown, schema: JsonSchema): string {
  const isAllowed =
    schema.type === 'number' || [schema, ...(schema.anyOf ?? [])].some(({ type }) => type === 'integer');
  return isAllowed && typeof value === 'string' && /^\d+$/.test(value) ? ` Write ${value} without quotes.` : '';
}

function suggestMultiples(actual: number, { multipleOf, minimum, maximum }: JsonSchema): string {
  if (multipleOf === undefined || minimum === undefined || maximum === undefined) return '';
  const below = Math.floor(actual / multipleOf) * multipleOf;
  const multiples = [below, below + multipleOf].map((multiple) => Math.min(maximum, Math.max(minimum, multiple)));
  return ` Write ${[...new Set(multiples)].join(' or ')}.`;
}

function formatValue(value: unknown, source: string): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? quote(value) : source;
}

function schemaAt(path: readonly PropertyKey[], root: JsonSchema): JsonSchema {
  return path.reduce<JsonSchema>(
    ({ items, properties, additionalProperties }, key) =>
      (typeof key === 'number' ? items : (properties?.[String(key)] ?? additionalProperties)) || {},
    root,
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
