import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { functionMetafile } from '../support/bundle';
import { type Synthesis, synthesize } from '../support/synthesis';

let synthesis: Synthesis;
const { inputs: modules } = JSON.parse(readFileSync(functionMetafile, 'utf8')) as Metafile;
const inputs = Object.keys(modules);

beforeAll(async () => {
  const yaml = readFileSync(join(__dirname, '..', '..', 'config', 'example.yaml'), 'utf8');
  synthesis = await synthesize(yaml);
});

afterAll(() => synthesis.remove());

test.each(['zod', 'yaml', 'undici', 'commander', 'fastest-levenshtein', 'aws-cdk-lib', 'cli-table3', 'openid-client'])(
  '%s is not in the function',
  (name) => {
    expect(inputs.length).toBeGreaterThan(100);
    expect(inputs.filter((path) => path.includes(`node_modules/${name}/`))).toEqual([]);
  },
);

test('of this project, only lambda/ and model/ are in the function', () => {
  const own = inputs.filter((path) => !path.includes('node_modules/') && !path.startsWith('lambda/'));
  expect(own.sort()).toEqual([
    'model/duration.ts',
    'model/eksResources.ts',
    'model/errorMessage.ts',
    'model/formatSelector.ts',
    'model/json.ts',
    'model/kinds.ts',
    'model/pluralize.ts',
    'model/probes.ts',
    'model/readingPlan.ts',
    'model/restrictedReads.ts',
    'model/roleMapping.ts',
    'model/runtimeConfig.ts',
    'model/safeText.ts',
    'model/severity.ts',
    'model/shell.ts',
    'model/truncate.ts',
    // Of which the bundler takes the version only.
    'package.json',
  ]);
});

test('the asset contains the validated configuration', () => {
  expect(readdirSync(synthesis.assetDirectory).sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'config.json', 'index.js']);
  const packaged: unknown = JSON.parse(readFileSync(join(synthesis.assetDirectory, 'config.json'), 'utf8'));
  expect(packaged).toEqual(toRuntimeConfig(synthesis.config));
});

test('the asset contains the licenses of all bundled packages', () => {
  const notices = readFileSync(join(synthesis.assetDirectory, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toMatch(/^croner [\d.]+ \(MIT\)$/m);
  expect(notices).toMatch(/^@aws-sdk\/client-eks [\d.]+ \(Apache-2\.0\)$/m);
  expect(notices).toContain('Permission is hereby granted, free of charge');
  expect(notices).not.toContain('no license stated');
});
