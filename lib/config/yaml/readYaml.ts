import { type Document, isNode, isPair, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { findAliasProblems } from './aliases';
import type { YamlProblem } from './yamlProblem';

/** A YAML text as read. */
export interface YamlText {
  readonly document: Document;
  readonly problems: readonly YamlProblem[];
  /** Whether the document says enough for its values to be looked at too. */
  readonly legible: boolean;
  readonly place: (offset: number) => { readonly line: number; readonly column: number };
}

/** Control characters and what stands for bytes that are not UTF-8. Source: YAML 1.2.2, 5.1 "Character Set". */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const notText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\uFFFD]|\r(?!\n)/;

/** Reads one YAML document. Never throws for bad text. */
export function readYaml(raw: string): YamlText {
  const text = raw.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };

  const junk = text.search(notText);
  if (junk !== -1) {
    const code = text.charCodeAt(junk).toString(16).toUpperCase().padStart(4, '0');
    const message = `found the character U+${code}, which YAML does not allow: is this a text file in UTF-8?`;
    return { document: parseDocument(''), problems: [{ offset: junk, path: [], message }], legible: false, place };
  }

  const document = parseDocument(text, { merge: true, stringKeys: true, prettyErrors: false });
  const tooDeep = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const faults = tooDeep ? [tooDeep] : firstOfEachPlace([...document.errors, ...document.warnings]);
  const problems = faults.map((fault) => describe(document, fault));
  if (faults.some(({ code }) => code !== 'DUPLICATE_KEY')) return { document, problems, legible: false, place };
  const aliasProblems = findAliasProblems(document);
  return { document, problems: [...problems, ...aliasProblems], legible: aliasProblems.length === 0, place };
}

const messages: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_SCALAR_START: 'a value cannot begin with this character; put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'found a mapping inside of a line; check the indentation, and put a value with ": " in quotes.',
  DUPLICATE_KEY: 'this key stands twice in the same mapping; keep one.',
  MULTIPLE_DOCS: 'found several YAML documents (---); write one file for each cluster.',
  NON_STRING_KEY: 'found a key that is not a plain word.',
  RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply; a configuration needs four levels.',
  TAB_AS_INDENT: 'found a tab in the indentation, where YAML allows only spaces.',
  TAG_RESOLVE_FAILED: 'found a tag (!), which has no meaning here; write the plain value, or put it in quotes.',
};

/** What follows at the same place is mostly a consequence of the first. */
function firstOfEachPlace(faults: readonly YAMLError[]): YAMLError[] {
  const places = new Map<number, YAMLError>();
  for (const fault of faults) if (!places.has(fault.pos[0])) places.set(fault.pos[0], fault);
  return [...places.values()];
}

function describe(document: Document, { code, message, pos }: YAMLError): YamlProblem {
  const path = code === 'DUPLICATE_KEY' ? pathOfKey(document, pos[0]) : [];
  return { offset: pos[0], path, message: messages[code] ?? `not valid YAML: ${message}.` };
}

function pathOfKey(document: Document, offset: number): PropertyKey[] {
  let path: PropertyKey[] = [];
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isNode(pair.key) || pair.key.range?.[0] !== offset) return undefined;
      const way = [...ancestors, pair];
      path = way.flatMap((node, depth): PropertyKey[] => {
        if (isPair(node)) return [String(node.key)];
        return isSeq(node) ? [node.items.indexOf(way[depth + 1])] : [];
      });
      return visit.BREAK;
    },
  });
  return path;
}
