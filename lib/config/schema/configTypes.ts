/** The keywords of JSON Schema that a TypeScript type can express. */
export interface TypedSchema {
  readonly type?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly TypedSchema[];
  readonly items?: TypedSchema;
  readonly properties?: Readonly<Record<string, TypedSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | TypedSchema;
}

/** `Default: none.` at the end of a description, or before another sentence. */
const statedDefault = /\s*Default: (.*?)\.(?=\s|$)/;

/**
 * The source of the interface of a configuration, with the descriptions as documentation: for TypeScript programs that do not
 * read a file.
 */
export function renderConfigTypes(schema: TypedSchema): string {
  return `/** A configuration, as a file contains it. Generated from the schema by \`npm run schema\`. */\nexport interface EksVigilConfig ${renderMembers(schema, '')}\n`;
}

function renderMembers({ properties = {}, required = [] }: TypedSchema, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(properties)
    .filter(([, { deprecated }]) => deprecated !== true)
    .map(([key, schema]) => {
      const mark = required.includes(key) ? '' : '?';
      const property = /^\w+$/.test(key) ? key : `'${key}'`;
      return `${renderDocumentation(schema, inner)}${inner}readonly ${property}${mark}: ${renderType(schema, inner)};`;
    });
  return `{\n${members.join('\n')}\n${indent}}`;
}

function renderDocumentation(schema: TypedSchema, indent: string): string {
  const { description = '' } = schema;
  const byDefault = statedDefault.exec(description)?.[1] ?? formatDefault(schema.default);
  const text = description.replace(statedDefault, '').replaceAll('*/', '*\\/').trim();
  const lines = [text, ...(byDefault === undefined ? [] : ['', `@default - ${byDefault}`])];
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function formatDefault(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'object') return undefined;
  return String(value);
}

function renderType(schema: TypedSchema, indent: string): string {
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  if (schema.anyOf !== undefined && schema.type === undefined) return union(schema.anyOf, indent);
  if (schema.type === 'array') return `readonly ${wrap(renderType(schema.items ?? {}, indent))}[]`;
  if (schema.type === 'object') return renderObject(schema, indent);
  return schema.type === 'integer' ? 'number' : (schema.type ?? 'unknown');
}

function renderObject(schema: TypedSchema, indent: string): string {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined) return renderMembers(schema, indent);
  const values = typeof additionalProperties === 'object' ? renderType(additionalProperties, indent) : 'unknown';
  return `Readonly<Record<string, ${values}>>`;
}

function union(schemas: readonly TypedSchema[], indent: string): string {
  return [...new Set(schemas.map((schema) => renderType(schema, indent)))].join(' | ');
}

function wrap(type: string): string {
  return type.includes(' | ') && !type.startsWith('{') ? `(${type})` : type;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
