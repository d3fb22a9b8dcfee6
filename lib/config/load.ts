import { type Document, isAlias, isMap, isNode, isScalar } from 'yaml';
import { findConflicts, findWarnings } from './checks/crossCheck';
import { type Diagnostic, formatPath, type Problem } from './diagnostics/diagnostic';
import { describeIssue } from './diagnostics/schemaProblems';
import { type Config, configSchema } from './schema/schema';
import { readYaml } from './yaml/readYaml';

/** A configuration file as read. `config` is there only when `diagnostics` has no error. */
export interface LoadedConfig {
  readonly file: string;
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** Where a path stands in the text. */
  readonly locate: (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };
}

/**
 * Validates the text of one configuration file and reports every mistake at once. Never throws for bad text.
 *
 * @param file - the name to show in diagnostics.
 */
export function loadConfig(file: string, text: string): LoadedConfig {
  const { document, problems, legible, place } = readYaml(text);
  const locate = (path: readonly PropertyKey[], atKey = false) => place(offsetOf(document, path, atKey));
  const report = (severity: Diagnostic['severity'], mistakes: readonly Problem[]): Diagnostic[] =>
    mistakes.map(({ path, atKey, message }) => {
      return { severity, file, ...locate(path, atKey), path: formatPath(path), message };
    });
  const yamlDiagnostics = problems.map(({ offset, path, message }): Diagnostic => {
    return { severity: 'error', file, ...place(offset), path: formatPath(path), message };
  });
  if (!legible) return { file, locate, diagnostics: inOrder(yamlDiagnostics) };
  if (!isMap(document.contents)) {
    const mistake = { path: [], atKey: false, message: notAMapping(document) };
    return { file, locate, diagnostics: inOrder([...yamlDiagnostics, ...report('error', [mistake])]) };
  }

  const input: unknown = document.toJS({ maxAliasCount: -1 });
  const parsed = configSchema.safeParse(input);
  const source = (path: readonly PropertyKey[]) => sourceOf(document, path);
  const mistakes = parsed.success ? [] : parsed.error.issues.flatMap((issue) => describeIssue(issue, input, source));
  const diagnostics = inOrder([
    ...yamlDiagnostics,
    ...report('error', [...mistakes, ...findConflicts(input)]),
    ...report('warning', findWarnings(input)),
  ]);
  const valid = parsed.success && diagnostics.every(({ severity }) => severity !== 'error');
  return valid ? { file, locate, config: parsed.data, diagnostics } : { file, locate, diagnostics };
}

/** By place, each once: one value can break two rules that have the same message. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const different = new Map(diagnostics.map((each) => [JSON.stringify(each), each]));
  return [...different.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function notAMapping({ contents }: Document): string {
  const found = contents === null ? 'nothing' : isScalar(contents) ? 'a single value' : 'a list';
  return `found ${found}, but a configuration is a mapping with the keys cluster, metric and targets; see config/example.yaml.`;
}

/** Where a mistake is in the text: its key, its value, or the nearest mapping or list around a value that is absent. */
function offsetOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
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

/** A scalar as it is written, which its value does not tell: `1.10`, `012345678901`. */
function sourceOf(document: Document, path: readonly PropertyKey[]): string | undefined {
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
