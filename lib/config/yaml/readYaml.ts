import {
  type Document,
  type DocumentOptions,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
  visit,
  type YAMLError,
} from 'yaml';
import { findAliasProblems } from './aliases';
import type { YamlProblem } from './yamlProblem';

/** A parsed YAML text. */
export interface YamlText {
  readonly document: Document;
  readonly problems: readonly YamlProblem[];
  /** Whether the document is complete enough to check its values too. */
  readonly usable: boolean;
  /** Line and column of an offset, from 1. */
  readonly toPosition: (offset: number) => { readonly line: number; readonly column: number };
}

type Messages = Readonly<Partial<Record<YAMLError['code'], string>>>;

/** How a kind of file is parsed. */
export interface YamlDialect {
  readonly options: ParseOptions & DocumentOptions & SchemaOptions;
  /** Instead of those for configurations. */
  readonly messages: Messages;
}

const configurationYaml: YamlDialect = { options: { merge: true, stringKeys: true }, messages: {} };

/** Control characters, and the replacement character for bytes that are not UTF-8. Source: YAML 1.2.2, 5.1 "Character Set". */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds them
const notText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\uFFFD]|\r(?!\n)/;

/** Parses one YAML document. Never throws for invalid text. */
export function readYaml(raw: string, { options, messages: own }: YamlDialect = configurationYaml): YamlText {
  const text = raw.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const toPosition = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };

  const junk = text.search(notText);
  if (junk !== -1) {
    const code = text.charCodeAt(junk).toString(16).toUpperCase().padStart(4, '0');
    const message = `got the character U+${code}, which YAML does not allow; save the file as UTF-8 text.`;
    return { document: parseDocument(''), problems: [{ offset: junk, path: [], message }], usable: false, toPosition };
  }

  const document = parseDocument(text, { ...options, prettyErrors: false });
  const tooDeep = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const errors = tooDeep ? [tooDeep] : firstPerOffset([...document.errors, ...document.warnings]);
  const problems = errors.map((error) => describeError(document, error, { ...messages, ...own }));
  if (errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { document, problems, usable: false, toPosition };
  const aliasProblems = findAliasProblems(document);
  return { document, problems: [...problems, ...aliasProblems], usable: aliasProblems.length === 0, toPosition };
}

const messages: Messages = {
  BAD_SCALAR_START: 'a value cannot start with this character; quote the value.',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot start here; check the indentation, and quote values that contain ": ".',
  DUPLICATE_KEY: 'duplicate key in the same mapping; remove one.',
  MULTIPLE_DOCS: 'the file contains several YAML documents (---); use one file per cluster.',
  NON_STRING_KEY: 'a key must be a plain string.',
  RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply; a configuration needs four levels.',
  TAB_AS_INDENT: 'the indentation contains a tab; YAML allows only spaces.',
  TAG_RESOLVE_FAILED: 'YAML tags (!) are not supported; write the plain value, or quote it.',
};

/** Further errors at the same offset are usually consequences of the first. */
function firstPerOffset(errors: readonly YAMLError[]): YAMLError[] {
  const first = new Map<number, YAMLError>();
  for (const error of errors) if (!first.has(error.pos[0])) first.set(error.pos[0], error);
  return [...first.values()];
}

function describeError(document: Document, { code, message, pos }: YAMLError, known: Messages): YamlProblem {
  const path = code === 'DUPLICATE_KEY' ? findKeyPath(document, pos[0]) : [];
  return { offset: pos[0], path, message: known[code] ?? `invalid YAML: ${message}.` };
}

function findKeyPath(document: Document, offset: number): PropertyKey[] {
  let path: PropertyKey[] = [];
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isNode(pair.key) || pair.key.range?.[0] !== offset) return undefined;
      const nodes = [...ancestors, pair];
      path = nodes.flatMap((node, depth): PropertyKey[] => {
        if (isPair(node)) return [String(node.key)];
        return isSeq(node) ? [node.items.indexOf(nodes[depth + 1])] : [];
      });
      return visit.BREAK;
    },
  });
  return path;
}
