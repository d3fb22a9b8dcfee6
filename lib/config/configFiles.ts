import { readdirSync, readFileSync, statSync } from 'node:fs';
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
  /** The path of each, relative to the working directory. */
  readonly files: ReadonlyMap<Config, string>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ConfigurationSource {
  /**
   * The path of a file or a folder to read, relative to the working directory. All files in a folder are read except the
   * examples.
   *
   * @default - `config/` of the project
   */
  readonly path?: string;
}

/**
 * Reads the configurations to deploy.
 *
 * @throws Error if there is no configuration, or the path does not exist.
 */
export function readConfigurations({ path = configFolder }: ConfigurationSource): Configurations {
  const paths = listConfigFiles(resolve(path));
  if (paths.length === 0) {
    throw new Error(
      'No configuration found: copy config/minimal.yaml to config/NAME.yaml (one file per cluster), edit it, and run the command again.',
    );
  }
  const loaded = paths.map((file) => loadConfig(relative(process.cwd(), file), readFileSync(file, 'utf8')));
  return {
    configs: loaded.flatMap(({ config }) => config ?? []),
    files: new Map(loaded.flatMap(({ config, file }) => (config === undefined ? [] : [[config, file] as const]))),
    diagnostics: [...loaded.flatMap(({ diagnostics }) => diagnostics), ...checkAcrossFiles(loaded)],
  };
}

function listConfigFiles(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`File not found: ${path}; specify a configuration with -c config=PATH.`);
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name) && !isExample(name))
    .sort()
    .map((name) => join(path, name));
}
