import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

/**
 * Bundles the Lambda function into one minified file, and writes the license notices of the bundled packages and esbuild's
 * metafile next to it. The CDK CLI runs it before each synthesis; packages contain the result.
 *
 * Usage: node lib/buildFunction.mjs [FOLDER]. Default: dist/function.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist/function'));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lambda/handler.ts'],
  outfile: join(folder, 'index.js'),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
writeFileSync(join(folder, 'meta.json'), JSON.stringify(metafile));
