type Schema = Readonly<Record<string, unknown>>;
type Check = (argument: never, value: never, schema: Schema) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const entries = (value: unknown) => (isObject(value) ? Object.entries(value) : []);
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const has = (value: unknown, keys: readonly string[]) =>
  !isObject(value) || keys.every((key) => Object.hasOwn(value, key));

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

/** The check of each keyword; undefined for annotations. */
const keywords: Readonly<Record<string, Check | undefined>> = {
  $schema: undefined,
  title: undefined,
  description: undefined,
  default: undefined,
  examples: undefined,
  errorMessage: undefined,
  writeOnly: undefined,
  type: (type: string, value) => types[type]?.(value) === true,
  enum: (choices: unknown[], value) => choices.includes(value),
  const: (only: unknown, value) => only === value,
  pattern: (pattern: string, value: unknown) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  maxLength: (length: number, value: unknown) => typeof value !== 'string' || [...value].length <= length,
  minimum: (least: number, value: unknown) => typeof value !== 'number' || value >= least,
  maximum: (most: number, value: unknown) => typeof value !== 'number' || value <= most,
  multipleOf: (unit: number, value: unknown) => typeof value !== 'number' || value % unit === 0,
  minItems: (least: number, value: unknown) => !Array.isArray(value) || value.length >= least,
  maxItems: (most: number, value: unknown) => !Array.isArray(value) || value.length <= most,
  items: (schema: Schema, value: unknown) => items(value).every((item) => accepts(schema, item)),
  required: (keys: string[], value: unknown) => has(value, keys),
  properties: (schemas: Record<string, Schema>, value: unknown) =>
    entries(value).every(([key, inner]) => accepts(schemas[key] ?? {}, inner)),
  additionalProperties: (schema: Schema | false, value: unknown, { properties }) =>
    entries(value).every(
      ([key, inner]) => Object.hasOwn(properties ?? {}, key) || (schema !== false && accepts(schema, inner)),
    ),
  propertyNames: (schema: Schema, value: unknown) => entries(value).every(([key]) => accepts(schema, key)),
  dependencies: (needs: Record<string, string[]>, value: unknown) =>
    entries(value).every(([key]) => !Object.hasOwn(needs, key) || has(value, needs[key] ?? [])),
  minProperties: (least: number, value: unknown) => !isObject(value) || entries(value).length >= least,
  maxProperties: (most: number, value: unknown) => !isObject(value) || entries(value).length <= most,
  if: (condition: Schema, value: unknown, { then, else: otherwise = {} }) =>
    accepts((accepts(condition, value) ? then : otherwise) as Schema, value),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, checked with its `if`.
  then: undefined,
  else: undefined,
  not: (schema: Schema, value: unknown) => !accepts(schema, value),
  allOf: (schemas: Schema[], value: unknown) => schemas.every((schema) => accepts(schema, value)),
  anyOf: (schemas: Schema[], value: unknown) => schemas.some((schema) => accepts(schema, value)),
  oneOf: (schemas: Schema[], value: unknown) => schemas.filter((schema) => accepts(schema, value)).length === 1,
};

/**
 * Whether a schema accepts a value. Supports the keywords that our schema uses. Source: JSON Schema Validation, draft 07.
 *
 * @throws Error for any other keyword, so that none is ignored.
 */
export function accepts(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    if (!Object.hasOwn(keywords, keyword)) throw new Error(`no check for the keyword ${keyword}`);
    return keywords[keyword]?.(argument as never, value as never, schema) ?? true;
  });
}
