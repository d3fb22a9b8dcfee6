import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';

const root = join(__dirname, '../..');

/** The package is not on the npm registry, so whoever took its name there could run code of theirs. */
const downloads =
  /\b(npx|npm exec|npm x)(?! --no-install eks-vigil\b) [^`\n|]*eks-vigil|npm (i|install) (?!\.\.?\/)[^`\n]*eks-vigil/;

const folders = ['.', 'bin', 'cli', 'config', 'docs', 'lambda', 'lib', 'model'];
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((file) => /\.(md|ts|mjs|yaml)$/.test(file) && !file.startsWith('CHANGELOG'))
    .map((file) => join(folder, file)),
);

test.each([
  'npx eks-vigil check',
  'npx -y eks-vigil',
  'npx --no eks-vigil',
  'npm exec eks-vigil',
  'npm install -g eks-vigil',
])('%j would download a package', (command) => {
  expect(command).toMatch(downloads);
});

test('no document and no message leads anybody to download the command', () => {
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line) => (downloads.test(line) ? `${file}: ${line}` : [])),
  );
  expect(found).toEqual([]);
  expect(files).toContain('README.md');
});

test('npx --no-install runs the command of the checkout', () => {
  const options = { cwd: join(root, 'docs'), encoding: 'utf8', stdio: 'pipe' } as const;
  expect(execFileSync('npx', ['--no-install', 'eks-vigil', '--version'], options)).toBe(`${version}\n`);
});

test('npx --no-install runs nothing elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-vigil-'));
  const env = { PATH: process.env.PATH, npm_config_offline: 'true' };
  try {
    expect(() =>
      execFileSync('npx', ['--no-install', 'eks-vigil', '--version'], { cwd: folder, env, stdio: 'pipe' }),
    ).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
