import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RuntimeConfig } from '../model/runtimeConfig';

/** In a package, and in the project. */
const bundleFolders = [join(__dirname, 'function'), join(__dirname, '..', 'dist', 'function')];
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
  const bundle = findBundle();
  for (const file of bundled) copyFileSync(join(bundle, file), join(folder, file));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

function findBundle(): string {
  const found = bundleFolders.find((folder) => existsSync(folder));
  if (found === undefined) throw new Error('The function is not bundled yet: run `npm run build:function`.');
  return found;
}
