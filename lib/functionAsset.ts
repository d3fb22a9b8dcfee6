import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The functions that are bundled, each in a folder of this name. */
export type BundleName = 'function' | 'notifier' | 'podMetrics' | 'scaling' | 'zoneInventory';

const bundled = ['index.js', 'THIRD-PARTY-NOTICES.txt'];

/**
 * Puts a bundled function and its configuration, as `config.json`, into a folder next to the template.
 *
 * @returns the folder.
 * @throws an error if the function is not bundled.
 */
export function stageFunction(scope: Construct, name: BundleName, config: object): string {
  const folder = join(resolve(Stage.of(scope)?.assetOutdir ?? '.'), `${scope.node.addr}.function`);
  mkdirSync(folder, { recursive: true });
  const bundle = findBundle(name);
  for (const file of bundled) copyFileSync(join(bundle, file), join(folder, file));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/**
 * The folder of the bundled notifier.
 *
 * @throws an error if it is not bundled.
 */
export function notifierBundle(): string {
  return findBundle('notifier');
}

/** In a package, and in the project. */
function findBundle(name: BundleName): string {
  const found = [join(__dirname, name), join(__dirname, '..', 'dist', name)].find((folder) =>
    existsSync(join(folder, 'index.js')),
  );
  if (found === undefined) throw new Error(`The ${name} is not bundled yet: run \`npm run build:function\`.`);
  return found;
}
