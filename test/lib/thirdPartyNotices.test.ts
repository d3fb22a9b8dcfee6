import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const implementation = join(__dirname, '../../lib/thirdPartyNotices.mjs');
/** In a process of its own, because Jest does not load ES modules. */
const program = `import { thirdPartyNotices } from ${JSON.stringify(implementation)};
process.stdout.write(thirdPartyNotices(JSON.parse(process.argv[1]), '.'));`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'notices-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function addPackage(path: string, manifest: object, files: Readonly<Record<string, string>> = {}): void {
  const folder = join(root, 'node_modules', path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** The sections of the notices for a bundle with the given bytes from each input. */
function sectionsFor(inputs: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]);
  const metafile = JSON.stringify({ outputs: { 'index.js': { inputs: Object.fromEntries(entries) } } });
  const options = { cwd: root, encoding: 'utf8' } as const;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program, metafile], options);
  const [, ...sections] = text.split(`\n${'-'.repeat(80)}\n\n`);
  return sections;
}

test('a package is listed with its version, its license and the texts of its license files', () => {
  const files = { LICENSE: 'Text of MIT\n', 'NOTICE.txt': 'Some notice', 'licenses.js': 'code', 'index.js': 'code' };
  addPackage('left', { name: 'left', version: '1.2.3', license: 'MIT' }, files);
  expect(sectionsFor({ 'lambda/handler.ts': 10, 'node_modules/left/dist/index.js': 5 })).toEqual([
    'left 1.2.3 (MIT)\n\nText of MIT\n\nSome notice\n',
  ]);
});

test('packages with the same license text share a section, in any order of the inputs', () => {
  addPackage('@scope/b', { name: '@scope/b', version: '2.0.0', license: 'ISC' }, { 'license.md': 'same' });
  addPackage('a', { name: 'a', version: '1.0.0', license: 'MIT' }, { LICENCE: 'same' });
  const inputs = { 'node_modules/a/index.js': 1, 'node_modules/@scope/b/lib/x.js': 1 };
  const sections = ['@scope/b 2.0.0 (ISC)\na 1.0.0 (MIT)\n\nsame\n'];
  expect(sectionsFor(inputs)).toEqual(sections);
  expect(sectionsFor(Object.fromEntries(Object.entries(inputs).reverse()))).toEqual(sections);
});

test('a nested package is listed separately, and a package without code in the bundle is not listed', () => {
  addPackage('a', { name: 'a', version: '1.0.0', license: 'MIT' }, { LICENSE: 'of a' });
  addPackage('a/node_modules/c', { name: 'c', version: '3.0.0', license: 'MIT' }, { LICENSE: 'of c' });
  expect(sectionsFor({ 'node_modules/a/index.js': 0, 'node_modules/a/node_modules/c/index.js': 7 })).toEqual([
    'c 3.0.0 (MIT)\n\nof c\n',
  ]);
});

test.each([
  [
    'an author as text',
    { license: 'MIT', author: 'Jo' },
    'a 1.0.0 (MIT)\n\nThe package has no license file. Author: Jo\n',
  ],
  [
    'an author as object',
    { license: 'MIT', author: { name: 'Jo' } },
    'a 1.0.0 (MIT)\n\nThe package has no license file. Author: Jo\n',
  ],
  ['nothing', {}, 'a 1.0.0 (no license stated)\n\nThe package has no license file.\n'],
])('without a license file, the section uses %s from package.json', (_, manifest, section) => {
  addPackage('a', { name: 'a', version: '1.0.0', ...manifest });
  expect(sectionsFor({ 'node_modules/a/index.js': 1 })).toEqual([section]);
});
