import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { renderConfigTypes } from '../../../../lib/config/schema/configTypes';
import { configJsonSchema } from '../../../../lib/config/schema/jsonSchema';
import type { configInput } from '../../../../lib/config/schema/schema';
import type { EksVigilConfig } from '../../../../lib/eksVigilConfig';

/** What the formatter may change. */
const withoutLayout = (source: string) => source.replace(/[\s|]+/g, '');

test('the published types match the schema; otherwise run `npm run schema`', () => {
  const published = readFileSync(join(__dirname, '../../../../lib/eksVigilConfig.ts'), 'utf8');
  expect(withoutLayout(published)).toBe(withoutLayout(renderConfigTypes(configJsonSchema())));
});

test('a value of the published types is a value of the schema: checked by the compiler', () => {
  type Mutable<T> = T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
      : T;
  type SchemaInput = z.input<typeof configInput>;
  const accept = (input: SchemaInput) => input;
  const value: Mutable<EksVigilConfig> = {
    cluster: { name: 'prod', region: 'eu-central-1' },
    metric: { namespace: 'N', name: 'H' },
    targets: [{ kind: 'Deployment', namespace: 'a', name: 'b', grace: 0, minReady: '50%' }],
  };
  expect(accept(value as Required<typeof value>)).toBe(value);
});

test.each([
  [
    'a stated default',
    { type: 'string', description: 'Such as a. Default: none. More.' },
    '/** * Such as a. More. * * @default - none */ readonly key?: string;',
  ],
  [
    'a default of the schema',
    { type: 'integer', default: 60, description: 'Seconds.' },
    '/** * Seconds. * * @default - 60 */ readonly key?: number;',
  ],
  [
    'a list of alternatives',
    { type: 'array', items: { enum: ['a', 'b'] } },
    "/** * */ readonly key?: readonly ('a' | 'b')[];",
  ],
  ['alternatives', { anyOf: [{ const: false }, { type: 'string' }] }, '/** * */ readonly key?: false | string;'],
  [
    'a mapping',
    { type: 'object', additionalProperties: { type: 'number' } },
    '/** * */ readonly key?: Readonly<Record<string, number>>;',
  ],
  [
    'a key with a dash',
    { type: 'object', properties: { 'a-b': { type: 'string' } } },
    "/** * */ readonly key?: { /** * */ readonly 'a-b'?: string; };",
  ],
])('%s', (_, schema, expected) => {
  const source = renderConfigTypes({ properties: { key: schema } });
  expect(source.replace(/\s+/g, ' ')).toContain(`EksVigilConfig { ${expected} }`);
});
