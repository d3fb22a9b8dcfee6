import { resolve } from 'node:path';
import { checkAcrossFiles } from '../../lib/config/checks/acrossFiles';
import { isExample } from '../../lib/config/examples';
import type { LoadedConfig } from '../../lib/config/load';
import { readConfigFile, writeDiagnostics } from '../configFile';
import { type ExitCode, exitCodes, type Io, pluralize } from '../io';

export interface ValidateOptions {
  readonly output: 'text' | 'json';
}

/** Tells every mistake in configuration files. Warnings alone are OK. */
export async function validate(io: Io, files: readonly string[], { output }: ValidateOptions): Promise<ExitCode> {
  const distinct = [...new Map(files.map((file) => [resolve(file), file])).values()];
  const loaded = await Promise.all(distinct.map(readConfigFile));
  const across = checkAcrossFiles(loaded.filter(({ file }) => !isExample(file)));
  const diagnostics = [...loaded.flatMap((one) => one.diagnostics), ...across];
  const count = (of: string) => diagnostics.filter(({ severity }) => severity === of).length;
  const [errors, warnings] = [count('error'), count('warning')];

  if (output === 'json') {
    io.stdout.write(`${JSON.stringify({ files: distinct.length, errors, warnings, diagnostics }, null, 2)}\n`);
  } else {
    writeDiagnostics(io.stdout, io, diagnostics);
    io.stdout.write(`${conclusion(loaded, errors, warnings)}\n`);
  }
  return errors === 0 ? exitCodes.OK : exitCodes.UNKNOWN;
}

function conclusion(loaded: readonly LoadedConfig[], errors: number, warnings: number): string {
  const [first] = loaded;
  if (loaded.length === 1 && first?.config !== undefined) {
    const doubts = warnings === 0 ? '' : `, ${pluralize(warnings, 'warning')}`;
    return `${first.file}: valid (${pluralize(first.config.targets.length, 'target')})${doubts}`;
  }
  return `${pluralize(loaded.length, 'file')}: ${pluralize(errors, 'error')}, ${pluralize(warnings, 'warning')}`;
}
