import { z } from 'zod';
import { configSchema } from './schema';
import { didYouMean } from './suggestion';

interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly errorMessage?: string;
}

/** The configuration's JSON Schema, for editors and for error messages. */
export const configJsonSchema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' }) as JsonSchema;

/** One mistake: where it is, and what to tell the user. `atKey` marks a mistake in a key, not in its value. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly atKey: boolean;
  readonly message: string;
}

/** Puts what the schema refused in the user's words: what was found, what is allowed, what was likely meant. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown): Mistake[] {
  const schema = schemaAt(issue.path);
  const found = valueAt(input, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.properties ?? {});
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      atKey: true,
      message: `unknown key.${didYouMean(key, known)} Allowed: ${known.join(', ')}.`,
    }));
  }
  const message =
    issue.code === 'custom' && issue.message !== 'Invalid input'
      ? describeCustom(issue, found)
      : found === undefined
        ? `is required: ${allowed(schema)}.`
        : `found ${show(found)}, allowed is ${allowed(schema)}.${suggestValue(found, schema)}`;
  return [{ path: issue.path, atKey: false, message }];
}

function describeCustom(issue: z.core.$ZodIssue, found: unknown): string {
  const shown = typeof found === 'object' || found === undefined ? '' : `found ${show(found)}: `;
  return `${shown}${issue.message}.`;
}

function allowed(schema: JsonSchema): string {
  if (schema.errorMessage !== undefined) return schema.errorMessage;
  if (schema.enum !== undefined) return schema.enum.join(' or ');
  if (schema.properties !== undefined) return `a mapping with the keys ${Object.keys(schema.properties).join(', ')}`;
  return schema.type === 'boolean' ? 'true or false' : `a ${schema.type ?? 'value'}`;
}

function suggestValue(found: unknown, schema: JsonSchema): string {
  if (schema.enum !== undefined && typeof found === 'string') return didYouMean(found, schema.enum.map(String));
  if (schema.type === 'integer' && typeof found === 'number' && schema.minimum === 60) return suggestSeconds(found);
  if (schema.type === 'string' && (typeof found === 'number' || typeof found === 'boolean')) {
    return ` Put it in quotes: "${found}".`;
  }
  return '';
}

function suggestSeconds(found: number): string {
  const below = Math.floor(found / 60) * 60;
  const options = [below, below + 60].filter((seconds) => seconds >= 60 && seconds <= 86_400);
  return options.length === 0 || !Number.isFinite(found) ? '' : ` Write ${options.join(' or ')}.`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function schemaAt(path: readonly PropertyKey[]): JsonSchema {
  return path.reduce<JsonSchema>(
    (schema, key) => (typeof key === 'number' ? schema.items : schema.properties?.[String(key)]) ?? {},
    configJsonSchema,
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
