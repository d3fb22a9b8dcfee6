import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-vigil app '));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What `cdk synth -c config=PATH` runs, without AWS credentials. */
function app(config: string) {
  const environment = {
    PATH: process.env.PATH,
    CDK_OUTDIR: join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify({ config }),
  };
  return spawnSync(process.execPath, [join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), 'bin/app.ts'], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  });
}

test('one file from anywhere gives one stack, with its code, without account or network', () => {
  const config = join(root, 'config', 'minimal.yaml');
  const { status, stderr } = app(config);
  expect(stderr).not.toMatch(/error/i);
  expect(status).toBe(0);
  const made = readdirSync(join(folder, 'out'));
  expect(made).toContain('eks-vigil-eu-central-1-prod.template.json');
  const asset = made.find((name) => name.startsWith('asset.')) ?? '';
  expect(readdirSync(join(folder, 'out', asset)).sort()).toEqual(['config.json', 'index.js']);
});

test('every mistake is told at once, and no stack trace', () => {
  const config = join(folder, 'bad.yaml');
  writeFileSync(config, 'dry: true\nseconds: 90\n');
  const { status, stderr } = app(config);
  expect(status).toBe(1);
  expect(stderr).toMatch(/bad\.yaml:1:1: error: dry: unknown key\. Did you mean dryRun\?/);
  expect(stderr).toMatch(/bad\.yaml:2:10: error: seconds: got 90/);
  expect(stderr).toMatch(/Configuration errors: 5\./);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('the asset loads as a Lambda function does', () => {
  const { status } = app(join(root, 'config', 'minimal.yaml'));
  expect(status).toBe(0);
  const asset = readdirSync(join(folder, 'out')).find((name) => name.startsWith('asset.')) ?? '';
  const code = `process.stdout.write(typeof require(${JSON.stringify(join(folder, 'out', asset, 'index.js'))}).handler)`;
  expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })).toBe('function');
});
