import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Plain JavaScript, because the bundling runs before anything is compiled, on Node.js 20 and later.

const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const licenseFile = /^(licen[cs]e|copying|notice)([.-]|$)/i;

/** @typedef {{ outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }} Metafile */

/**
 * The license notices of all packages in a bundle. The text depends only on the packages, so that the asset hash is stable.
 *
 * @param {Metafile} metafile the metafile of esbuild
 * @param {string} root the folder that the paths in the metafile are relative to
 * @returns {string}
 */
export function thirdPartyNotices(metafile, root) {
  /** @type {Map<string, string[]>} */
  const packagesByText = new Map();
  for (const folder of packageFolders(metafile)) {
    const { title, text } = readNotice(join(root, folder));
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), title]);
  }
  const sections = [...packagesByText].map(([text, titles]) => `${[...new Set(titles)].join('\n')}\n\n${text}\n`);
  return ['Third-party packages in this bundle, with their licenses.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * The folders of the packages that contribute code to the bundle, sorted.
 *
 * @param {Metafile} metafile
 */
function packageFolders({ outputs }) {
  const folders = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = packageFolder.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders].sort();
}

/**
 * The name, version and license of a package, and the text of its license files.
 *
 * @param {string} folder
 */
function readNotice(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => licenseFile.test(file));
  const texts = files.sort().map((file) =>
    readFileSync(join(folder, file), 'utf8')
      .replace(/^\s*\n/, '')
      .trimEnd(),
  );
  const owner = typeof author === 'string' ? author : author?.name;
  const withoutFile = `The package has no license file.${owner === undefined ? '' : ` Author: ${owner}`}`;
  return {
    title: `${name} ${version} (${typeof license === 'string' ? license : 'no license stated'})`,
    text: texts.length === 0 ? withoutFile : texts.join('\n\n'),
  };
}
