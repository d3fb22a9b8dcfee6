import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyNotices } from '../lib/thirdPartyNotices.mjs';

/**
 * Bundles the command line into one file that needs no node_modules and runs on Node.js 20 and later, and writes the license
 * notices of the bundled packages next to it.
 *
 * Usage: node cli/bundle.mjs [FILE]. Default: dist/eks-vigil.js.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outfile = resolve(process.argv[2] ?? join(root, 'dist/eks-vigil.js'));

/**
 * What is not needed and imported by a relative path, which an alias cannot replace: API classes, as undici; messages of zod in 50
 * languages, of which English stays.
 */
const replaced = [
  { filter: /^\.\/gen\/index\.js$/, from: '@kubernetes/client-node', by: join(root, 'cli/clientNodeStub.ts') },
  { filter: /^\.\.\/locales\/index\.js$/, from: 'node_modules/zod', by: join(root, 'cli/zodLocalesStub.ts') },
];

/** @type {import('esbuild').Plugin} */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve }) {
    for (const { filter, from, by } of replaced) {
      onResolve({ filter }, ({ importer }) => (importer.includes(from) ? { path: by } : undefined));
    }
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['bin/eks-vigil.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // undici would add 1 MB, and the command line does not call it.
  alias: { undici: './cli/undiciStub.ts' },
  plugins: [withoutUnused],
  // A quarter less to read at each start. Names stay, for stack traces.
  minifyWhitespace: true,
  banner: { js: '#!/usr/bin/env node' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
chmodSync(outfile, 0o755);
writeFileSync(join(dirname(outfile), 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
