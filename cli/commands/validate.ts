import { resolve } from 'node:path';
import { checkAcrossFiles } from '../../lib/config/checks/acrossFiles';
import { isExample } from '../../lib/config/examples';
import type { LoadedConfig } from '../../lib/config/load';
import { pluralize } from '../../model/pluralize';
import { toOneLine, toSafeJson } from '../../model/safeText';
import { readConfigFile, writeDiagnostics } from '../configFile';
import { type ExitCode, exitCodes, type Io } from '../io';

export interface ValidateOptions {
  readonly output: 'text' | 'json';
}

/** Reports all problems in configuration files. Files with only warnings are valid. */
export async function validate(io: Io, files: readonly string[], { output }: ValidateOptions): Promise<ExitCode> {
  const uniqueFiles = [...new Map(files.map((file) => [resolve(file), file])).values()];
  const loaded = await Promise.all(uniqueFiles.map(readConfigFile));
  const across = checkAcrossFiles(loaded.filter(({ file }) => !isExample(file)));
  const diagnostics = [...loaded.flatMap((file) => file.diagnostics), ...across];
  const count = (level: string) => diagnostics.filter(({ severity }) => severity === level).length;
  const [errors, warnings] = [count('error'), count('warning')];

  if (output === 'json') {
    io.stdout.write(`${toSafeJson({ files: uniqueFiles.length, errors, warnings, diagnostics }, 2)}\n`);
  } else {
    writeDiagnostics(io.stdout, io, diagnostics);
    io.stdout.write(`${formatSummary(loaded, errors, warnings)}\n`);
  }
  return errors === 0 ? exitCodes.OK : exitCodes.UNKNOWN;
}

function formatSummary(loaded: readonly LoadedConfig[], errors: number, warnings: number): string {
  const [first] = loaded;
  if (loaded.length === 1 && first?.config !== undefined) return describeValid(first, warnings);
  return `${pluralize(loaded.length, 'file')}: ${pluralize(errors, 'error')}, ${pluralize(warnings, 'warning')}`;
}

/**
 * `prod.yaml: valid (3 targets), 1 warning`.
 *
 * @param warnings - how many there are. Default: those of the file.
 */
export function describeValid({ file, config, diagnostics }: LoadedConfig, warnings = diagnostics.length): string {
  const suffix = warnings === 0 ? '' : `, ${pluralize(warnings, 'warning')}`;
  return `${toOneLine(file)}: valid (${pluralize(config?.targets.length ?? 0, 'target')})${suffix}`;
}
