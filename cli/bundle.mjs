import { chmodSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the command line into one file that needs no node_modules and runs on Node.js 20 and later.
 * Takes the path of that file; default: dist/eks-vigil.js.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outfile = resolve(process.argv[2] ?? join(root, 'dist/eks-vigil.js'));

await build({
  absWorkingDir: root,
  entryPoints: ['bin/eks-vigil.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // undici does not load on Node.js 20, and nothing here calls it.
  alias: { undici: './cli/undiciStub.ts' },
  banner: { js: '#!/usr/bin/env node' },
  legalComments: 'none',
  logLevel: 'warning',
});
chmodSync(outfile, 0o755);
