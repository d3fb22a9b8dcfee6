import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

/**
 * Creates the npm package of the construct, ready for `npm pack`: the construct in one file, its types, the bundled function and
 * the command line. Its only dependencies are the CDK and constructs, as peers. `npm ci` bundles the function and the command line.
 *
 * Usage: node lib/buildPackage.mjs [FOLDER]. Default: dist/package.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist/package'));
const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const documents = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const examples = ['minimal.yaml', 'example.yaml', 'config.schema.json'];
/** What the types of the construct consist of. */
const types = ['index', 'eksVigil', 'eksVigilConfig', 'eksVigilProps'];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lib/index.ts'],
  outfile: join(folder, 'index.js'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['aws-cdk-lib', 'constructs'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
writeTypes();
for (const bundle of ['function', 'notifier', 'podMetrics', 'scaling', 'zoneInventory']) {
  cpSync(join(root, 'dist', bundle), join(folder, bundle), {
    recursive: true,
    filter: (path) => !path.endsWith('meta.json'),
  });
}
mkdirSync(join(folder, 'bin'));
copyFileSync(join(root, 'dist/eks-vigil.js'), join(folder, 'bin/eks-vigil.js'));
copyFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), join(folder, 'bin/THIRD-PARTY-NOTICES.txt'));
// What the README and the documents link to: the package has no website.
for (const file of ['LICENSE', ...documents]) copyFileSync(join(root, file), join(folder, file));
cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true });
mkdirSync(join(folder, 'config'));
for (const file of examples) copyFileSync(join(root, 'config', file), join(folder, 'config', file));
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);

function writeTypes() {
  const output = mkdtempSync(join(tmpdir(), 'eks-vigil-types-'));
  try {
    const options = [
      '--noEmit',
      'false',
      '--declaration',
      '--emitDeclarationOnly',
      '--noCheck', // `npm run check` does
      '--singleThreaded',
      '--rootDir',
      root,
      '--outDir',
      output,
    ];
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root, ...options], {
      stdio: 'inherit',
    });
    for (const type of types) copyFileSync(join(output, 'lib', `${type}.d.ts`), join(folder, `${type}.d.ts`));
  } finally {
    rmSync(output, { recursive: true });
  }
}

function manifest() {
  const { name, version, description, license, engines, dependencies } = project;
  return {
    name,
    version,
    description,
    keywords: ['aws', 'cdk', 'eks', 'kubernetes', 'monitoring', 'cloudwatch'],
    license,
    engines,
    main: './index.js',
    types: './index.d.ts',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
    bin: { 'eks-vigil': './bin/eks-vigil.js' },
    peerDependencies: { 'aws-cdk-lib': `^${dependencies['aws-cdk-lib']}`, constructs: `^${dependencies.constructs}` },
  };
}
