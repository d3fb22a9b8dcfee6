import { readFile } from 'node:fs/promises';
import { LineCounter, parseAllDocuments, type YAMLError } from 'yaml';
import { findAliasProblems } from '../../lib/config/yaml/aliases';
import { type JsonObject, record, text } from '../../model/json';
import { type Io, UserError } from '../io';
import { type EksDescription, toEksDescription } from './eksDescription';

/** A Kubernetes API object with its type. */
export interface ApiObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What a file contains. */
export interface Supplied {
  readonly objects: readonly ApiObject[];
  readonly eks: readonly EksDescription[];
}

/**
 * Reads the objects in a file, or in standard input if the file is `-`.
 *
 * @throws UserError if the input cannot be read or parsed.
 */
export async function readObjects(io: Pick<Io, 'stdin'>, file: string): Promise<Supplied> {
  const source = file === '-' ? 'standard input' : file;
  const content = await (file === '-' ? io.stdin() : readFile(file, 'utf8')).catch(({ message }: Error) => {
    throw new UserError(`cannot read ${source}: ${message}; specify a file, or - for standard input`);
  });
  return parseObjects(source, content);
}

const kubectlFormat = 'as printed by `kubectl get … -o json`';
const formats = `${kubectlFormat}, or by \`aws eks describe-cluster\`, \`describe-nodegroup\` or \`describe-addon\``;

/**
 * Parses objects as printed by kubectl: one object, a list, or several documents, in JSON or YAML; and what EKS reports, as printed by
 * the AWS CLI.
 *
 * @param source - the name of the input for messages.
 * @throws UserError with the first problem and its position.
 */
export function parseObjects(source: string, content: string): Supplied {
  const documents = parseJson(content) ?? parseYaml(source, content);
  const objects: ApiObject[] = [];
  const eks: EksDescription[] = [];
  const located = documents.map((value, index): LocatedValue => ({ value, location: `document ${index + 1}` }));
  const pending = located.filter(({ value }) => value !== null).reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const items = getItems(next);
    const description = toEksDescription(record(next.value));
    if (description !== undefined) eks.push(description);
    else if (items === undefined) objects.push(requireObject(source, next));
    else for (const item of items.reverse()) pending.push(item);
  }
  if (objects.length + eks.length === 0)
    throw new UserError(`${source} contains no objects; provide at least one, ${formats}`);
  return { objects, eks };
}

/** One JSON document, or several that each start on a new line, such as the output of several commands. */
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
    throw new UserError(`${source} is not UTF-8 text; in PowerShell, write it with Out-File -Encoding utf8`);
  }
  const lineCounter = new LineCounter();
  const strict = { merge: true, stringKeys: true, resolveKnownTags: false, prettyErrors: false } as const;
  const documents = parseAllDocuments(content.replace(/^\uFEFF/, ''), { ...strict, lineCounter });
  const fail = (offset: number, message: string) => {
    const { line, col } = lineCounter.linePos(offset);
    throw new UserError(`${source}:${line}:${col}: ${message}`);
  };
  return documents.map((document): unknown => {
    const [error] = document.errors;
    if (error !== undefined) fail(error.pos[0], describeYamlError(error));
    const [aliasProblem] = findAliasProblems(document);
    if (aliasProblem !== undefined) fail(aliasProblem.offset, aliasProblem.message);
    return document.toJS({ maxAliasCount: -1 });
  });
}

const messages: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'duplicate key in the same mapping; separate documents with a line ---',
  RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply',
};

function describeYamlError({ code, message }: YAMLError): string {
  return messages[code] ?? `neither JSON nor YAML: ${message}`;
}

interface LocatedValue {
  readonly value: unknown;
  readonly location: string;
  /** The type of the items, from the kind of the list around the object. */
  readonly type?: JsonObject;
}

/** The items of a list; undefined if the value is not a list. */
function getItems({ value, location }: LocatedValue): LocatedValue[] | undefined {
  const items = getList(value);
  // The items of a DeploymentList, as returned by the API, have no type; those of a List do.
  const { apiVersion, kind } = record(value);
  const itemKind = text(kind)?.replace(/List$/, '');
  const type = itemKind ? { type: { apiVersion, kind: itemKind } } : {};
  return items?.map((item, index) => ({ value: item, location: `${location}, item ${index + 1}`, ...type }));
}

function getList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const { kind, items } = record(value);
  if (!text(kind)?.endsWith('List')) return undefined;
  if (Array.isArray(items)) return items;
  // Go may serialize an empty list as null.
  return items === null || (kind === 'List' && items === undefined) ? [] : undefined;
}

function requireObject(source: string, { value, location, type }: LocatedValue): ApiObject {
  if (typeof value !== 'object' || value === null) {
    const actual = value === null ? 'nothing' : 'a single value';
    throw new UserError(
      `${source}: ${location}: got ${actual}, expected a mapping with apiVersion and kind, ${kubectlFormat}`,
    );
  }
  const object = { ...type, ...value } as JsonObject;
  const { apiVersion, kind } = object;
  if (!text(apiVersion) || !text(kind)) {
    const missing = text(kind) ? 'apiVersion' : 'kind';
    throw new UserError(`${source}: ${location} has no ${missing}; each object needs apiVersion and kind, ${formats}`);
  }
  return object as ApiObject;
}
