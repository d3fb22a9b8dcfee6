import { readFile } from 'node:fs/promises';
import { LineCounter, parseAllDocuments, type YAMLError } from 'yaml';
import { findAliasProblems } from '../../lib/config/yaml/aliases';
import { type JsonObject, record, text as textOf } from '../../model/json';
import { type Io, UserError } from '../io';

/** An object of the Kubernetes API that says what it is. */
export interface ApiObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The objects of a file, or of standard input where the file is `-`.
 * @throws UserError for what cannot be read.
 */
export async function readObjects(io: Pick<Io, 'stdin'>, file: string): Promise<ApiObject[]> {
  const source = file === '-' ? 'standard input' : file;
  const content = await (file === '-' ? io.stdin() : readFile(file, 'utf8')).catch(({ message }: Error) => {
    throw new UserError(`${source} cannot be read: ${message}; give the path of a file, or - for standard input`);
  });
  return parseObjects(source, content);
}

const asPrinted = 'as `kubectl get … -o json` prints it';

/**
 * Reads objects as kubectl prints them: one, a list of them, or several documents, in JSON or YAML.
 *
 * @param source - the name to show in messages.
 * @throws UserError that tells the first mistake and its place.
 */
export function parseObjects(source: string, content: string): ApiObject[] {
  const documents = parseJson(content) ?? parseYaml(source, content);
  const objects: ApiObject[] = [];
  const placed = documents.map((value, index): Placed => ({ value, place: `document ${index + 1}` }));
  const pending = placed.filter(({ value }) => value !== null).reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const items = itemsOf(next);
    if (items === undefined) objects.push(requireObject(source, next));
    else for (const item of items.reverse()) pending.push(item);
  }
  if (objects.length === 0) throw new UserError(`${source} holds no objects; give at least one, ${asPrinted}`);
  return objects;
}

/** One JSON document, or several of which each begins on a line of its own, as several commands print them. */
function parseJson(content: string): unknown[] | undefined {
  try {
    return content
      .trim()
      .split(/^(?=\{)/m)
      .map((document): unknown => JSON.parse(document));
  } catch {
    return undefined;
  }
}

function parseYaml(source: string, content: string): unknown[] {
  if (content.includes('\0')) {
    throw new UserError(`${source} is not text in UTF-8; in PowerShell write it with Out-File -Encoding utf8`);
  }
  const lineCounter = new LineCounter();
  const strict = { merge: true, stringKeys: true, resolveKnownTags: false, prettyErrors: false } as const;
  const documents = parseAllDocuments(content.replace(/^\uFEFF/, ''), { ...strict, lineCounter });
  const refuse = (offset: number, message: string) => {
    const { line, col } = lineCounter.linePos(offset);
    throw new UserError(`${source}:${line}:${col}: ${message}`);
  };
  return documents.map((document): unknown => {
    const [error] = document.errors;
    if (error !== undefined) refuse(error.pos[0], describe(error));
    const [aliasProblem] = findAliasProblems(document);
    if (aliasProblem !== undefined) refuse(aliasProblem.offset, aliasProblem.message);
    return document.toJS({ maxAliasCount: -1 });
  });
}

const messages: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'this key stands twice in the same mapping; put a line --- between documents',
  RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply',
};

function describe({ code, message }: YAMLError): string {
  return messages[code] ?? `neither JSON nor YAML: ${message}`;
}

interface Placed {
  readonly value: unknown;
  readonly place: string;
  /** What the list around it says of its type. */
  readonly type?: JsonObject;
}

/** The items of a list; undefined for what is none. */
function itemsOf({ value, place }: Placed): Placed[] | undefined {
  const items = listIn(value);
  // The items of a DeploymentList, as the API itself answers, carry no type; those of a List do.
  const { apiVersion, kind } = record(value);
  const itemKind = textOf(kind)?.replace(/List$/, '');
  const type = itemKind ? { type: { apiVersion, kind: itemKind } } : {};
  return items?.map((item, index) => ({ value: item, place: `${place}, item ${index + 1}`, ...type }));
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const { kind, items } = record(value);
  if (!textOf(kind)?.endsWith('List')) return undefined;
  if (Array.isArray(items)) return items;
  // An empty list of Go may be written as null.
  return items === null || (kind === 'List' && items === undefined) ? [] : undefined;
}

function requireObject(source: string, { value, place, type }: Placed): ApiObject {
  if (typeof value !== 'object' || value === null) {
    const found = value === null ? 'nothing' : 'a single value';
    throw new UserError(
      `${source}: ${place}: found ${found}, but an object is a mapping with apiVersion and kind, ${asPrinted}`,
    );
  }
  const object = { ...type, ...value } as JsonObject;
  const { apiVersion, kind } = object;
  if (!textOf(apiVersion) || !textOf(kind)) {
    const lacking = textOf(kind) ? 'apiVersion' : 'kind';
    throw new UserError(
      `${source}: ${place} has no ${lacking}; give each object its apiVersion and kind, ${asPrinted}`,
    );
  }
  return object as ApiObject;
}
