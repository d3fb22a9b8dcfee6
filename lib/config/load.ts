import { type Document, isAlias, isMap, isNode, isScalar } from 'yaml';
import { findConflicts, findWarnings } from './checks/crossCheck';
import { type Diagnostic, formatPath, type Problem } from './diagnostics/diagnostic';
import { describeIssue } from './diagnostics/schemaProblems';
import { type Config, configSchema } from './schema/schema';
import { readYaml } from './yaml/readYaml';

/** A loaded configuration file. `config` is set only if `diagnostics` has no error. */
export interface LoadedConfig {
  readonly file: string;
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** Line and column of a path in the text, from 1. */
  readonly locate: (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };
}

/**
 * Validates the text of one configuration file and reports all problems at once. Never throws for invalid text.
 *
 * @param file - the file name for diagnostics.
 */
export function loadConfig(file: string, text: string): LoadedConfig {
  const { document, problems: yamlProblems, usable, toPosition } = readYaml(text);
  const locate = (path: readonly PropertyKey[], atKey = false) => toPosition(findOffset(document, path, atKey));
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

  const input: unknown = document.toJS({ maxAliasCount: -1 });
  const parsed = configSchema.safeParse(input);
  const getSource = (path: readonly PropertyKey[]) => findSource(document, path);
  const schemaProblems = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, input, getSource));
  const diagnostics = sortAndDeduplicate([
    ...yamlDiagnostics,
    ...report('error', [...schemaProblems, ...findConflicts(input)]),
    ...report('warning', findWarnings(input)),
  ]);
  const valid = parsed.success && diagnostics.every(({ severity }) => severity !== 'error');
  return valid ? { file, locate, config: parsed.data, diagnostics } : { file, locate, diagnostics };
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

/** The offset of a key, of a value, or of the nearest mapping or list around an absent value. */
function findOffset(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  if (atKey) {
    const parent = resolve(document, path.slice(0, -1));
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
      : undefined;
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length >= 0; length--) {
    const node = resolve(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** The text of a scalar as written, such as `1.10` or `012345678901`, which its value loses. */
function findSource(document: Document, path: readonly PropertyKey[]): string | undefined {
  const node = resolve(document, path);
  const scalar = isAlias(node) ? node.resolve(document) : node;
  return isScalar(scalar) ? scalar.source : undefined;
}

function resolve(document: Document, path: readonly PropertyKey[]): unknown {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isNode(node) || !('get' in node)) return undefined;
    node = node.get(key, true);
  }
  return node;
}
