import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-vigil app '));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the CDK app as `cdk synth -c config=PATH` does, without AWS credentials, and with the CDK's template validation. */
function app(config: string) {
  const env = {
    PATH: process.env.PATH,
    CDK_OUTDIR: join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify({ config }),
  };
  return spawnSync(process.execPath, [tsx, 'bin/app.ts'], { cwd: root, env, encoding: 'utf8' });
}

test('synthesizes one stack per file without account and network, and its asset exports a handler', () => {
  const { status, stderr } = app(join(root, 'config', 'minimal.yaml'));
  expect(stderr).not.toMatch(/error/i);
  expect(status).toBe(0);
  const files = readdirSync(join(folder, 'out'));
  expect(files).toContain('eks-vigil-eu-central-1-prod.template.json');
  const asset = join(folder, 'out', files.find((name) => name.startsWith('asset.')) ?? 'no-asset');
  expect(readdirSync(asset).sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'config.json', 'index.js']);
  const code = `process.stdout.write(typeof require(${JSON.stringify(join(asset, 'index.js'))}).handler)`;
  expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })).toBe('function');
});

test('reports all problems of a configuration at once, without a stack trace', () => {
  const config = join(folder, 'bad.yaml');
  writeFileSync(config, 'dry: true\nseconds: 90\n');
  const { status, stderr } = app(config);
  expect(status).toBe(1);
  expect(stderr).toMatch(/bad\.yaml:1:1: error: dry: unknown key\. Did you mean dryRun\?/);
  expect(stderr).toMatch(/bad\.yaml:2:10: error: seconds: got 90/);
  expect(stderr).toMatch(/The configuration has 5 errors: fix/);
  expect(stderr).not.toMatch(/^\s+at /m);
});
