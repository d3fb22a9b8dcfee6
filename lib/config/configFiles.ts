import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { checkAcrossFiles } from './checks/acrossFiles';
import type { Diagnostic } from './diagnostics/diagnostic';
import { isExample } from './examples';
import { loadConfig } from './load';
import type { Config } from './schema/schema';

const configFolder = join(__dirname, '..', '..', 'config');

/** The valid configurations, and what is to be told of all files. */
export interface Configurations {
  readonly configs: readonly Config[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface WhichConfigurations {
  /**
   * The path of the one file to read, relative to the working directory.
   *
   * @default - each file of the folder but the examples
   */
  readonly only?: string;
  /** @default - `config/` of the project */
  readonly folder?: string;
}

/**
 * Reads the configurations to deploy.
 * @throws Error in one sentence when there is none.
 */
export function readConfigurations({ only, folder = configFolder }: WhichConfigurations): Configurations {
  const paths = only === undefined ? filesIn(folder) : [resolve(only)];
  if (paths.length === 0) {
    throw new Error(
      'There is no configuration yet: copy config/minimal.yaml to config/NAME.yaml (one file for each cluster), fill it in, and run this again.',
    );
  }
  const files = paths.map((path) => {
    if (!existsSync(path)) throw new Error(`There is no file ${path}: name a configuration with -c config=PATH.`);
    return loadConfig(relative(process.cwd(), path), readFileSync(path, 'utf8'));
  });
  return {
    configs: files.flatMap(({ config }) => config ?? []),
    diagnostics: [...files.flatMap(({ diagnostics }) => diagnostics), ...checkAcrossFiles(files)],
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file) && !isExample(file))
    .sort()
    .map((file) => join(folder, file));
}
