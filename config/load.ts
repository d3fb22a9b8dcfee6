import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { findConflicts, findDoubts } from './crossCheck';
import { type Diagnostic, formatPath } from './diagnostic';
import { describeIssue, type Mistake } from './issueMessage';
import { type Config, configSchema } from './schema';

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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const locate = (path: readonly PropertyKey[], atKey = false) => place(offsetOf(document, path, atKey));
  const wholeFile = (message: string, offset = 0): Diagnostic => {
    return { severity: 'error', file, ...place(offset), path: '', message };
  };
  const report = (severity: Diagnostic['severity'], mistakes: readonly Mistake[]): Diagnostic[] =>
    mistakes.map(({ path, atKey, message }) => {
      return { severity, file, ...locate(path, atKey), path: formatPath(path), message };
    });

  if (document.errors.length > 0) {
    const diagnostics = document.errors.map((error) => wholeFile(yamlMessage(error), error.pos[0]));
    return { file, locate, diagnostics };
  }

  let input: unknown;
  try {
    input = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { file, locate, diagnostics: [wholeFile(`its aliases cannot be resolved (${why}); write the values out`)] };
  }
  if (!isMap(document.contents)) {
    const found = document.contents === null ? 'nothing' : isScalar(document.contents) ? 'a single value' : 'a list';
    const message = `found ${found}, but a configuration is a mapping with the keys cluster, metric and targets; see config/example.yaml`;
    return { file, locate, diagnostics: [wholeFile(message)] };
  }
  const parsed = configSchema.safeParse(input);
  const mistakes = parsed.success ? [] : parsed.error.issues.flatMap((issue) => describeIssue(issue, input));
  const diagnostics = [
    ...report('error', [...mistakes, ...findConflicts(input)]),
    ...report('warning', findDoubts(input)),
  ].sort((a, b) => a.line - b.line || a.column - b.column);
  const valid = parsed.success && diagnostics.every(({ severity }) => severity !== 'error');
  return valid ? { file, locate, config: parsed.data, diagnostics } : { file, locate, diagnostics };
}

const yamlMessages: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'this key stands twice in the same mapping; keep one',
  TAB_AS_INDENT: 'found a tab in the indentation, where YAML allows only spaces',
  MULTIPLE_DOCS: 'found several YAML documents (---); write one file for each cluster',
};

function yamlMessage({ code, message }: YAMLError): string {
  return yamlMessages[code] ?? `not valid YAML: ${message}`;
}

/** Where a mistake is in the text: its key, its value, or the nearest mapping or list around a value that is absent. */
function offsetOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  if (atKey) {
    const parent = resolve(document, path.slice(0, -1));
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(path.at(-1)))
      : undefined;
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length >= 0; length--) {
    const node = resolve(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
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
