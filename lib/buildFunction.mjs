import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

/**
 * Bundles each Lambda function into one minified file, and writes the license notices of the bundled packages and esbuild's
 * metafile next to them. The CDK CLI runs it before each synthesis; packages contain the result.
 *
 * Usage: node lib/buildFunction.mjs [FOLDER]. Default: dist/function. The others are in folders beside it.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist/function'));

await bundle('lambda/handler.ts', folder);
// Beside it, because the function must not load what only the others need.
await bundle('lambda/notify/handler.ts', join(folder, '..', 'notifier'));
await bundle('lambda/podMetrics/handler.ts', join(folder, '..', 'podMetrics'));
await bundle('lambda/scaling/handler.ts', join(folder, '..', 'scaling'));
await bundle('lambda/zoneInventory/handler.ts', join(folder, '..', 'zoneInventory'));

/**
 * @param {string} entryPoint
 * @param {string} output the folder
 */
async function bundle(entryPoint, output) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile: join(output, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(output, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
  writeFileSync(join(output, 'meta.json'), JSON.stringify(metafile));
}
