import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RuntimeConfig } from '../model/runtimeConfig';

const bundleFolder = join(__dirname, '..', 'dist', 'function');
const bundled = ['index.js', 'THIRD-PARTY-NOTICES.txt'];

/**
 * Puts the bundled function and its configuration into a folder next to the template.
 *
 * @returns the folder.
 * @throws an error if the function is not bundled.
 */
export function stageFunction(scope: Construct, config: RuntimeConfig): string {
  const folder = join(resolve(Stage.of(scope)?.assetOutdir ?? '.'), `${scope.node.addr}.function`);
  mkdirSync(folder, { recursive: true });
  for (const file of bundled) copyBundled(file, folder);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

function copyBundled(file: string, folder: string): void {
  try {
    copyFileSync(join(bundleFolder, file), join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${join(bundleFolder, file)} does not exist: run \`npm ci\`, which bundles the function`);
  }
}
