import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorNames, reasons } from '../../model/reasons';
import { pagePath, withTables } from './reasonsPage';

const root = join(__dirname, '..', '..');

const sources = ['lambda', 'cli'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

test('docs/reasons.md is up to date; else run `npm run reasons`', () => {
  const page = readFileSync(pagePath, 'utf8');
  expect(page).toBe(withTables(page));
});

test.each(Object.keys({ ...reasons, ...errorNames }))('%s is used', (name) => {
  const use = new RegExp(`'${name}'|^  ${name}: \\[`, 'm');
  expect(sources.some((source) => use.test(source))).toBe(true);
});

test.each(Object.entries(reasons))('the meaning of %s is one line without a full stop', (name, { meaning }) => {
  expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  expect(meaning).toMatch(/^[A-Za-z].*[^.]$/);
  expect(meaning).not.toMatch(/[|\n]/);
});

test('the catalog stays out of the bundle: it is imported as a type only', () => {
  const imports = sources.flatMap((source) => source.match(/^import .*model\/reasons'/gm) ?? []);
  expect(imports).not.toEqual([]);
  expect(imports.filter((line) => !line.startsWith('import type '))).toEqual([]);
});

test('every error that can fail an invocation is in the catalog', () => {
  const declarations = sources.flatMap((source) => source.match(/override readonly name\b[^,;]*/g) ?? []);
  const names = declarations.flatMap((declaration) => declaration.match(/(?<=')\w+(?=')/g) ?? []);
  const handled = ['CannotCheck', 'ExpositionError', 'ReadFailure', 'RequestError', 'TimeoutError', 'UserError'];
  expect(names.filter((name) => !handled.includes(name)).sort()).toEqual(Object.keys(errorNames).sort());
});
