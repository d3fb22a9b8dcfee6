import { type Document, isMap, isScalar } from 'yaml';
import { record, records } from '../../model/json';
import { type Expansion, expandPresets } from '../presets/expandPresets';
import { describeTarget } from '../presets/targetIdentity';
import { type ReadText, readTextFile } from '../presets/valuesFile';
import { findConflicts, findWarnings } from './checks/crossCheck';
import { type Diagnostic, formatPath, type Problem } from './diagnostics/diagnostic';
import { describeIssue } from './diagnostics/schemaProblems';
import { type Config, configSchema } from './schema/schema';
import { type Position, positionsIn } from './yaml/positions';
import { readYaml } from './yaml/readYaml';

/** A loaded configuration file. `config` and `expansion` are set only if `diagnostics` has no error. */
export interface LoadedConfig {
  readonly file: string;
  readonly config?: Config;
  /** The values as written, with the targets of presets. */
  readonly expansion?: Expansion;
  readonly diagnostics: readonly Diagnostic[];
  /** Line and column of a path in the text, from 1. */
  readonly locate: (path: readonly PropertyKey[]) => Position;
}

/**
 * Validates the text of one configuration file and reports all problems at once. Never throws for invalid text.
 *
 * @param file - the file name, for diagnostics and for the paths of values files.
 * @param readText - reads values files.
 */
export function loadConfig(file: string, text: string, readText: ReadText = readTextFile): LoadedConfig {
  const { document, problems: yamlProblems, usable, toPosition } = readYaml(text);
  const { locate, getSource } = positionsIn(document, toPosition);
  const report = (severity: Diagnostic['severity'], problems: readonly Problem[]): Diagnostic[] =>
    problems.map(({ path, atKey, message }) => {
      return { severity, file, ...locate(path, atKey), path: formatPath(path), message };
    });
  const yamlDiagnostics = yamlProblems.map(({ offset, path, message }): Diagnostic => {
    return { severity: 'error', file, ...toPosition(offset), path: formatPath(path), message };
  });
  if (!usable) return { file, locate, diagnostics: sortAndDeduplicate(yamlDiagnostics) };
  if (!isMap(document.contents)) {
    const problem = { path: [], atKey: false, message: describeNonMapping(document) };
    return { file, locate, diagnostics: sortAndDeduplicate([...yamlDiagnostics, ...report('error', [problem])]) };
  }

  const expansion = expandPresets(document.toJS({ maxAliasCount: -1 }), { file, readText, getSource });
  const { input } = expansion;
  const parsed = configSchema.safeParse(input);
  const issues = parsed.success ? [] : parsed.error.issues.filter(({ path }) => !isConsequence(path, expansion));
  const schemaProblems = issues.flatMap((issue) => describeIssue(issue, input, getSource));
  const inFile = (problems: readonly Problem[]) => problems.map((problem) => atPreset(problem, expansion));
  const diagnostics = [
    ...sortAndDeduplicate([
      ...yamlDiagnostics,
      ...report('error', [...inFile([...schemaProblems, ...findConflicts(input)]), ...expansion.problems]),
      ...report('warning', inFile(findWarnings(input))),
    ]),
    ...sortAndDeduplicate(expansion.diagnostics),
  ];
  const valid = parsed.success && diagnostics.every(({ severity }) => severity !== 'error');
  return valid ? { file, locate, config: parsed.data, expansion, diagnostics } : { file, locate, diagnostics };
}

/** Whether targets are only missing because presets could not be expanded. */
function isConsequence(path: readonly PropertyKey[], { input, isComplete }: Expansion): boolean {
  const { targets } = record(input);
  const hasNone = targets === undefined || (Array.isArray(targets) && targets.length === 0);
  return !isComplete && hasNone && path.length === 1 && path[0] === 'targets';
}

/** A problem of a target that a preset stands for is reported at the preset. */
function atPreset(problem: Problem, { input, origins }: Expansion): Problem {
  const [first, index, ...rest] = problem.path;
  const origin = first === 'targets' && typeof index === 'number' ? origins.get(index) : undefined;
  if (origin === undefined) return problem;
  const target = describeTarget(records(record(input).targets)[Number(index)] ?? {});
  const where = [target, ...(rest.length === 0 ? [] : [formatPath(rest)])].join(': ');
  return { path: origin.path, atKey: false, message: `${where}: ${problem.message}` };
}

/** Sorts by position. Removes duplicates: one value can break two rules with the same message. */
function sortAndDeduplicate(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const different = new Map(diagnostics.map((each) => [JSON.stringify(each), each]));
  return [...different.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function describeNonMapping({ contents }: Document): string {
  const actual = contents === null ? 'nothing' : isScalar(contents) ? 'a single value' : 'a list';
  return `got ${actual}, expected a mapping with the keys cluster, metric and targets; see config/example.yaml.`;
}
