import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../lib/config/load';
import { checkLoaded } from '../lib/config/checkLoaded';
import { yamlTokens } from '../lib/config/yaml/yamlTokens';
import { fuzz } from './inputs';
import { anyMutations, mutate } from './mutation';
import { anyKeyOf, anyValueBeside, keysIn } from './words';

const root = join(__dirname, '..', '..');
const texts = [
  'config/example.yaml',
  'config/minimal.yaml',
  'test/lib/config/fixtures/kubeStatus2CloudWatch.yaml',
  'test/lib/config/fixtures/kubeStatus2CloudWatchMinimal.yaml',
].map((file) => readFileSync(join(root, file), 'utf8'));

/** The keys and allowed values in the schema. */
const schema: unknown = JSON.parse(readFileSync(join(root, 'config', 'config.schema.json'), 'utf8'));
const keys = new Set([...keysIn(schema), ...texts.flatMap((text) => keysIn(parse(text)))]);
const words = ['Deployment', 'Node', 'Prometheus', 'monitoring.coreos.com/v1', '*', 'app=web', 'a in (b)', '15m', 60];

/** Styles of writing YAML. */
const anyStyle = fc.record({
  collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'),
  defaultKeyType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE'),
  indent: fc.integer({ min: 1, max: 4 }),
  lineWidth: fc.constantFrom(0, 20, 80),
} as const);

const anyToken = fc.constantFrom(...yamlTokens);
/** An edit that replaces `length` characters. */
const anyEdit = fc.record({ at: fc.nat(), length: fc.oneof(fc.constant(0), fc.nat({ max: 40 })), by: anyToken });

function edit(text: string, edits: readonly { at: number; length: number; by: string }[]): string {
  return edits.reduce((left, { at, length, by }) => {
    const from = at % (left.length + 1);
    return left.slice(0, from) + by + left.slice(from + length);
  }, text);
}

const anyChanges = anyMutations(anyValueBeside(...words), anyKeyOf(keys));
const documents = texts.map((text): unknown => parse(text));
const fromValues = fc
  .record({ document: fc.constantFrom(...documents), changes: anyChanges, style: anyStyle })
  .map(({ document, changes, style }) =>
    stringify(mutate(document, changes), { ...style, aliasDuplicateObjects: true }),
  );
const anyConfig = fc
  .record({
    text: fc.oneof({ weight: 3, arbitrary: fromValues }, { weight: 1, arbitrary: fc.constantFrom(...texts) }),
    edits: fc.array(anyEdit, { maxLength: 3 }),
  })
  .map(({ text, edits }) => edit(text, edits));

test('any configuration is either valid and can be deployed, or has an error with its position', () => {
  let valid = 0;
  fuzz(anyConfig, (text) => {
    const loaded = loadConfig('any.yaml', text);
    checkLoaded(loaded, text);
    if (loaded.config !== undefined) valid += 1;
  });
  // Otherwise, no input gets past the parser.
  expect(valid).toBeGreaterThan(0);
});
