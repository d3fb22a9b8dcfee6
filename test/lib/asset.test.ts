import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { type Synthesis, synthesise } from '../support/synthesis';

let synthesis: Synthesis;
let inputs: string[];

beforeAll(() => {
  const yaml = readFileSync(join(__dirname, '..', '..', 'config', 'example.yaml'), 'utf8');
  synthesis = synthesise(yaml, { metafile: true });
  const meta = JSON.parse(readFileSync(join(synthesis.assetDirectory, 'index.meta.json'), 'utf8')) as {
    inputs: Record<string, unknown>;
  };
  inputs = Object.keys(meta.inputs);
});

afterAll(() => synthesis.remove());

test.each(['zod', 'yaml', 'undici', 'commander', 'fastest-levenshtein', 'aws-cdk-lib', 'cli-table3', 'openid-client'])(
  '%s is not in the function',
  (name) => {
    expect(inputs.length).toBeGreaterThan(100);
    expect(inputs.filter((path) => path.includes(`node_modules/${name}/`))).toEqual([]);
  },
);

test('of the own code, only the run time and what follows from the configuration is in the function', () => {
  const own = inputs.filter((path) => !path.includes('node_modules/') && !path.startsWith('lambda/'));
  expect(own.sort()).toEqual([
    'model/duration.ts',
    'model/json.ts',
    'model/kinds.ts',
    'model/readingPlan.ts',
    'model/truncate.ts',
  ]);
});

test('the validated configuration travels beside the code', () => {
  expect(readdirSync(synthesis.assetDirectory).sort()).toEqual(['config.json', 'index.js', 'index.meta.json']);
  const travelled: unknown = JSON.parse(readFileSync(join(synthesis.assetDirectory, 'config.json'), 'utf8'));
  expect(travelled).toEqual(toRuntimeConfig(synthesis.config));
});
