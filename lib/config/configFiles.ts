import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { checkAcrossFiles } from './checks/acrossFiles';
import type { Diagnostic } from './diagnostics/diagnostic';
import { isExample } from './examples';
import { loadConfig } from './load';
import type { Config } from './schema/schema';

const configFolder = join(__dirname, '..', '..', 'config');

/** The valid configurations, and the diagnostics of all files. */
export interface Configurations {
  readonly configs: readonly Config[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ConfigurationSource {
  /**
   * The path of a single file to read, relative to the working directory.
   *
   * @default - all files in the folder except the examples
   */
  readonly file?: string;
  /** @default - `config/` of the project */
  readonly folder?: string;
}

/**
 * Reads the configurations to deploy.
 *
 * @throws Error if there is no configuration, or the file does not exist.
 */
export function readConfigurations({ file, folder = configFolder }: ConfigurationSource): Configurations {
  const paths = file === undefined ? listConfigFiles(folder) : [resolve(file)];
  if (paths.length === 0) {
    throw new Error(
      'No configuration found: copy config/minimal.yaml to config/NAME.yaml (one file per cluster), edit it, and run the command again.',
    );
  }
  const loaded = paths.map((path) => {
    if (!existsSync(path)) throw new Error(`File not found: ${path}; specify a configuration with -c config=PATH.`);
    return loadConfig(relative(process.cwd(), path), readFileSync(path, 'utf8'));
  });
  return {
    configs: loaded.flatMap(({ config }) => config ?? []),
    diagnostics: [...loaded.flatMap(({ diagnostics }) => diagnostics), ...checkAcrossFiles(loaded)],
  };
}

function listConfigFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name) && !isExample(name))
    .sort()
    .map((name) => join(folder, name));
}
